package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newDecisionsCommand() *cobra.Command {
	var f clientFlags
	var account, playbook, outcome string
	var most int
	c := &cobra.Command{
		Use:   "decisions",
		Short: "List who was enrolled in a playbook, who wasn't, and why",
		Long: `Decisions lists what a running engine decided when a playbook's trigger fired: enrolled;
control for those who are watched and left alone, to measure the effect; skipped with the rule
that refused; or pending while the playbook holds it to ask again; in the order in which they
first happened. Equal skips in a row are one line, with their count and the time of the last.
With --output json the answer is the engine's own.`,
		Example: `  tend decisions --account acme
  tend decisions --playbook rescue_health_drop --outcome skipped`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			query := filter("account", account, "playbook", playbook, "outcome", outcome)
			list, err := collect[api.Decision](c.Context(), cl, most, query, "v1", "decisions")
			if err != nil {
				return err
			}
			return p.decisions(list)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&account, "account", "", "only of this account")
	c.Flags().StringVar(&playbook, "playbook", "", "only of this playbook")
	limit(c, &most)
	oneOf(c, c.Flags(), &outcome, "outcome", "", "only of this outcome: enrolled, control, skipped or pending", "enrolled", "control", "skipped", "pending")
	return c
}

// subjectColumn returns the contact of an account, and the value of the playbook's key, that a row is about.
func subjectColumn(contact, key string) string {
	subject := ""
	if contact != "" {
		subject = " " + contact
	}
	if key != "" && key != contact {
		subject += fmt.Sprintf(" (key %s)", key)
	}
	return subject
}

func (p *printer) decisions(list api.List[api.Decision]) error {
	if p.json {
		return p.document(list)
	}
	var rows [][]string
	for _, d := range list.Items {
		about := d.Detail
		if d.Run != "" {
			about = d.Run
		}
		rows = append(rows, []string{
			p.instant(&d.LastAt), d.Account + subjectColumn(d.Contact, d.Key), d.Playbook, d.Trigger, d.Outcome, d.Reason, strconv.Itoa(d.Count), about,
		})
	}
	return p.table("No decisions.",
		[]string{"time", "account", "playbook", "trigger", "outcome", "reason", "times", "run or detail"}, rows)
}
