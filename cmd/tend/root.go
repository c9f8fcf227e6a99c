package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/expression"
)

// version is set when a release is built.
var version string

// ownVersion returns the release's version; of any other build, what it knows of itself.
func ownVersion() string {
	if version != "" {
		return version
	}
	info, _ := debug.ReadBuildInfo()
	return builtFrom(info)
}

// builtFrom returns the commit that a build knows, or the version of the module that was installed.
func builtFrom(info *debug.BuildInfo) string {
	if info == nil {
		return "unknown"
	}
	i := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" })
	switch {
	case i >= 0:
		return short(info.Settings[i].Value)
	case info.Main.Version != "" && info.Main.Version != "(devel)":
		return info.Main.Version
	}
	return "unknown"
}

// The exit codes: scripts may rely on them.
const (
	exitOK     = 0
	exitFailed = 1 // something is wrong: with the playbooks, the request or the world
	exitUsage  = 2 // the command line can't be understood
	// exitInterrupted says that a signal ended the command before its end.
	exitInterrupted = 3
)

// errReported ends the command with status 1; the problem was shown already.
var errReported = errors.New("reported")

// usageError is a command line that can't be understood.
type usageError struct{ error }

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	command, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFailed
	case errors.As(err, &usage), cobraUsage(err):
		fmt.Fprintf(errOut, "tend: %s\nSee %q.\n", actions.Lines(err.Error()), command.CommandPath()+" --help")
		return exitUsage
	}
	err = uninterrupted(ctx, err)
	fmt.Fprintf(errOut, "tend: %s\n", actions.Lines(err.Error()))
	var interrupted interruptedError
	if errors.As(err, &interrupted) {
		return exitInterrupted
	}
	return exitFailed
}

// interruptedError is what a command says that a signal ended before its end.
type interruptedError struct{ error }

// errInterrupted is returned by a command that a signal ended and that has nothing more to say.
var errInterrupted = interruptedError{errors.New("interrupted before the end")}

// uninterrupted returns a command's error, or errInterrupted for one that only a signal caused.
func uninterrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		var kept []error
		for _, one := range several.Unwrap() {
			if one = uninterrupted(ctx, one); !errors.Is(one, errInterrupted) {
				kept = append(kept, one)
			}
		}
		if len(kept) > 0 {
			return errors.Join(kept...)
		}
	}
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	return err
}

// cobraUsage reports whether an error is one of cobra's about the command line, which have no type.
func cobraUsage(err error) bool {
	text := err.Error()
	return strings.HasPrefix(text, "unknown command") || strings.HasPrefix(text, "required flag") ||
		strings.Contains(text, "of the flags in the group")
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "tend",
		Short: "Customer success playbooks as code",
		Long: `Tend runs the playbooks of customer success teams: written in HCL, checked before
anything runs, executed as durable workflows that survive crashes, deploys and
months of waiting.

Exit codes: 0 all is well, 1 something is wrong, 2 the command line can't be understood,
3 a signal ended the command before its end.`,
		Example: `  tend demo                        # watch a story of a company with a dozen customers
  tend validate playbooks/         # check a folder of playbooks
  tend dev playbooks/              # run it, with everything it needs, in one process
  tend send login --account acme   # tell the engine what happened`,
		Version:       ownVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		newInitCommand(), newValidateCommand(), newExplainCommand(), newFmtCommand(),
		newDevCommand(), newDemoCommand(), newImportCommand(),
		newPlaybooksCommand(), newEnrollCommand(), newRunsCommand(), newTasksCommand(), newAccountsCommand(), newContactsCommand(), newDecisionsCommand(), newWhyCommand(), newGoalsCommand(), newSendCommand(),
		newTemporalCommand(), newGraphCommand(), newDocsCommand(),
	)
	usageErrors(root)
	return root
}

// notNumber matches a library's words about a number that can't be read.
var notNumber = regexp.MustCompile(`strconv\.\w+: parsing ".*": .*`)

// flagError returns the usage error for a flag that can't be understood.
func flagError(_ *cobra.Command, err error) error {
	if text := notNumber.ReplaceAllLiteralString(err.Error(), "it isn't a number"); text != err.Error() {
		err = errors.New(text)
	}
	return usageError{err}
}

// usageErrors makes a wrong number of arguments a usage error, for every command, with the command's usage.
func usageErrors(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			err := check(c, args)
			if err == nil {
				return nil
			}
			var names []string
			for _, sub := range c.Commands() {
				names = append(names, sub.Name())
			}
			if near := expression.Nearest(strings.Join(args[:min(1, len(args))], ""), names); near != "" {
				return usageError{fmt.Errorf("%w: did you mean %q?", err, near)}
			}
			return usageError{fmt.Errorf("%w: it is called as %q", err, c.UseLine())}
		}
	}
	for _, sub := range c.Commands() {
		usageErrors(sub)
	}
}
