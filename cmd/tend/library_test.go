package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// The library is correct as a whole: no error, and nothing to warn of.
func TestTheLibraryLoads(t *testing.T) {
	t.Parallel()
	var errOut bytes.Buffer
	w, err := loadOrShow("../../playbooks", dsl.Options{}, &errOut)
	require.NoError(t, err, errOut.String())
	require.Empty(t, errOut.String())
	require.GreaterOrEqual(t, len(w.Playbooks), 15)
}
