package mailbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kept is what stands in the files of a folder.
func kept(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(raw)
	}
	return all.String()
}

func TestMessagesAreForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir)
	for _, id := range []string{"gone", "stays", "gone", "gone-too"} {
		deliver(t, m, eml(id, "About "+id))
	}
	require.NoError(t, m.Forget([]string{"gone", "gone-too", "never-there"}))
	require.Len(t, m.Messages(), 1)
	require.Equal(t, "stays@example.com", m.Messages()[0].MessageID)
	require.NotContains(t, kept(t, dir), "gone")
	require.Contains(t, kept(t, dir), "stays")

	deliver(t, m, eml("gone", "An attempt that was under way"))
	require.NotContains(t, kept(t, dir), "gone", "it is answered for, and kept nowhere")
	require.EqualValues(t, 4, m.Count())

	// Another start gives the same numbers on, and lets go of the empty file once it isn't the newest.
	again := start(t, dir)
	require.Equal(t, m.Messages(), again.Messages())
	require.EqualValues(t, 4, again.Count())
	deliver(t, again, eml("next", "Hello"))
	require.EqualValues(t, 5, again.Messages()[1].ID)
	last := start(t, dir)
	require.Equal(t, again.Messages(), last.Messages())
	require.NoFileExists(t, filepath.Join(dir, "000000000004.eml"))
}

func TestMessagesAreForgottenWhereNoMailboxRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, Forget(filepath.Join(dir, "none"), []string{"a"}))
	require.NoDirExists(t, filepath.Join(dir, "none"))
	m := start(t, dir)
	deliver(t, m, eml("a", "Hello"))
	deliver(t, m, eml("b", "Hello"))
	require.NoError(t, m.Close())
	require.NoError(t, Forget(dir, []string{"a"}))
	require.NotContains(t, kept(t, dir), "<a@")
	require.Contains(t, kept(t, dir), "<b@")
}
