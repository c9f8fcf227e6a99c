package dsl

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Only what is certain counts: an author mustn't be told of a level that can be reached.
func TestImplies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		first, second string
		want          bool
	}{
		{"a.x >= 10", "a.x >= 5", true},
		{"a.x >= 5", "a.x >= 10", false},
		{"a.x > 5", "a.x >= 5", true},
		{"a.x >= 5", "a.x > 5", false},
		{"a.x > 5", "a.x > 5.0", true},
		{"a.x >= 5", "a.x >= 5", true},
		{"a.x < -10", "a.x < -5", true},
		{"a.x < -5", "a.x < -10", false},
		{"a.x <= 5", "a.x < 5", false},
		{"a.x < 5", "a.x <= 5", true},
		{"a.x >= 10_000_000", "a.x >= 1_000_000", true},
		{"a.x >= 10", "a.y >= 5", false},
		{"a.x >= 10", "a.x <= 50", false},
		{"b && a.x >= 10", "a.x >= 5", true},
		{"b and a.x >= 10", "a.x >= 5", true},
		{"b || a.x >= 10", "a.x >= 5", false},
		{"b or a.x >= 10", "a.x >= 5", false},
		{"b ? c : a.x >= 10", "a.x >= 5", false},
		{"!(b && a.x >= 10)", "a.x >= 5", false},
		{"any(b, c && a.x >= 10 && d)", "a.x >= 5", false},
		{"a.x >= 10", "a.x >= 5 && b", false},
		{"a.x >= 10 && b", "a.x >= 10 && b", true},
		{"a.x >= 1.2.3", "a.x >= 1.2.2", false},
		{"a == 'x'", "a == 'y'", false},
	} {
		require.Equal(t, test.want, implies(test.first, test.second), "%q implies %q", test.first, test.second)
	}
}
