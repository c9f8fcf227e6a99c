package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

func TestAnyPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "with space", "question?mark", "100%", "%41", "hash#tag", "a&b=c", "状態", "semi;colon", "colon:"} {
		path := filepath.Join(t.TempDir(), name)
		s := openAt(t, path)
		require.NoError(t, s.Update(context.Background(), []string{"a"}, func(tx store.Tx) error {
			_, err := tx.Append(&customer.Entry{Account: "a", ID: "1"})
			return err
		}))
		require.NoError(t, s.Close())
		files, err := os.ReadDir(filepath.Dir(path))
		require.NoError(t, err)
		require.Len(t, files, 1, "%s: one file, without a log beside it once it is closed", name)
		require.Equal(t, name, files[0].Name())
	}
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600))
	for name, test := range map[string]struct{ path, want string }{
		"a folder":        {dir, "unable to open database file"},
		"no folder":       {filepath.Join(dir, "nowhere", "tend.db"), "unable to open database file"},
		"not a database":  {text, "file is not a database"},
		"a newer version": {newer(t, filepath.Join(dir, "newer.db")), "it was written by a newer tend (its tables are of version 99"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sqlite.Open(context.Background(), test.path, sqlite.Options{})
			require.ErrorContains(t, err, "open the database "+test.path+": ")
			require.ErrorContains(t, err, test.want)
		})
	}
}

// newer returns a database whose tables are of a version to come.
func newer(t *testing.T, path string) string {
	t.Helper()
	require.NoError(t, openAt(t, path).Close())
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return path
}

func TestOpenCanBeCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "tend.db"), sqlite.Options{})
	require.ErrorIs(t, err, context.Canceled)
}
