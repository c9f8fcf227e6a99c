package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/api"
)

func newDevCommand() *cobra.Command {
	var o processOptions
	var verbose bool
	c := &cobra.Command{
		Use:   "dev DIR",
		Short: "Run a folder of playbooks, with everything it needs, in one process",
		Long: `Dev runs the playbooks of a folder: API, Temporal, worker, sweeper, metrics, and a
mailbox that shows what was mailed. State is kept in a folder and survives a crash.
TEND_VAR_NAME in the environment gives the playbooks' variable NAME its value.
Playbooks are reloaded when their files change; a broken edit keeps the old ones in
force and shows what is wrong.

A message that names no sender comes from the lead of the team, else from the owner of the
playbook, else from --mail-from or TEND_MAIL_FROM; where there is none of them, dev says so
at its line before anything runs.

The state is its owner's only: files are closed to others, and an open folder is warned
of. So is Temporal: its own tools get in with the variable that is printed, others don't.

Secrets come from the environment: TEND_SMTP_URL (as --smtp, with its password),
TEND_TOKEN (asked of every request but /healthz and /readyz when set: as bearer token, or
by a browser as the password of any user) and TEND_METRICS_TOKEN (opens /metrics alone).
Listening on an address that other machines reach needs TEND_TOKEN.`,
		Example: `  tend dev examples/quickstart
  tend dev playbooks/ --state /var/lib/tend --listen 127.0.0.1:8080
  tend dev playbooks/ --speed 1440 --state /tmp/fast   # a day in a minute
  tend dev playbooks/ --smtp smtp://mail.example.com:587 --mail-from "Tend <cs@example.com>"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.complete(c.ErrOrStderr()); err != nil {
				return err
			}
			o.logger, o.warn = newLogger(c.ErrOrStderr(), verbose), warnTo(c.ErrOrStderr())
			return runDev(c.Context(), args[0], o, c.OutOrStdout(), c.ErrOrStderr())
		},
		ValidArgsFunction: completeFolder,
	}
	c.Flags().StringVar(&o.state, "state", ".tend", "folder that keeps the state")
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:7070", "address of the API and the pages")
	o.speed = 1
	c.Flags().Var(speed{&o.speed}, "speed", "how many times faster than the wall clock playbook time passes")
	c.Flags().StringVar(&o.smtp, "smtp", "", "mail server, as smtp://HOST:PORT (default: a mailbox of its own)")
	c.Flags().StringVar(&o.mailFrom, "mail-from", "", "sender of messages that name none, as hana@example.com or \"Hana <hana@example.com>\" (default $TEND_MAIL_FROM)")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "log what the rooms do")
	return c
}

// complete checks what the command line says, and takes from the environment what it leaves open.
func (o *processOptions) complete(errOut io.Writer) (err error) {
	warnOfPassword(errOut, "--smtp", o.smtp, "TEND_SMTP_URL")
	if o.smtp == "" {
		o.smtp = os.Getenv("TEND_SMTP_URL")
	}
	if o.mailFrom, err = mailFrom(o.mailFrom); err != nil {
		return err
	}
	for name, token := range map[string]*string{"TEND_TOKEN": &o.token, "TEND_METRICS_TOKEN": &o.metricsToken} {
		if *token, err = tokenFrom(name); err != nil {
			return err
		}
	}
	if o.token != "" && o.token == o.metricsToken {
		return usageError{errors.New("TEND_METRICS_TOKEN is the same as TEND_TOKEN, which opens everything: give the metrics a token of their own, or unset it")}
	}
	return nil
}

// tokenFrom reads a token from a variable of the environment; empty: the variable isn't set. One that is set to
// nothing is a mistake that would open the doors.
func tokenFrom(name string) (string, error) {
	token, set := os.LookupEnv(name)
	if !set {
		return "", nil
	}
	if err := api.CheckToken(token); err != nil {
		return "", usageError{fmt.Errorf("%s can't be used: %w; unset it to do without", name, err)}
	}
	return token, nil
}

// completeFolder completes the name of a folder.
func completeFolder(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func newLogger(out io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelWarn
	if verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level}))
}

func runDev(ctx context.Context, dir string, o processOptions, out, errOut io.Writer) (err error) {
	load := dsl.Options{Run: true, Sender: o.mailFrom != ""}
	if o.workspace, err = loadOrShow(dir, load, errOut); err != nil {
		return err
	}
	o.note = dir
	p, err := openProcess(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	fmt.Fprintf(out, "tend runs %s (state in %s). Stop with Ctrl-C.\n", dir, o.state)
	p.Addresses(out)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.Run(ctx) })
	group.Go(func() error {
		return watchFolder(ctx, dir, func() { p.reload(ctx, dir, load, out, errOut) })
	})
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Fprintln(out, "tend stopped; its state is kept.")
	return nil
}

// reload publishes the folder's playbooks anew; a broken edit changes nothing and is shown.
func (p *process) reload(ctx context.Context, dir string, load dsl.Options, out, errOut io.Writer) {
	before := p.engine.Workspace().Hash
	w, err := loadOrShow(dir, load, errOut)
	switch {
	case err != nil:
		if !errors.Is(err, errReported) {
			fmt.Fprintf(errOut, "tend: %s\n", err)
		}
		fmt.Fprintln(errOut, "The playbooks in force stay as they were.")
		return
	case w.Hash == before:
		fmt.Fprintln(out, "The files say what is in force: nothing changed.")
		return
	}
	number, err := p.engine.Publish(ctx, w, dir)
	if err != nil {
		fmt.Fprintf(errOut, "tend: %s\n", err)
		return
	}
	fmt.Fprintf(out, "Reloaded: version %d is in force.\n", number)
}
