package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tendhq/tend/engine/api"
)

// forgetLong is the end of the help of all commands that forget.
const forgetLong = `
Nothing of it can be had back. It asks before, and says how much there is; --yes answers for a
script, --preview only says it. It waits until no file has a trace of it, however long that takes;
when it is interrupted before, the engine goes on by itself. What an engine can't reach has it still: backups and copies of the
state folder, mail that has left, systems that were told, files of "tend import --rejects", and
whoever sends it again.`

func newAccountsForgetCommand(f *clientFlags) *cobra.Command {
	return newForgetting(f, &cobra.Command{
		Use:   "forget ID…",
		Short: "Forget accounts, with all that is known of them",
		Long: `Forget removes accounts for good: what they are and did, their contacts, what was decided of them,
their tasks, and the mails to them in the engine's own mailbox. Their runs end as "forgotten"; of
runs and goals numbers stay, in which nobody can be recognised. What happened before isn't taken
any more, also from an import; only a PUT of the account begins it anew.
` + forgetLong,
		Example: `  tend accounts forget acme
  tend accounts forget acme globex --preview
  tend accounts forget acme --yes --output json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: f.completeFlag(filter(), "v1", "accounts"),
	}, func(args []string) (all []forgotten) {
		for _, id := range args {
			all = append(all, forgotten{name: id, path: []string{"v1", "accounts", id}})
		}
		return all
	})
}

// forgotten is an account or a contact to forget.
type forgotten struct {
	name string
	path []string
}

// forgetter forgets those that a command names.
type forgetter struct {
	client  *client
	printer *printer
	yes     bool
	preview bool
	in      io.Reader
	notes   io.Writer
	// interactive reports whether a person can be asked.
	interactive bool
}

// newForgetting makes the command that forgets those that its arguments name.
func newForgetting(f *clientFlags, c *cobra.Command, named func(args []string) []forgotten) *cobra.Command {
	g := forgetter{}
	c.Flags().BoolVar(&g.yes, "yes", false, "don't ask")
	c.Flags().BoolVar(&g.preview, "preview", false, "say how much would be forgotten, and change nothing")
	c.RunE = func(c *cobra.Command, args []string) error {
		var err error
		if g.client, g.printer, err = f.open(c); err != nil {
			return err
		}
		g.in, g.notes = c.InOrStdin(), c.ErrOrStderr()
		stdin, isFile := g.in.(*os.File)
		g.interactive = isFile && term.IsTerminal(int(stdin.Fd()))
		return g.run(c, named(args))
	}
	return c
}

// run checks all before it forgets the first: a name that is unknown changes nothing.
func (g *forgetter) run(c *cobra.Command, all []forgotten) error {
	if !g.yes && !g.preview && !g.interactive {
		return usageError{errors.New("nobody is there to be asked: add --yes to forget, or --preview to see how much it is")}
	}
	held := make([]api.Forgotten, len(all))
	for i, one := range all {
		err := g.client.do(c.Context(), http.MethodDelete, nil, &held[i], url.Values{"preview": {"true"}}, one.path...)
		if err != nil {
			return err
		}
		if g.preview {
			if err := g.say("Would be forgotten", one, held[i]); err != nil {
				return err
			}
		}
	}
	if g.preview || !g.yes && !g.confirmed(all, held) {
		return nil
	}
	patient := g.client.patient()
	for _, one := range all {
		var done api.Forgotten
		if err := patient.do(c.Context(), http.MethodDelete, nil, &done, nil, one.path...); err != nil {
			return err
		}
		if err := g.say("Forgotten", one, done); err != nil {
			return err
		}
	}
	return nil
}

// say prints how much was forgotten of one, or would be.
func (g *forgetter) say(what string, one forgotten, n api.Forgotten) error {
	if g.printer.json {
		return g.printer.document(struct {
			ID string `json:"id"`
			api.Forgotten
		}{one.name, n})
	}
	return g.printer.line("%s: %s.", what, amounts(one, n))
}

// amounts names one with how much is known of it.
func amounts(one forgotten, n api.Forgotten) string {
	return fmt.Sprintf("%s with %s, %s, %s and %s", plain(one.name),
		strings.Replace(countOf(n.Entries, "entry"), "entrys", "entries", 1), countOf(n.Decisions, "decision"), countOf(n.Runs, "run"), countOf(n.Tasks, "task"))
}

// confirmed asks whether to forget all.
func (g *forgetter) confirmed(all []forgotten, held []api.Forgotten) bool {
	for i, one := range all {
		fmt.Fprintf(g.notes, "To be forgotten: %s.\n", amounts(one, held[i]))
	}
	fmt.Fprint(g.notes, "Nothing of it can be had back. Forget? [y/N] ")
	answer, _ := bufio.NewReader(g.in).ReadString('\n') // Whoever doesn't answer doesn't agree.
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true
	}
	fmt.Fprintln(g.notes, "Nothing was forgotten.")
	return false
}
