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
		"both ways":             {"a && b || b && c", "b", true},
		"more than all":         {"a && b && c", "c && a", true},
		"not all":               {"a && b", "a && c", false},

		"a narrower bound":           {"a.x >= 10", "a.x >= 5", true},
		"a wider bound":              {"a.x >= 5", "a.x >= 10", false},
		"without the end":            {"a.x > 5", "a.x >= 5", true},
		"with the end":               {"a.x >= 5", "a.x > 5", false},
		"the same in decimals":       {"a.x > 5", "a.x > 5.0", true},
		"below":                      {"a.x < -10", "a.x < -5", true},
		"less far below":             {"a.x < -5", "a.x < -10", false},
		"below with the end":         {"a.x <= 5", "a.x < 5", false},
		"below without the end":      {"a.x < 5", "a.x <= 5", true},
		"long numbers":               {"a.x >= 10_000_000", "a.x >= 1_000_000", true},
		"of another value":           {"a.x >= 10", "a.y >= 5", false},
		"in another direction":       {"a.x >= 10", "a.x <= 50", false},
		"a narrower bound of many":   {"b and a.x >= 10", "a.x >= 5", true},
		"a narrower bound or not":    {"b || a.x >= 10", "a.x >= 5", false},
		"two narrower bounds":        {"a.x > 10 || a.x > 7", "a.x > 5", true},
		"chosen":                     {"b ? c : a.x >= 10", "a.x >= 5", false},
		"turned round":               {"!(b && a.x >= 10)", "a.x >= 5", false},
		"in a question about a list": {"any(b, c && a.x >= 10)", "a.x >= 5", false},
		"with more asked for":        {"a.x >= 10", "a.x >= 5 && b", false},
		"of computed values":         {"a.x + 1 >= 10", "a.x + 1 >= 5", true},
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
