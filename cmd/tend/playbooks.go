package main

import (
	"os/user"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/api"
)

func newPlaybooksCommand() *cobra.Command {
	var f clientFlags
	c := &cobra.Command{
		Use:   "playbooks",
		Short: "List playbooks, pause or resume one",
		Long: `Playbooks lists the playbooks that a running engine holds in force: the mode that is written
in the file, how many runs are in progress, and who paused it and why. With
--output json the answer is the engine's own.`,
		Example: `  tend playbooks
  tend playbooks pause rescue_health_drop --reason "the mail has a wrong link"
  tend playbooks resume rescue_health_drop`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cl, p, err := f.open(c)
			if err != nil {
				return err
			}
			list, err := collect[api.Playbook](c.Context(), cl, 0, filter(), "v1", "playbooks")
			if err != nil {
				return err
			}
			return p.playbooks(list)
		},
	}
	f.bind(c)
	c.AddCommand(newPlaybooksPauseCommand(&f), newPlaybooksResumeCommand(&f))
	return c
}

func newPlaybooksPauseCommand(f *clientFlags) *cobra.Command {
	return f.switching(&cobra.Command{
		Use:   "pause NAME",
		Short: "Stop a playbook from enrolling anybody",
		Long: `Pause stops a playbook from enrolling anybody until it is resumed: also when the engine is
restarted, and when new playbooks are published. Runs in progress go on. What its triggers
meet meanwhile is decided, with the reason "paused"; where the playbook has a "hold", it is
kept. One that is paused stays as it is.`,
		Example: `  tend playbooks pause rescue_health_drop --reason "the mail has a wrong link"`,
	}, "Paused: %s enrols nobody until it is resumed; %s in progress.")
}

func newPlaybooksResumeCommand(f *clientFlags) *cobra.Command {
	return f.switching(&cobra.Command{
		Use:   "resume NAME",
		Short: "Let a paused playbook enrol again",
		Long: `Resume ends a pause. Nothing fires from it: what the playbook's triggers met during the pause
is decided, and only what its "hold" has kept is asked again. "tend enroll" enrols who was
missed.`,
		Example: `  tend playbooks resume rescue_health_drop`,
	}, "Resumed: %s is no longer paused; %s in progress.")
}

// switching makes the command that pauses or resumes a playbook: its name is the call's.
func (f *clientFlags) switching(c *cobra.Command, done string) *cobra.Command {
	var in api.Switch
	verb, _, _ := strings.Cut(c.Use, " ")
	c.Args = cobra.ExactArgs(1)
	c.ValidArgsFunction = f.completeIDs(filter(), "v1", "playbooks")
	c.Flags().StringVar(&in.Reason, "reason", "", "why, in a line for people")
	c.Flags().StringVar(&in.By, "by", currentUser(), "who asks for it")
	c.RunE = func(c *cobra.Command, args []string) error {
		cl, p, err := f.open(c)
		if err != nil {
			return err
		}
		var got api.Playbook
		if err := cl.post(c.Context(), in, &got, "v1", "playbooks", args[0], verb); err != nil {
			return err
		}
		if p.json {
			return p.document(got)
		}
		if got.Mode != "live" {
			done += " Its mode in the file is " + got.Mode + "."
		}
		return p.line(done, plain(got.Name), countOf(got.Running, "run"))
	}
	return c
}

// currentUser returns who uses the command, as far as the system knows.
func currentUser() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// countOf returns a number of things: "1 run", "2 runs".
func countOf(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

func (p *printer) playbooks(list api.List[api.Playbook]) error {
	if p.json {
		return p.document(list)
	}
	var rows [][]string
	for _, pb := range list.Items {
		paused := ""
		if pb.Paused != nil {
			paused = strings.Join(strings.Fields(p.instant(&pb.Paused.At)+" "+pb.Paused.By+" "+pb.Paused.Reason), " ")
		}
		rows = append(rows, []string{pb.Name, pb.Mode, strconv.Itoa(pb.Running), paused})
	}
	return p.table("No playbooks.", []string{"name", "mode", "running", "paused"}, rows)
}
