package expression

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImplies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		is, other string
		want      bool
	}{
		"itself":                {"a > 1", "a > 1", true},
		"with other spaces":     {"a>1", "a  >  1", true},
		"with other quotes":     {`a == "x"`, "a == 'x'", true},
		"one of several":        {"a > 1 && b and (c)", "c", true},
		"in brackets":           {"(a && b) && c", "b", true},
		"several":               {"a && b && c", "a && b", true},
		"one of two ways":       {"a || b", "a", false},
		"the other way round":   {"a", "a && b", false},
		"something else":        {"a > 1", "a > 2", false},
		"a part of a condition": {"!(a && b)", "a", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			is, err := Restore(tt.is)
			require.NoError(t, err)
			other, err := Restore(tt.other)
			require.NoError(t, err)
			require.Equal(t, tt.want, is.Implies(other))
		})
	}
}
