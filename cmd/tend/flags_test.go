package main

import (
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
