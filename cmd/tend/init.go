package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/examples"
)

func newInitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Begin a folder of playbooks",
		Long: `Init writes a small workspace to begin with: what is known of customers, a health
score, a playbook with its mail and its test, all of it explained. Without DIR it is
this folder. A folder that has playbooks already, or a file of the same name, is left
as it is.`,
		Example:           "  tend init playbooks",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			if err := writeStarter(dir); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), nextSteps, dir)
			return nil
		},
	}
}

const nextSteps = `%[1]s has a small workspace now. Read customers.hcl and welcome.hcl, and then:

  tend validate %[1]s   # check it
  tend dev %[1]s        # run it

While it runs, make a customer in another terminal, and tell what happened:

  curl -X PUT localhost:7070/v1/accounts/acme -H 'Content-Type: application/json' -d @%[1]s/acme.json
  tend send contract_signed --account acme
  tend runs

The welcome mail is at http://localhost:7070/mail/.
`

// starter is the workspace that is built into the command.
func starter() (fs.FS, error) { return fs.Sub(examples.Starter, "starter") }

// writeStarter copies the starter into a folder, or nothing of it.
func writeStarter(dir string) error {
	from, err := starter()
	if err != nil {
		return err
	}
	files, err := fs.ReadDir(from, ".")
	if err != nil {
		return err
	}
	if err := mustBeFree(dir, files); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("can't make the folder %s: %w", dir, folder.Cause(err))
	}
	for _, file := range files {
		src, err := fs.ReadFile(from, file.Name())
		if err != nil {
			return err
		}
		if err := writeNew(filepath.Join(dir, file.Name()), src); err != nil {
			return err
		}
	}
	return nil
}

// mustBeFree refuses a folder that has playbooks, or one of the files.
func mustBeFree(dir string, files []fs.DirEntry) error {
	there, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("can't read the folder %s: %w", dir, folder.Cause(err))
	}
	for _, entry := range there {
		if dsl.IsWorkspaceFile(entry.Name()) {
			return fmt.Errorf("%s has playbooks already (%s): name another folder", dir, entry.Name())
		}
	}
	for _, file := range files {
		if slices.ContainsFunc(there, func(e fs.DirEntry) bool { return e.Name() == file.Name() }) {
			return fmt.Errorf("%s has a file %s already: name another folder", dir, file.Name())
		}
	}
	return nil
}

// writeNew writes a file that isn't there yet.
func writeNew(path string, src []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, folder.Cause(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(src)
	return err
}
