package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/dustin/go-humanize/english"
	"golang.org/x/term"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// loadOrShow loads a folder and shows its diagnostics; with errors among them it returns errReported.
func loadOrShow(dir string, o dsl.Options, errOut io.Writer) (*dsl.Workspace, error) {
	o, err := withActions(o)
	if err != nil {
		return nil, err
	}
	w, diags := dsl.Load(dir, o)
	if o.Run && len(diags) == 1 && diags[0].Code == diag.CodeUnreadable && diags[0].Range.File == "." {
		// There is nothing to point at: what can't be run is one sentence.
		return nil, fmt.Errorf("the folder %s", strings.TrimPrefix(strings.TrimSuffix(diags[0].Detail, "."), "The workspace "))
	}
	return w, show(diags.In(dir), errOut)
}

// loadFrom returns loadOrShow for a folder that is built into the command, and so is the same everywhere: it reads nothing
// from the environment.
func loadFrom(folder fs.FS, o dsl.Options, errOut io.Writer) (*dsl.Workspace, error) {
	var err error
	if o.Actions, err = checkableActions(); err != nil {
		return nil, err
	}
	w, diags := dsl.LoadFS(folder, o)
	return w, show(diags, errOut)
}

// withActions adds the actions that come with the command, and the environment's variables.
func withActions(o dsl.Options) (dsl.Options, error) {
	known, err := checkableActions()
	o.Actions, o.Getenv, o.Variables = known, os.LookupEnv, variables(os.Environ())
	o.Sender = o.Sender || os.Getenv(mailFromVariable) != ""
	return o, err
}

// variables returns the values that the environment gives a workspace's variables, by their names.
func variables(environment []string) map[string]string {
	given := map[string]string{}
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		if variable, isOne := strings.CutPrefix(name, dsl.VariablePrefix); isOne {
			given[variable] = value
		}
	}
	return given
}

// show shows diagnostics, their number and how to learn more.
func show(diags diag.Diagnostics, errOut io.Writer) error {
	if len(diags) == 0 {
		return nil
	}
	if err := diags.Write(errOut, onTerminal(errOut)); err != nil {
		return err
	}
	command := "tend explain"
	for _, code := range diags.Codes() {
		command += " " + string(code)
	}
	fmt.Fprintf(errOut, "\n%s. %q tells more.\n", total(diags), command)
	if diags.HasErrors() {
		return errReported
	}
	return nil
}

// total returns the number of diagnostics: "2 errors, 1 warning".
func total(diags diag.Diagnostics) string {
	errors, warnings := diags.Count()
	var parts []string
	if errors > 0 {
		parts = append(parts, english.Plural(errors, "error", ""))
	}
	if warnings > 0 {
		parts = append(parts, english.Plural(warnings, "warning", ""))
	}
	return strings.Join(parts, ", ")
}

// onTerminal reports whether colours make sense.
func onTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
