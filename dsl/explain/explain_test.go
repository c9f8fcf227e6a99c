package explain_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/explain"
)

// Every page has the fixed form: written again from what was read of it, it is the same.
func TestPagesHaveTheFixedForm(t *testing.T) {
	t.Parallel()
	pages := explain.Pages()
	require.NotEmpty(t, pages)
	for _, p := range pages {
		t.Run(p.Code, func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(p.Code + ".md")
			require.NoError(t, err)
			require.Equal(t, string(src), "# "+p.Code+": "+p.Title+"\n\n"+p.Markdown())
			for _, part := range []string{p.Title, p.Meaning, p.Wrong, p.Right, p.Why} {
				require.NotEmpty(t, part)
				require.NotContains(t, part, "TODO")
			}
			require.NotEqual(t, p.Wrong, p.Right)
			require.LessOrEqual(t, len(p.Title), 60, "a title is a few words")
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"TD103", "td103"} {
		p, found := explain.Find(code)
		require.True(t, found)
		require.Equal(t, "TD103", p.Code)
	}
	for _, code := range []string{"", "TD999", "../explain", "explain.go"} {
		_, found := explain.Find(code)
		require.False(t, found, code)
	}
}
