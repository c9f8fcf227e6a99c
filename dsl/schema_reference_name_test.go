package dsl

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever is known of a customer has a place in the reference.
func TestEveryFactIsInTheReference(t *testing.T) {
	t.Parallel()
	l := newLoader(nil, Options{})
	var known []string
	for _, n := range nameReferences() {
		require.NotContains(t, known, n.Name)
		known = append(known, n.Name)
	}
	for name := range l.withContact(l.factsScope()).names {
		require.True(t, slices.Contains(known, name), "%q isn't in nameReferences", name)
	}
}
