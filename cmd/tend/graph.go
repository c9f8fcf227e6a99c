package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/graph"
)

// graphCommand draws one playbook.
type graphCommand struct {
	format, output string
	out, errOut    io.Writer
}

func newGraphCommand() *cobra.Command {
	var g graphCommand
	c := &cobra.Command{
		Use:   "graph DIR [PLAYBOOK]",
		Short: "Draw a playbook: what starts it, its steps, waits, ways and exits",
		Long: `Graph draws one playbook of a folder as a picture (SVG), or as text that Mermaid draws.
PLAYBOOK can be left out where the folder has only one. The folder has to be valid.
TEND_VAR_NAME in the environment gives the playbooks' variable NAME its value.`,
		Example: `  tend graph playbooks/ rescue_health_drop -o rescue.svg
  tend graph playbooks/ rescue_health_drop --format mermaid`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: completePlaybook,
		RunE: func(c *cobra.Command, args []string) error {
			g.out, g.errOut = c.OutOrStdout(), c.ErrOrStderr()
			return g.run(args[0], args[1:])
		},
	}
	oneOf(c, c.Flags(), &g.format, "format", "svg", "svg or mermaid", "svg", "mermaid")
	c.Flags().StringVarP(&g.output, "output", "o", "", "file to write (default: standard output)")
	return c
}

func (g graphCommand) run(dir string, named []string) error {
	w, err := loadOrShow(dir, dsl.Options{}, g.errOut)
	if err != nil {
		return err
	}
	name, err := onePlaybook(w, named)
	if err != nil {
		return err
	}
	picture, err := graph.New(w, name)
	if err != nil {
		return err
	}
	text := picture.SVG()
	if g.format == "mermaid" {
		text = picture.Mermaid()
	}
	if g.output == "" {
		_, err = io.WriteString(g.out, text)
		return err
	}
	if dsl.IsWorkspaceFile(g.output) {
		return fmt.Errorf("%s would be a file of playbooks; name another file with --output", g.output)
	}
	file, err := createFile(g.output, 0o644, func(info os.FileInfo) error {
		return keepOther(g.output, "output", info, isDrawing)
	})
	if err != nil {
		return fmt.Errorf("can't write %s: %w", g.output, folder.Cause(err))
	}
	_, err = io.WriteString(file, text)
	return errors.Join(err, file.Close())
}

// onePlaybook returns the playbook that is named, or the only one.
func onePlaybook(w *dsl.Workspace, named []string) (string, error) {
	all := slices.Sorted(maps.Keys(w.Playbooks))
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(all) == 1:
		return all[0], nil
	case len(all) == 0:
		return "", fmt.Errorf("the folder has no playbook")
	}
	return "", usageError{fmt.Errorf("name one of the playbooks: %s", strings.Join(all, ", "))}
}

// completePlaybook completes a folder, and then the names of its playbooks.
func completePlaybook(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return completeFolder(c, args, begun)
	}
	if len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	w, err := loadOrShow(args[0], dsl.Options{}, io.Discard)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return slices.Sorted(maps.Keys(w.Playbooks)), cobra.ShellCompDirectiveNoFileComp
}

// isDrawing reports whether a file that begins like this is a drawing, which another may replace.
func isDrawing(start []byte) bool {
	return bytes.HasPrefix(start, []byte("<svg")) || bytes.HasPrefix(start, []byte("flowchart"))
}
