package mailbox

import (
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// kept returns what stands in the files of a folder.
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
	under := converse(t, m)
	require.NoError(t, m.Forget([]string{"gone", "gone-too", "never-there"}))
	require.Len(t, m.Messages(), 1)
	require.Equal(t, "stays@example.com", m.Messages()[0].MessageID)
	require.NotContains(t, kept(t, dir), "gone")
	require.Contains(t, kept(t, dir), "stays")

	under.send(eml("gone", "An attempt that was under way"))
	require.NotContains(t, kept(t, dir), "gone", "it is answered for, and kept nowhere")
	require.EqualValues(t, 4, m.Count())
	require.NoError(t, under.client.Quit())

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

// conversation is one that has begun, and may have been for long.
type conversation struct {
	t      *testing.T
	client *smtp.Client
}

func converse(t *testing.T, m *Mailbox) conversation {
	t.Helper()
	client, err := smtp.Dial(m.Addr())
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	require.NoError(t, client.Hello("localhost"))
	require.NoError(t, client.Auth(login(m)))
	return conversation{t, client}
}

func (c conversation) send(raw string) {
	c.t.Helper()
	require.NoError(c.t, c.client.Mail("from@example.com"))
	require.NoError(c.t, c.client.Rcpt("to@example.com"))
	w, err := c.client.Data()
	require.NoError(c.t, err)
	_, err = w.Write([]byte(raw))
	require.NoError(c.t, err)
	require.NoError(c.t, w.Close())
}

// Only a conversation that had begun may have what is forgotten: names aren't kept for those that come.
func TestWhatComesAfterAForgettingIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := start(t, dir)
	under := converse(t, m)
	deliver(t, m, eml("a", "Before"))
	require.NoError(t, m.Forget([]string{"a"}))
	require.NoError(t, m.Forget([]string{"b"}))
	deliver(t, m, eml("a", "Anew"))
	require.Len(t, m.Messages(), 1)
	under.send(eml("a", "Late"))
	under.send(eml("b", "Late"))
	require.Len(t, m.Messages(), 1)
	require.NotContains(t, kept(t, dir), "Late")
	require.NoError(t, under.client.Quit())
	require.Eventually(t, func() bool {
		m.box.mu.Lock()
		defer m.box.mu.Unlock()
		return len(m.box.sessions) == 0
	}, 10*time.Second, time.Millisecond, "nothing is remembered of those that have ended")
}

func TestWhatWasDeletedByHandIsForgotten(t *testing.T) {
	t.Parallel()
	for _, deleted := range []string{"000000000001.eml", "000000000002.eml", ""} {
		t.Run(deleted, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "mail")
			m := start(t, dir)
			deliver(t, m, eml("a", "Hello"))
			deliver(t, m, eml("b", "Hello"))
			require.NoError(t, os.RemoveAll(filepath.Join(dir, deleted)))
			require.NoError(t, m.Forget([]string{"a", "b"}))
			require.Empty(t, m.Messages())
			require.Empty(t, kept(t, dir))
			require.NoError(t, m.Forget([]string{"a", "b"}))
		})
	}
}

func TestMessagesAreForgottenWhereNoMailboxRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	none := NewFolder(filepath.Join(dir, "none"))
	require.NoError(t, none.Forget([]string{"a"}))
	require.NoDirExists(t, filepath.Join(dir, "none"))
	m := start(t, dir)
	for _, id := range []string{"a", "b", "c"} {
		deliver(t, m, eml(id, "Hello"))
	}
	require.NoError(t, m.Close())
	folder := NewFolder(dir)
	require.NoError(t, folder.Forget([]string{"a"}))
	require.NotContains(t, kept(t, dir), "<a@")
	require.Contains(t, kept(t, dir), "<b@")

	// Who looked again would find what can't be read.
	require.NoError(t, os.Mkdir(filepath.Join(dir, "000000000009.eml"), 0o700))
	require.NoError(t, folder.Forget([]string{"c"}))
	require.NoError(t, os.Remove(filepath.Join(dir, "000000000009.eml")))
	require.NotContains(t, kept(t, dir), "<c@")
	require.EqualValues(t, 3, start(t, dir).Count())
}
