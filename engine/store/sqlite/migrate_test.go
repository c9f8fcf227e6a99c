package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// downTo3 makes a database one of before playbooks had slots.
const downTo3 = `
DROP TRIGGER runs_counted;
DROP TRIGGER runs_discounted;
DROP TRIGGER runs_moving;
DROP TRIGGER runs_moved;
DROP VIEW run_instants;
DROP VIEW run_levels;
DROP TABLE run_counts;
DROP INDEX decisions_paused;
DROP INDEX entries_aged;
DROP INDEX entries_needed;
DROP INDEX decisions_aged;
DROP INDEX scores_aged;
DROP INDEX goals_aged;
DROP INDEX runs_aged;
ALTER TABLE entries DROP COLUMN aged;
DROP TABLE purged_logs;
DROP TABLE horizon;
DROP INDEX decisions_pending;
DROP INDEX runs_ended;
DROP TABLE goals;
DROP TABLE goal_definitions;
DROP INDEX decisions_queue;
ALTER TABLE decisions DROP COLUMN queued;
ALTER TABLE decisions DROP COLUMN rank;
ALTER TABLE decisions DROP COLUMN key;
ALTER TABLE versions DROP COLUMN playbook;
ALTER TABLE versions DROP COLUMN by;
DELETE FROM goose_db_version WHERE version_id > 3;
UPDATE accounts SET state = json_set(state, '$.enrolled',
	json('{"once":{"ended":"2026-03-01T00:00:00Z"},"rescue":{"running":"r-1"}}')) WHERE account = 'a'`

func TestRunsOfBeforeSlotsAreTheAccounts(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	put := func(tx store.Tx) error {
		if err := tx.PutAccount(&customer.State{Account: "b"}); err != nil {
			return err
		}
		return tx.PutAccount(&customer.State{Account: "a", Tier: "high"})
	}
	require.NoError(t, s.Update(context.Background(), []string{"a", "b"}, put))
	require.NoError(t, s.Close())
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec(downTo3)
	require.NoError(t, err)
	require.NoError(t, db.Close())

	s, err = sqlite.Open(context.Background(), path, sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		a, err := r.Account("a")
		require.NoError(t, err)
		require.Equal(t, []string{"r-1"}, a.Running())
		require.Equal(t, 2026, a.Enrolled["once"][""].Ended.Year())
		require.Equal(t, "high", a.Tier)
		b, err := r.Account("b")
		require.Empty(t, b.Enrolled)
		return err
	}))
}
