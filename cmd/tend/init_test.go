package main

import (
	"bytes"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/format"
)

// What people begin with has no warning, can run, and is written in the usual form.
func TestTheStarterIsInOrder(t *testing.T) {
	t.Parallel()
	files, err := starter()
	require.NoError(t, err)
	var said bytes.Buffer
	w, err := loadFrom(files, dsl.Options{Run: true}, &said)
	require.NoError(t, err, said.String())
	require.Empty(t, said.String())
	require.Len(t, w.Playbooks, 1)
	require.Len(t, w.HealthScores, 1)

	names, err := fs.Glob(files, "*.hcl")
	require.NoError(t, err)
	require.Contains(t, names, "welcome.test.hcl")
	for _, name := range names {
		src, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		formatted, diags := format.Source(name, src)
		require.Empty(t, diags)
		require.Equal(t, string(formatted), string(src))
	}
}
