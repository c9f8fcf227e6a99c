package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/embedded"
	"github.com/tendhq/tend/engine/state"
	"github.com/tendhq/tend/engine/workflow"
)

// temporalCommand runs only the embedded Temporal server, for tests and for inspecting a state folder.
type temporalCommand struct {
	state, database, listen string
	verbose                 bool
	out, log                io.Writer
}

func newTemporalCommand() *cobra.Command {
	var t temporalCommand
	cmd := &cobra.Command{
		Use:   "temporal (--state DIR | --db FILE)",
		Short: "Run only the embedded Temporal server",
		Long: `Runs the embedded Temporal server on its SQLite file until it is interrupted. It listens on
loopback addresses only, and answers only who has its credentials: those are files beside the
SQLite file, in the folder "temporal.tls" of a state, which only their owner can read. Temporal's
own tools and workers get in with them: the environment variable that is printed names a file that
says all of it, in the namespace "` + workflow.Namespace + `". So it is with the Temporal of "tend dev".

The credentials stay the same over restarts. To withdraw them, stop it and remove their folder: the
next start makes others, as it does when others could read the keys.`,
		Example: `  tend temporal --state .tend
  TEMPORAL_CONFIG_FILE=$PWD/.tend/temporal.tls/temporal.toml temporal workflow list`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t.out, t.log = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return t.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&t.state, "state", "", "state folder; the file is temporal.db in it")
	flags.StringVar(&t.database, "db", "", "SQLite file")
	flags.StringVar(&t.listen, "listen", "127.0.0.1:7233", "loopback address; port 0 takes a free one")
	flags.BoolVar(&t.verbose, "verbose", false, "show the server's chatter")
	cmd.MarkFlagsOneRequired("state", "db")
	cmd.MarkFlagsMutuallyExclusive("state", "db")
	return cmd
}

// run serves until SIGINT or SIGTERM.
func (t temporalCommand) run(cmd *cobra.Command) (err error) {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	path, closeFolder, err := t.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeFolder()) }()
	server, err := embedded.Start(ctx, embedded.Options{
		Database:  path,
		Listen:    t.listen,
		Namespace: workflow.Namespace,
		Keywords:  workflow.SearchAttributes(),
		Logger:    t.logger(),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	p := server.Profile()
	if _, err := fmt.Fprintf(t.out, "Temporal listens on %s (%s)\nIts tools get in with\n  %s temporal workflow list\nor with\n  temporal workflow list %s\n",
		server.Address(), path, p.Variable(), p.Flags()); err != nil {
		return fmt.Errorf("say where Temporal listens: %w", err)
	}
	<-ctx.Done()
	return nil
}

// open returns the SQLite file, and the function that releases its state folder.
func (t temporalCommand) open() (path string, closeFolder func() error, err error) {
	if t.database != "" {
		return t.database, func() error { return nil }, nil
	}
	folder, err := state.Open(t.state, state.Options{Warn: warnTo(t.log)})
	if err != nil {
		return "", nil, err
	}
	return folder.Temporal(), folder.Close, nil
}

func (t temporalCommand) logger() *slog.Logger {
	level := slog.LevelInfo
	if t.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(t.log, &slog.HandlerOptions{Level: level}))
}
