package dsl_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// The blocks by which the language was designed load, with the few declarations that they need.
func TestTheDesignsBlocksLoad(t *testing.T) {
	t.Parallel()
	w := load(t, "testdata/valid/design")
	require.Equal(t,
		[]string{"ask_for_story", "meeting_reminder", "renewal", "renewal_offer", "rescue_health_drop"}, sortedNames(w.Playbooks))
	require.True(t, w.Playbooks["ask_for_story"].PerContact)

	_, diags := dsl.Load("testdata/valid/design", dsl.Options{Actions: testActions(), Run: true})
	for _, d := range diags {
		require.Equal(t, diag.CodeUnsupported, d.Code, "%s: %s", d, d.Detail)
	}
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
