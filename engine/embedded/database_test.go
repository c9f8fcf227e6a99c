package embedded

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A kill in the middle of the set-up leaves the unfinished file, with or without its journal.
func TestAnInterruptedSetUpIsBegunAgain(t *testing.T) {
	t.Parallel()
	o := optionsIn(t.TempDir())
	for _, leftover := range []string{".new", ".new-journal"} {
		require.NoError(t, os.WriteFile(o.Database+leftover, []byte("half a schema"), 0o600))
	}
	serve(t, o)
	for _, leftover := range []string{".new", ".new-journal"} {
		require.NoFileExists(t, o.Database+leftover)
	}
}

// The name that a start looks for appears only once the whole schema is in the file.
func TestAFailingSetUpLeavesNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "temporal.db")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, createDatabase(ctx, path), context.Canceled)
	require.NoFileExists(t, path)
	require.NoError(t, createDatabase(t.Context(), path))
	require.NotZero(t, tables(t, path))
}

func tables(t *testing.T, path string) int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	require.NoError(t, err)
	defer db.Close()
	var n int
	require.NoError(t, db.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'table'").Scan(&n))
	return n
}

func TestAnOpenDatabaseIsClosedToOthers(t *testing.T) {
	t.Parallel()
	o := optionsIn(t.TempDir())
	first, err := Start(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, first.Stop())
	require.NoError(t, os.Chmod(o.Database, 0o644))
	serve(t, o)
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(o.Database + suffix)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), suffix)
	}
}
