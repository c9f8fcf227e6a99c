package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/engine/embedded"
	"github.com/tendhq/tend/engine/workflow"
)

// temporalDatabase is the name of Temporal's file in a state folder.
const temporalDatabase = "temporal.db"

// temporalCommand runs only the embedded Temporal server, for tests and for looking into a state folder.
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
		Long: `Runs the embedded Temporal server on its SQLite file until it is interrupted. Its histories can then be
read with Temporal's own tools, in the namespace "` + workflow.Namespace + `". It listens on loopback addresses only.`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t.out, t.log = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return t.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&t.state, "state", "", "state folder; the file is "+temporalDatabase+" in it")
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
	path, err := t.path()
	if err != nil {
		return err
	}
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
	if _, err := fmt.Fprintf(t.out, "Temporal listens on %s (%s)\n", server.Address(), path); err != nil {
		return fmt.Errorf("say where Temporal listens: %w", err)
	}
	<-ctx.Done()
	return nil
}

// path is the SQLite file; a state folder that is absent is made.
func (t temporalCommand) path() (string, error) {
	if t.database != "" {
		return t.database, nil
	}
	if err := os.MkdirAll(t.state, 0o700); err != nil {
		return "", fmt.Errorf("make the state folder: %w", err)
	}
	return filepath.Join(t.state, temporalDatabase), nil
}

func (t temporalCommand) logger() *slog.Logger {
	level := slog.LevelInfo
	if t.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(t.log, &slog.HandlerOptions{Level: level}))
}
