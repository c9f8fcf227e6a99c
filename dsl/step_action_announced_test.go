package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// An action that is only announced can be written, and is refused where it would run.
func TestAnnouncedActionsAreRefusedWhereTheyWouldRun(t *testing.T) {
	t.Parallel()
	wave, err := actions.Announce[struct{}, struct{}]("wave", "Waves.")
	require.NoError(t, err)
	files := map[string][]byte{"main.hcl": []byte(`
event "begun" {}
playbook "p" {
  trigger "event" { event = "begun" }
  action "wave" "hello" {}
}
`)}
	for run, errors := range map[bool]int{false: 0, true: 1} {
		_, diags := dsl.LoadFiles(files, dsl.Options{Actions: []actions.Definition{wave}, Run: run})
		require.Len(t, diags, errors)
		for _, d := range diags {
			require.Equal(t, diag.CodeUnsupported, d.Code)
			require.Equal(t, 5, d.Range.Line)
			require.Contains(t, d.Detail, `The action "wave"`)
		}
	}
}
