package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/format"
)

func newFmtCommand() *cobra.Command {
	f := &formatter{}
	c := &cobra.Command{
		Use:   "fmt [PATH]...",
		Short: "Write playbooks in the usual form",
		Long: `Fmt writes files of playbooks in the usual form: HCL's own for blocks and attributes,
and one space around operators in expressions. Meaning, comments and lines stay as
they are. A PATH is a file, a folder with all *.hcl files in and below it, or - for
the standard input, which is written to the standard output; without one it is this
folder. The names of the files that changed are shown.

A file that isn't HCL is left as it is, and its mistakes are shown. The command ends
with status 1 if there are such files, or with --check if there are files that are
not in the usual form; else 0.`,
		Example: `  tend fmt                  # the files in and below this folder
  tend fmt --check          # only ask, as a pipeline does
  tend fmt --diff playbooks/rescue.hcl
  tend fmt - < rescue.hcl   # as an editor does`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			f.in, f.out, f.errOut = c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr()
			if len(args) == 0 {
				args = []string{"."}
			}
			return f.run(c.Context(), args)
		},
	}
	c.Flags().BoolVar(&f.check, "check", false, "write nothing; end with status 1 if a file isn't in the usual form")
	c.Flags().BoolVar(&f.diff, "diff", false, "write nothing; show what would change")
	return c
}

// formatter writes files in the usual form.
type formatter struct {
	check, diff bool
	in          io.Reader
	out, errOut io.Writer
	// diags is the problems of files that aren't HCL; changed counts those that weren't in the usual form.
	diags   diag.Diagnostics
	changed int
}

func (f *formatter) run(ctx context.Context, paths []string) error {
	var failed error
	for _, path := range paths {
		failed = errors.Join(failed, f.path(ctx, path))
	}
	if failed != nil && ctx.Err() != nil {
		return failed
	}
	if err := f.diags.Write(f.errOut, onTerminal(f.errOut)); err != nil {
		return err
	}
	if failed == nil && (f.diags.HasErrors() || f.check && f.changed > 0) {
		return errReported
	}
	return failed
}

func (f *formatter) path(ctx context.Context, path string) error {
	if path == "-" {
		return f.standardInput(ctx)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("can't format %s: %w", path, folder.Cause(err))
	case info.IsDir():
		return f.folder(path)
	case !strings.HasSuffix(path, ".hcl"):
		return fmt.Errorf("%s isn't a file of playbooks: their names end with .hcl", path)
	}
	return f.file(path)
}

// folder formats the files in and below a folder. Hidden ones belong to editors and other tools, and
// links lead to what lies elsewhere.
func (f *formatter) folder(dir string) error {
	var failed error
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		hidden := path != "." && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			return fmt.Errorf("can't format %s: %w", filepath.Join(dir, filepath.FromSlash(path)), folder.Cause(err))
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden || entry.IsDir() || !strings.HasSuffix(path, ".hcl"):
			return nil
		case !entry.Type().IsRegular():
			failed = errors.Join(failed, f.irregular(dir, path))
		default:
			failed = errors.Join(failed, f.file(filepath.Join(dir, filepath.FromSlash(path))))
		}
		return nil
	})
	return errors.Join(failed, err)
}

// irregular passes over a link to a file of the folder, which is formatted where it lies, and refuses what a workspace
// refuses: a link that leads out, a pipe.
func (f *formatter) irregular(dir, path string) error {
	files, err := folder.Open(dir)
	if err != nil {
		return err
	}
	defer files.Close()
	file, _, err := files.Regular(path)
	if err != nil {
		return fmt.Errorf("can't format %s: %w", filepath.Join(dir, filepath.FromSlash(path)), folder.Cause(err))
	}
	return file.Close()
}

func (f *formatter) file(path string) error {
	src, err := folder.ReadPath(path, dsl.MaxFile)
	if err != nil {
		return fmt.Errorf("can't format %s: %w", path, folder.Cause(err))
	}
	formatted, ok := f.format(path, src)
	if !ok || string(formatted) == string(src) {
		return nil
	}
	if !f.diff {
		fmt.Fprintln(f.out, path)
	}
	if f.diff || f.check {
		return nil
	}
	return replace(path, formatted)
}

// replace writes a file at once, so that nobody reads half of it. Its mode stays, and a link to it.
func replace(path string, content []byte) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return renameio.WriteFile(target, content, 0o644, renameio.WithExistingPermissions())
}

func (f *formatter) standardInput(ctx context.Context) error {
	src, err := readAll(ctx, f.in, dsl.MaxFile)
	if err != nil {
		return fmt.Errorf("can't format: %w", err)
	}
	formatted, ok := f.format("<stdin>", src)
	if !ok || f.check || f.diff {
		return nil
	}
	_, err = f.out.Write(formatted)
	return err
}

// format returns the formatted source, and shows what would change. ok is false when it isn't HCL.
func (f *formatter) format(name string, src []byte) (formatted []byte, ok bool) {
	formatted, diags := format.Source(name, src)
	f.diags = append(f.diags, diags...)
	if diags.HasErrors() {
		return nil, false
	}
	if string(formatted) != string(src) {
		f.changed++
		if f.diff {
			fmt.Fprintf(f.out, "%s", diff.Diff(name, src, name+" (formatted)", formatted))
		}
	}
	return formatted, true
}
