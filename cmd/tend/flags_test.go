package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnAmountIsAWholeNumber(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"accounts", "decisions", "runs", "tasks"} {
		for _, wrong := range []string{"-1", "many", "1.5"} {
			r := run(command, "--limit", wrong)
			var usage usageError
			require.ErrorAs(t, r.err, &usage, command)
			require.ErrorContains(t, r.err, `invalid argument "`+wrong+`" for "--limit" flag: give a whole number, 0 for all`)
		}
	}
	require.ErrorContains(t, run("enroll", "p", "a", "--show", "-1").err, "give a whole number, 0 for all")
}

// Whoever mistypes is told how it is right, without the words of a library.
func TestMistakesOnTheCommandLineAreExplained(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"why acme":             `accepts 2 arg(s), received 1: it is called as "tend why ACCOUNT PLAYBOOK [flags]"`,
		"tasks complete":       `it is called as "tend tasks complete ID [question=answer…] [flags]"`,
		"playbooks pauze p":    `unknown command "pauze" for "tend playbooks": did you mean "pause"?`,
		"dev --speed fast dir": `invalid argument "fast" for "--speed" flag: it isn't a number`,
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, exitUsage, execute(t.Context(), strings.Fields(line), strings.NewReader(""), &out, &errOut), line)
		require.Contains(t, errOut.String(), says)
	}
	s := script(t, map[string]any{
		"GET /v1/runs/r-1": refused{404, map[string]any{"detail": `no run has the ID "r-1": GET /v1/runs lists them`}},
		"GET /v1/accounts/acme/why/greet?contact=bo": refused{404, map[string]any{
			"detail": `the account has no contact with the ID "bo": GET /v1/accounts/acme lists them`,
		}},
	})
	require.EqualError(t, run("why", "acme", "greet", "--contact", "bo", "--engine", s.URL).err,
		`the account has no contact with the ID "bo": tend accounts show acme lists them`)
	require.EqualError(t, run("runs", "show", "r-1", "--engine", s.URL).err, `no run has the ID "r-1": tend runs lists them`)
}
