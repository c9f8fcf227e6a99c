package main

import (
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newRunsCommand() *cobra.Command {
	var f clientFlags
	var account, playbook, status string
	var most int
	c := &cobra.Command{
		Use:   "runs",
		Short: "List runs of playbooks, or show one with its timeline",
		Long: `Runs lists the runs of a running engine, in order of their start. With --output json
the answer is the engine's own.`,
		Example: `  tend runs
  tend runs --account acme --status running
  tend runs --playbook rescue_health_drop --output json
  tend runs show r-4f2a`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			query := filter("account", account, "playbook", playbook, "status", status)
			list, err := collect[api.Run](c.Context(), cl, most, query, "v1", "runs")
			if err != nil {
				return err
			}
			return p.runs(list)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&account, "account", "", "only of this account")
	c.Flags().StringVar(&playbook, "playbook", "", "only of this playbook")
	limit(c, &most)
	oneOf(c, c.Flags(), &status, "status", "", "only of this status: running or finished", "running", "finished")
	c.AddCommand(newRunsShowCommand(&f))
	return c
}

func newRunsShowCommand(f *clientFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a run with its timeline",
		Long: `Show tells a run's story: what was done when, what it waits for, how it ended, and the
plan that it keeps to (the beginning of its content hash).`,
		Example: `  tend runs show r-4f2a
  tend runs show r-4f2a --output json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.completeIDs(filter(), "v1", "runs"),
		RunE: func(c *cobra.Command, args []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var r api.RunDetail
			if err := cl.get(c.Context(), &r, nil, "v1", "runs", args[0]); err != nil {
				return err
			}
			return p.run(r)
		},
	}
}

func (p *printer) runs(list api.List[api.Run]) error {
	if p.json {
		return p.document(list)
	}
	var rows [][]string
	for _, r := range list.Items {
		rows = append(rows, []string{r.ID, r.Account, r.Playbook, r.Status, r.Outcome, p.instant(&r.Started), r.At})
	}
	return p.table("No runs.", []string{"ID", "account", "playbook", "status", "outcome", "started", "at"}, rows)
}

func (p *printer) run(r api.RunDetail) error {
	if p.json {
		return p.document(r)
	}
	err := p.fields(
		[2]string{"Run", r.ID}, [2]string{"Account", r.Account}, [2]string{"Contact", r.Contact},
		[2]string{"Playbook", r.Playbook}, [2]string{"Plan", short(r.PlanHash)},
		[2]string{"Status", r.Status}, [2]string{"Outcome", r.Outcome},
		[2]string{"Started", p.instant(&r.Started)}, [2]string{"Ended", p.instant(r.Ended)},
		[2]string{"At", r.At}, [2]string{"Wakes", p.instant(r.WakesAt)},
	)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, l := range r.Timeline {
		rows = append(rows, []string{p.instant(&l.At), l.Step, l.Code, l.Text})
	}
	if err := p.line(""); err != nil {
		return err
	}
	return p.table("Nothing has happened yet.", []string{"time", "step", "what", "text"}, rows)
}
