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

		"a narrower bound":               {"a.x >= 10", "a.x >= 5", true},
		"a wider bound":                  {"a.x >= 5", "a.x >= 10", false},
		"without the end":                {"a.x > 5", "a.x >= 5", true},
		"with the end":                   {"a.x >= 5", "a.x > 5", false},
		"the same in decimals":           {"a.x > 5", "a.x > 5.0", true},
		"below":                          {"a.x < -10", "a.x < -5", true},
		"less far below":                 {"a.x < -5", "a.x < -10", false},
		"below with the end":             {"a.x <= 5", "a.x < 5", false},
		"below without the end":          {"a.x < 5", "a.x <= 5", true},
		"long numbers":                   {"a.x >= 10_000_000", "a.x >= 1_000_000", true},
		"of another value":               {"a.x >= 10", "a.y >= 5", false},
		"in another direction":           {"a.x >= 10", "a.x <= 50", false},
		"a narrower bound of many":       {"b and a.x >= 10", "a.x >= 5", true},
		"a narrower bound or not":        {"b || a.x >= 10", "a.x >= 5", false},
		"two narrower bounds":            {"a.x > 10 || a.x > 7", "a.x > 5", true},
		"chosen":                         {"b ? c : a.x >= 10", "a.x >= 5", false},
		"turned round":                   {"!(b && a.x >= 10)", "a.x >= 5", false},
		"in a question about a list":     {"any(b, c && a.x >= 10)", "a.x >= 5", false},
		"with more asked for":            {"a.x >= 10", "a.x >= 5 && b", false},
		"a literal on the left":          {"10 < a.x", "a.x > 5", true},
		"a number within bounds":         {"a.x == 7", "a.x in 5..10", true},
		"a number at the end":            {"a.x == 10", "a.x in 5..10", true},
		"a number beyond the end":        {"a.x == 11", "a.x in 5..10", false},
		"a narrower range":               {"a.x in 6..9", "a.x >= 6", true},
		"a range and an open end":        {"a.x in 6..9", "a.x > 6", false},
		"one of a few texts":             {"a.x == 'b'", "a.x in ['b', 'c']", true},
		"fewer texts":                    {"a.x in ['b', 'c']", "a.x in ['c', 'd', 'b']", true},
		"more texts":                     {"a.x in ['b', 'c']", "a.x == 'b'", false},
		"a text that isn't another":      {"a.x == 'b'", "a.x != 'c'", true},
		"a text that is the other":       {"a.x == 'b'", "a.x != 'b'", false},
		"none of more":                   {"a.x not in ['b', 'c']", "a.x != 'c'", true},
		"none of fewer":                  {"a.x != 'c'", "a.x not in ['b', 'c']", false},
		"not another, and a text":        {"a.x != 'c'", "a.x == 'b'", false},
		"a text and a number":            {"a.x == '5'", "a.x >= 5", false},
		"texts that aren't all literals": {"a.x == 'b'", "a.x in ['b', c]", false},
		"of computed values":             {"a.x + 1 >= 10", "a.x + 1 >= 5", true},
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

// Two conditions on one value that exclude each other are never both true.
func TestNeverBothTrue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, marked string }{
		"two texts":             {"account.name == 'a' && account.name == 'b'", "account.name == 'b'"},
		"further apart":         {"account.name == 'a' && account.seats > 3 && account.name == 'b'", "account.name == 'b'"},
		"a text and its denial": {"account.name == 'a' and account.name != 'a'", "account.name != 'a'"},
		"texts and none":        {"account.name in ['a', 'b'] && account.name not in ['b', 'a', 'c']", "account.name not in ['b', 'a', 'c']"},
		"bounds":                {"account.seats >= 5 && account.seats < 3", "account.seats < 3"},
		"touching bounds":       {"account.seats >= 5 && account.seats < 5", "account.seats < 5"},
		"two numbers":           {"account.seats == 5 && account.seats == 6", "account.seats == 6"},
		"inside of another":     {"account.name == 'a' || account.seats < 3 && 5 <= account.seats", "5 <= account.seats"},

		"bounds that meet":    {"account.seats >= 5 && account.seats <= 5", ""},
		"a range":             {"account.seats > 3 && account.seats < 5", ""},
		"two ways":            {"account.name == 'a' || account.name == 'b'", ""},
		"two denials":         {"account.name != 'a' && account.name != 'b'", ""},
		"two values":          {"account.name == 'a' && account.id == 'b'", ""},
		"two elements":        {"any(contacts.champions, .name == 'a') && any(contacts.champions, .name == 'b')", ""},
		"a choice in between": {"account.name == 'a' && (account.seats > 3 || account.name == 'b')", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, problems := Compile(tt.src, scopeOfClaims, Bool)
			require.NotNil(t, p, "it is allowed: %v", problems)
			if tt.marked == "" {
				require.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			require.True(t, problems[0].Warning)
			require.Equal(t, tt.marked, tt.src[problems[0].Start:problems[0].End])
		})
	}
}

var scopeOfClaims = Scope{
	"account":  Object(map[string]Type{"name": String, "id": String, "seats": Number}),
	"contacts": Object(map[string]Type{"champions": List(Object(map[string]Type{"name": String}))}),
}
