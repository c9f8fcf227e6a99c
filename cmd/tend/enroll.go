package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newEnrollCommand() *cobra.Command {
	var f clientFlags
	e := enroller{}
	c := &cobra.Command{
		Use:   "enroll PLAYBOOK [ACCOUNT…]",
		Short: "Enrol accounts in a playbook by hand",
		Long: `Enroll fires the playbook's trigger "manual" for the accounts that are named, or with --where
for everyone who satisfies a condition over facts now. All rules of enrolment are asked as
always, and one decision is recorded for each. With --preview it says what would be decided
of each and why, and changes nothing.

Every request has an ID, made up unless --request names it: the same one again enrols nobody
twice, so what was interrupted is finished by sending it again. Of a long answer the first
lines are shown, and all are counted; with --output json the engine's answers are printed, one
after the other. The status is 1 if nothing could be decided about somebody.`,
		Example: `  tend enroll welcome_back acme globex --note "they asked at the fair"
  tend enroll quarterly_visit --where "metric.visits == 0 && tier == 'high'" --preview
  tend enroll quarterly_visit --where "metric.visits == 0 && tier == 'high'"
  tend enroll ask_for_story acme --contact kenji`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if e.client, e.printer, err = f.open(c); err != nil {
				return err
			}
			e.notes, e.progress = c.ErrOrStderr(), onTerminal(c.ErrOrStderr())
			return e.run(c, args[0], args[1:])
		},
		ValidArgsFunction: f.completeEnroll,
	}
	f.bind(c)
	c.Flags().StringVar(&e.in.Where, "where", "", "a condition over facts, instead of accounts: everyone who satisfies it")
	c.Flags().StringVar(&e.contact, "contact", "", "the contact of the one account, for a playbook that enrols contacts")
	c.Flags().BoolVar(&e.in.Preview, "preview", false, "say what would be decided, and change nothing")
	c.Flags().StringVar(&e.in.Note, "note", "", "a line to it, which the run knows as trigger.note")
	c.Flags().StringVar(&e.in.By, "by", currentUser(), "who asks, which the run knows as trigger.by")
	c.Flags().StringVar(&e.in.Request, "request", "", "the ID of a request that was begun before")
	e.show = 100
	c.Flags().Var(amount{&e.show}, "show", "show so many lines at most, 0 for all")
	return c
}

// enroller sends one request part by part.
type enroller struct {
	client   *client
	printer  *printer
	notes    io.Writer
	progress bool

	in      api.EnrolmentRequest
	contact string
	show    int
	rows    [][]string
	counts  enrolmentCounts
}

// membersAtOnce is how many named accounts go into one call.
const membersAtOnce = 500

func (e *enroller) run(c *cobra.Command, playbook string, accounts []string) error {
	if err := e.check(accounts); err != nil {
		return err
	}
	if e.in.Request == "" && !e.in.Preview {
		e.in.Request = rand.Text()
	}
	for more := true; more; {
		n := min(len(accounts), membersAtOnce)
		e.in.Members = nil
		for _, account := range accounts[:n] {
			e.in.Members = append(e.in.Members, api.Member{Account: account, Contact: e.contact})
		}
		accounts = accounts[n:]
		var part api.Enrolments
		if err := e.client.post(c.Context(), e.in, &part, "v1", "playbooks", playbook, "enrolments"); err != nil {
			return e.interrupted(err)
		}
		if err := e.add(part); err != nil {
			return err
		}
		if more = len(accounts) > 0; part.Next != nil {
			e.in.Cursor, more = *part.Next, true
		}
	}
	return e.conclude()
}

func (e *enroller) check(accounts []string) error {
	switch {
	case len(accounts) == 0 && e.in.Where == "":
		return usageError{errors.New("name accounts, or with --where a condition over their facts")}
	case len(accounts) > 0 && e.in.Where != "":
		return usageError{errors.New("name either accounts or --where, not both")}
	case e.contact != "" && len(accounts) != 1:
		return usageError{errors.New("--contact is of one account: name that one alone")}
	}
	return nil
}

// interrupted says how to continue a request of which a part was done.
func (e *enroller) interrupted(err error) error {
	if e.counts.scanned == 0 || e.in.Preview {
		return err
	}
	return fmt.Errorf("%w\nA part was done: the same command with --request %s finishes it", err, e.in.Request)
}

// add shows or counts a part of the answer.
func (e *enroller) add(part api.Enrolments) error {
	e.counts.add(part)
	if e.progress {
		fmt.Fprintf(e.notes, "\r%s looked at", countOf(e.counts.scanned, "account"))
	}
	if e.printer.json {
		return e.printer.document(part)
	}
	for _, one := range part.Items {
		if e.show > 0 && len(e.rows) >= e.show {
			break
		}
		e.rows = append(e.rows, enrolmentRow(one))
	}
	return nil
}

func enrolmentRow(one api.Enrolment) []string {
	who, said := one.Account, one.Detail+one.Problem
	if one.Contact != "" {
		who += " " + one.Contact
	}
	if one.Repeated {
		said = "Asked before. " + said
	}
	return []string{who, one.Outcome, one.Reason, one.Run, said}
}

// conclude prints the result.
func (e *enroller) conclude() error {
	if e.progress {
		fmt.Fprintln(e.notes)
	}
	if !e.printer.json {
		if err := e.printer.table("Nobody satisfies the condition.", []string{"account", "outcome", "reason", "run", "why"}, e.rows); err != nil {
			return err
		}
		if err := e.printer.line("\n%s", e.counts.sentence(e.in)); err != nil {
			return err
		}
	}
	if e.counts.failed > 0 {
		return errors.Join(e.printer.nameZone(), errReported)
	}
	return nil
}

// completeEnroll completes the playbook, then accounts.
func (f *clientFlags) completeEnroll(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return f.completeFlag(filter(), "v1", "playbooks")(c, args, begun)
	}
	return f.completeFlag(filter(), "v1", "accounts")(c, args, begun)
}
