package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tendhq/tend/cmd/tend/story"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/examples"
)

func newDemoCommand() *cobra.Command {
	var exit bool
	var o processOptions
	c := &cobra.Command{
		Use:   "demo",
		Short: "Play the story of a company with a dozen customers",
		Long: `Demo runs the playbooks of examples/quickstart on 90 days of a small company's life, in
about two minutes: the same engine, real workflows and timers, real mail. Afterwards
it stays, so that you can look around; with --exit it ends, with status 0 if all that
the story promises happened, else 1.`,
		Example: `  tend demo
  tend demo --exit --state /tmp/story`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o.logger, o.warn = newLogger(c.ErrOrStderr(), false), warnTo(c.ErrOrStderr())
			return runDemo(c.Context(), o, exit, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().BoolVar(&exit, "exit", false, "end after the story")
	c.Flags().StringVar(&o.state, "state", "", "folder that keeps the state; must be new (default: a temporary one)")
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:7070", "address of the API and the pages")
	return c
}

func runDemo(ctx context.Context, o processOptions, exit bool, out, errOut io.Writer) (err error) {
	if o.state == "" {
		if o.state, err = os.MkdirTemp("", "tend-demo-"); err != nil {
			return err
		}
		if exit {
			defer func() { err = errors.Join(err, os.RemoveAll(o.state)) }()
		}
	} else if entries, _ := os.ReadDir(o.state); len(entries) > 0 {
		return fmt.Errorf("%s isn't empty: the story begins with an empty state, so name a new folder", o.state)
	}
	if o.workspace, err = loadQuickstart(errOut); err != nil {
		return err
	}
	o.note, o.speed, o.asOf = "examples/quickstart", story.Speed, story.Start
	p, err := openProcess(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	running, stop := context.WithCancel(ctx)
	defer stop()
	group, running := errgroup.WithContext(running)
	group.Go(func() error { return p.Run(running) })
	finished := false
	group.Go(func() error {
		err := story.Play(running, story.Options{URL: p.URL(), Out: out, Colour: onTerminal(out)})
		finished = err == nil || errors.Is(err, story.ErrBroken)
		if errors.Is(err, story.ErrBroken) && !exit {
			err = nil // what is missing was shown; there may be something to look at
		}
		if err != nil || exit {
			stop()
			return err
		}
		fmt.Fprintf(out, "\nLook around (state in %s); stop with Ctrl-C.\n", o.state)
		p.Addresses(out)
		return nil
	})
	err = group.Wait()
	switch {
	case errors.Is(err, context.Canceled) && exit && !finished:
		return interruptedError{errors.New("the story was interrupted before its end")}
	case errors.Is(err, context.Canceled):
		return nil
	}
	return err
}

// loadQuickstart loads the workspace that is built into the command.
func loadQuickstart(errOut io.Writer) (*dsl.Workspace, error) {
	folder, err := fs.Sub(examples.Quickstart, "quickstart")
	if err != nil {
		return nil, err
	}
	return loadFrom(folder, dsl.Options{Run: true}, errOut)
}
