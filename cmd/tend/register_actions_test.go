package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What is announced is known to those who write playbooks, and absent from what an engine calls.
func TestAnnouncedActionsAreKnown(t *testing.T) {
	t.Parallel()
	known, err := checkableActions()
	require.NoError(t, err)
	announced := map[string]bool{}
	for _, d := range known {
		announced[d.Kind] = d.Announced
	}
	require.Equal(t, map[string]bool{"email": false, "task": false, "meeting": false, "message": true, "survey": true}, announced)
}
