package customer

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// Every kind of trigger that the language has is one that the core knows, and no other.
func TestEveryKindOfTriggerIsKnown(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, dsl.TriggerKinds(), slices.Collect(maps.Keys(triggerKinds())))
}
