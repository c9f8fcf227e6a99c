package diag

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"account", "contact", "metric", "health", "tier"}
	tests := map[string]string{
		"acount":   "account",
		"Account":  "account",
		"contacts": "contact",
		"helth":    "health",
		"teir":     "tier",
		"zebra":    "",
		"":         "",
		"x":        "",
	}
	for given, want := range tests {
		require.Equal(t, want, expression.Nearest(given, known), given)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	require.Equal(t, Hint{"teir", "tier", `Did you mean "tier"?`}, Suggest("teir", []string{"tier", "event"}))
	require.Equal(t, `There is "event" and "tier".`, Suggest("zebra", []string{"tier", "event"}).String())
	require.Equal(t, "None is declared.", Suggest("zebra", nil).String())
	many := strings.Split("nmlkjihgfedcba", "")
	require.Equal(t, `There is "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" and 2 others.`, Suggest("zebra", many).String())
}
