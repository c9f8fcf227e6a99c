package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newGoalsCommand() *cobra.Command {
	var f clientFlags
	var from, to string
	c := &cobra.Command{
		Use:   "goals [PLAYBOOK]",
		Short: "Compare who reaches a playbook's goals with it and without",
		Long: `Goals shows, for each goal of each playbook, how many of those with the playbook reached it in
time, and how many of the control group, who were left alone (enroll's control_group); and it
says whether the difference can be told from chance.

Everyone counts once, with the first enrolment, and only when the goal's time is over: to count
those who reach it early while the others have time left would flatter. Left out are those for
whom the goal was true at the start, and those of whom nobody can tell any more because what
the goal reads was changed. Of twenty goals without any effect, one looks as if it had some:
decide before you look which one counts. A goal that was edited is shown as it is, and as it
was. With --output json the answer is the engine's own.`,
		Example: `  tend goals rescue_health_drop
  tend goals --from 2026-04-01 --to 2026-07-01`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(timeFlag("from", from), timeFlag("to", to)); err != nil {
				return err
			}
			playbook := ""
			if len(args) > 0 {
				playbook = args[0]
			}
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			var goals api.Goals
			if err := cl.get(c.Context(), &goals, filter("playbook", playbook, "from", from, "to", to), "v1", "goals"); err != nil {
				return err
			}
			return p.goals(goals)
		},
	}
	f.bind(c)
	c.Flags().StringVar(&from, "from", "", "only enrolments that began at this time or later, as 2026-04-01")
	c.Flags().StringVar(&to, "to", "", "only enrolments that began before this time, as 2026-07-01")
	c.ValidArgsFunction = cobra.NoFileCompletions
	return c
}

func (p *printer) goals(goals api.Goals) error {
	if p.json {
		return p.document(goals)
	}
	if len(goals.Items) == 0 {
		return p.line("No goals. A playbook says what it is for with: goal NAME { when = …, within = … }")
	}
	for i, g := range goals.Items {
		if i > 0 {
			if err := p.line(""); err != nil {
				return err
			}
		}
		if err := p.goal(g); err != nil {
			return err
		}
	}
	return nil
}

// goal shows one goal: its definition, a table of the groups, and the verdict.
func (p *printer) goal(g api.Goal) error {
	heading := fmt.Sprintf("%s, goal %s", g.Playbook, g.Goal)
	if !g.Current {
		heading += ", as it was before an edit"
	}
	asks := g.When
	switch {
	case g.Event != "" && g.When != "":
		asks = fmt.Sprintf("an event %s with %s", g.Event, g.When)
	case g.Event != "":
		asks = "an event " + g.Event
	}
	if err := p.line("%s\n%s\n", p.bold(plain(heading)), p.prose(plain(fmt.Sprintf("%s, within %s", asks, g.Within)))); err != nil {
		return err
	}
	header := []string{"group", "enrolled", "true already", "lost", "time left", "time over", "reached", "share"}
	err := p.table("", header, [][]string{groupRow("treated", g.Treated), groupRow("control", g.Control)})
	if err != nil {
		return err
	}
	return p.line("\n%s", p.prose(plain(g.Sentence)))
}

func groupRow(name string, g api.GoalGroup) []string {
	row := []string{name}
	for _, n := range []int{g.Enrolled, g.Already, g.Lost, g.Tracked, g.Over, g.Reached} {
		row = append(row, strconv.Itoa(n))
	}
	share := "–"
	if g.Share != nil {
		share = fmt.Sprintf("%.1f %%", *g.Share*100)
	}
	return append(row, share)
}
