package main

import (
	"fmt"
	"io"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

func newValidateCommand() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "validate DIR",
		Short: "Check a folder of playbooks and show everything that is wrong",
		Long: `Validate checks every file of a folder of playbooks: names, types, expressions and
templates. It shows all that is wrong in one pass, with the place and what to do,
and ends with status 1 if there are errors, else 0. For programs it writes JSON, for
code hosts and editors SARIF 2.1.0.

TEND_VAR_NAME in the environment gives the playbooks' variable NAME its value, and is
checked with the files.`,
		Example: `  tend validate playbooks/
  tend validate playbooks/ --output sarif > playbooks.sarif`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if output == "text" {
				return validateText(args[0], c.OutOrStdout(), c.ErrOrStderr())
			}
			return validateDocument(args[0], output, c.OutOrStdout())
		},
	}
	oneOf(c, c.Flags(), &output, "output", "text", "how to show what is wrong: text, json or sarif", "text", "json", "sarif")
	return c
}

func validateText(dir string, out, errOut io.Writer) error {
	w, err := loadOrShow(dir, dsl.Options{}, errOut)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is valid: %s, %s, %s.\n", dir,
		english.Plural(len(w.Playbooks), "playbook", ""), english.Plural(len(w.Metrics), "metric", ""),
		english.Plural(len(w.HealthScores), "health score", ""))
	if err == nil && len(w.Unsupported) > 0 {
		_, err = fmt.Fprintf(out, "%s of it can't run in this version yet: tend dev refuses the folder, and shows where. --output json lists them.\n",
			english.Plural(len(w.Unsupported), "part", ""))
	}
	return err
}

// validateDocument writes a document also when all is well, and nothing else.
func validateDocument(dir, output string, out io.Writer) error {
	o, err := withActions(dsl.Options{})
	if err != nil {
		return err
	}
	w, diags := dsl.Load(dir, o)
	diags = diags.In(dir)
	if output == "json" {
		var notYet diag.Diagnostics
		if w != nil {
			notYet = w.Unsupported.In(dir)
		}
		err = diags.WriteJSON(out, notYet)
	} else {
		err = diags.WriteSARIF(out, ownVersion())
	}
	if err == nil && w == nil {
		err = errReported
	}
	return err
}
