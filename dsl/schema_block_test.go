package dsl

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "_a", "a1", "名前", "usage_30d"} {
		require.True(t, isName(name), name)
	}
	for _, name := range []string{"", "1a", "a-b", "a b", "in", "nil", "a.b"} {
		require.False(t, isName(name), name)
	}
}
