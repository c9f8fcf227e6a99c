package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tendhq/tend/dsl"
)

func newValidateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate DIR",
		Short: "Check a folder of playbooks and show everything that is wrong",
		Long: `Validate checks every file of a folder of playbooks: names, types, expressions and
templates. It shows all that is wrong in one pass, with the place and what to do,
and ends with status 1 if there are errors, else 0.`,
		Example:           "  tend validate playbooks/",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			w, err := loadOrShow(args[0], dsl.Options{}, c.ErrOrStderr())
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s is valid: %d playbooks, %d metrics, %d health scores.\n",
				args[0], len(w.Playbooks), len(w.Metrics), len(w.HealthScores))
			return nil
		},
	}
}

// loadOrShow loads a folder and shows its diagnostics; with errors among them it returns errReported.
func loadOrShow(dir string, o dsl.Options, errOut io.Writer) (*dsl.Workspace, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("can't read the playbooks: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file: name the folder that it lies in", dir)
	}
	return show(errOut, o, func(o dsl.Options) (*dsl.Workspace, dsl.Diagnostics) { return dsl.Load(dir, o) })
}

// loadFrom is loadOrShow for a folder that is built into the command.
func loadFrom(folder fs.FS, o dsl.Options, errOut io.Writer) (*dsl.Workspace, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		name := entry.Name()
		if !dsl.IsWorkspaceFile(name) {
			continue
		}
		if files[name], err = fs.ReadFile(folder, name); err != nil {
			return nil, err
		}
	}
	return show(errOut, o, func(o dsl.Options) (*dsl.Workspace, dsl.Diagnostics) {
		o.ReadFile = func(name string) ([]byte, error) { return fs.ReadFile(folder, name) }
		return dsl.LoadFiles(files, o)
	})
}

// show loads a workspace with the actions that come with the command, and shows what is wrong.
func show(errOut io.Writer, o dsl.Options, load func(dsl.Options) (*dsl.Workspace, dsl.Diagnostics)) (*dsl.Workspace, error) {
	known, err := knownActions()
	if err != nil {
		return nil, err
	}
	o.Actions, o.Getenv = known, os.LookupEnv
	w, diags := load(o)
	if err := diags.Write(errOut, onTerminal(errOut)); err != nil {
		return nil, err
	}
	if w == nil {
		return nil, errReported
	}
	return w, nil
}

// onTerminal says whether colours make sense.
func onTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""
}
