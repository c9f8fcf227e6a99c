package main

import (
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newAccountsCommand() *cobra.Command {
	var f clientFlags
	var most int
	c := &cobra.Command{
		Use:   "accounts",
		Short: "List accounts, show one with its health, or forget some",
		Long: `Accounts lists what a running engine knows, in order of their IDs. With --output json
the answer is the engine's own.`,
		Example: `  tend accounts
  tend accounts show acme`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			list, err := collect[api.AccountSummary](c.Context(), cl, most, filter(), "v1", "accounts")
			if err != nil {
				return err
			}
			return p.accounts(list)
		},
	}
	f.bind(c)
	limit(c, &most)
	c.AddCommand(newAccountsShowCommand(&f), newAccountsForgetCommand(&f))
	return c
}

func newAccountsShowCommand(f *clientFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show an account: health with its parts, metrics, scales, segments, success plans",
		Long: `Show tells what is known of an account: its attributes and contacts, the health score
with the measures that it is made of, metrics, the level on each scale, the segments that it
is in, and success plans with their milestones and objectives. "–" is a missing value;
"only since" tells of a metric that doesn't know all of its window, as what was received
before is removed. Of more than 500 contacts it shows the first: "tend contacts" lists all.`,
		Example: `  tend accounts show acme
  tend accounts show acme --output json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.completeIDs(filter(), "v1", "accounts"),
		RunE: func(c *cobra.Command, args []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var a api.Account
			if err := cl.get(c.Context(), &a, nil, "v1", "accounts", args[0]); err != nil {
				return err
			}
			if p.json {
				return p.document(a)
			}
			return p.account(a)
		},
	}
}

func (p *printer) accounts(list api.List[api.AccountSummary]) error {
	if p.json {
		return p.document(list)
	}
	var rows [][]string
	for _, a := range list.Items {
		rows = append(rows, []string{a.ID, a.Name, a.Tier, number(a.Score), a.Band})
	}
	return p.table("No accounts.", []string{"ID", "name", "tier", "health", "band"}, rows)
}

func (p *printer) account(a api.Account) error {
	score, band, definition := "", "", ""
	if a.Health != nil {
		score, band, definition = number(a.Health.Score), a.Health.Band, a.Health.Definition
	}
	err := p.fields(
		[2]string{"Account", a.ID}, [2]string{"Name", a.Name}, [2]string{"Since", p.instant(a.Since)}, [2]string{"Tier", a.Tier},
		[2]string{"Health", score}, [2]string{"Band", band}, [2]string{"Definition", definition},
	)
	for _, section := range []func(api.Account) ([]string, [][]string){
		measures, p.metrics, scales, segments, p.plans, objectives, attributes,
		func(a api.Account) ([]string, [][]string) { return contacts(a.Contacts) },
	} {
		if err != nil {
			return err
		}
		if header, rows := section(a); len(rows) > 0 {
			if err = p.line(""); err == nil {
				err = p.table("", header, rows)
			}
		}
	}
	if err == nil && a.NextContacts != "" {
		err = p.line("\nThere are more contacts: tend contacts lists all of them.")
	}
	return err
}

func measures(a api.Account) (header []string, rows [][]string) {
	if a.Health == nil {
		return nil, nil
	}
	for _, m := range a.Health.Measures {
		rows = append(rows, []string{m.Name, number(&m.Weight), number(m.Value), number(m.Score)})
	}
	return []string{"measure", "weight", "value", "score"}, rows
}

func (p *printer) metrics(a api.Account) (header []string, rows [][]string) {
	rows = sorted(a.Metrics)
	for i, row := range rows {
		if whole, partial := a.Partial[row[0]]; partial {
			rows[i][1] += " (only since " + p.instant(&whole) + ")"
		}
	}
	return []string{"metric", "value"}, rows
}

func scales(a api.Account) (header []string, rows [][]string) {
	for _, name := range slices.Sorted(maps.Keys(a.Scales)) {
		rows = append(rows, []string{name, a.Scales[name]})
	}
	return []string{"scale", "level"}, rows
}

func segments(a api.Account) (header []string, rows [][]string) {
	for _, name := range a.Segments {
		rows = append(rows, []string{name})
	}
	return []string{"segment"}, rows
}

func attributes(a api.Account) (header []string, rows [][]string) {
	return []string{"attribute", "value"}, sorted(a.Attributes)
}

func (p *printer) plans(a api.Account) (header []string, rows [][]string) {
	for _, plan := range a.SuccessPlans {
		for _, m := range plan.Milestones {
			state := p.instant(m.Reached)
			switch {
			case m.Reached != nil:
			case slices.Contains(plan.Overdue, m.Name):
				state = "overdue"
			default:
				state = "–"
			}
			rows = append(rows, []string{plan.Name, m.Name, state})
		}
	}
	return []string{"success plan", "milestone", "reached"}, rows
}

func objectives(a api.Account) (header []string, rows [][]string) {
	for _, plan := range a.SuccessPlans {
		for _, o := range plan.Objectives {
			reached := "–"
			if o.Reached != nil {
				reached = strconv.FormatBool(*o.Reached)
			}
			rows = append(rows, []string{plan.Name, o.Name, number(o.Current), number(o.Target), reached})
		}
	}
	return []string{"success plan", "objective", "current", "target", "reached"}, rows
}

// sorted is a map's names and values, by name.
func sorted(m map[string]any) [][]string {
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		rows = append(rows, []string{name, value(m[name])})
	}
	return rows
}
