package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// downTo7 makes a database one of before anything was purged.
const downTo7 = `
DROP TRIGGER runs_counted;
DROP TRIGGER runs_discounted;
DROP TRIGGER runs_moving;
DROP TRIGGER runs_moved;
DROP VIEW run_instants;
DROP VIEW run_levels;
DROP TABLE run_counts;
CREATE INDEX runs_started ON runs (playbook, started_at);
DROP INDEX decisions_paused;
DROP INDEX entries_aged;
DROP INDEX entries_needed;
DROP INDEX decisions_aged;
DROP INDEX scores_aged;
ALTER TABLE scores DROP COLUMN until;
DROP INDEX goals_aged;
DROP INDEX runs_aged;
ALTER TABLE entries DROP COLUMN aged;
DROP TABLE purged_logs;
DROP TABLE horizon;
DROP TABLE forgetting;
DROP TABLE forgotten;
DROP TABLE forgotten_key;
DROP TABLE traces;
DROP TABLE unclean;
DROP TABLE redacting;
DELETE FROM goose_db_version WHERE version_id > 7;
`

// downTo3 makes a database one of before playbooks had slots.
const downTo3 = downTo7 + `
DROP INDEX decisions_pending;
DROP INDEX runs_started;
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

// migrated is a store after a statement made its database an older one.
func migrated(t *testing.T, path, down string) *sqlite.Store {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec(down)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	s := openAt(t, path)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// What is there already is as old, and counted, as if it had come since.
func TestOlderDatabasesCanBePurged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	at := func(days int) time.Time { return start.AddDate(0, 0, days) }
	require.NoError(t, s.Update(context.Background(), []string{"a"}, func(tx store.Tx) error {
		for i, kind := range []string{customer.TypeAccountUpdated, "login", customer.TypeAccountUpdated, customer.TypeEnrolment, "login"} {
			e := customer.Entry{Account: "a", Source: customer.SourceTend, ID: fmt.Sprint(i), Type: kind, Received: at(i), Data: map[string]any{"name": "A"}}
			_, err := tx.Append(&e)
			require.NoError(t, err)
		}
		for i, band := range []string{"green", "red"} {
			require.NoError(t, tx.AddScore("a", customer.Score{At: at(i), Band: band}, time.Time{}))
		}
		require.NoError(t, tx.PutRun(store.Run{ID: "over", Account: "a", Playbook: "p", Status: "finished", StartedAt: at(1), EndedAt: at(2)}))
		return tx.PutRun(store.Run{ID: "on", Account: "a", Playbook: "p", Status: "running", StartedAt: at(3)})
	}))
	require.NoError(t, s.Close())

	s = migrated(t, path, downTo7)
	require.NoError(t, s.Update(context.Background(), []string{"a"}, func(tx store.Tx) error {
		first, err := tx.NthStart("p", 2, time.Time{})
		require.NoError(t, err)
		require.Equal(t, at(1), first)
		ended, running, err := tx.NthEnd("p", 2, time.Time{})
		require.NoError(t, err)
		require.False(t, running)
		require.Equal(t, at(2), ended)
		require.NoError(t, tx.SetHorizon(at(4)))
		done, _, err := tx.Purge(at(4), 0)
		require.Equal(t, store.Purged{Entries: 2, Scores: 1, Runs: 1}, done)
		require.NoError(t, err)
		var left []int64
		require.NoError(t, tx.Entries("a", 0, nil, func(e customer.Entry) bool {
			left = append(left, e.Seq)
			return true
		}))
		require.Equal(t, []int64{3, 4, 5}, left)
		none, err := tx.NthStart("p", 2, time.Time{})
		require.Zero(t, none)
		return err
	}))
}

// What an older version removed is still in its file: it is gone when something is forgotten for the first time.
func TestTracesOfBeforeAreErased(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	account := func(tx store.Tx) error { return tx.PutAccount(&customer.State{Account: "Zaphod"}) }
	require.NoError(t, s.Update(context.Background(), []string{"Zaphod"}, func(tx store.Tx) error {
		_, err := tx.AddVersion(store.Version{Kind: "published"})
		require.NoError(t, err)
		return account(tx)
	}))
	require.NoError(t, s.Close())
	s = migrated(t, path, downTo7+`
CREATE TABLE old (x);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO old SELECT 'Zaphod' || i FROM n;
DROP TABLE old;`)
	require.NoError(t, s.Update(context.Background(), []string{"Zaphod"}, account))
	require.Greater(t, traces(t, path), 4000)
	forgetAll(t, s, "Zaphod")
	require.Zero(t, traces(t, path))
	require.NoError(t, s.Update(context.Background(), []string{"Zaphod"}, account))
	forgetAll(t, s, "Zaphod")
	require.Zero(t, traces(t, path))
}

// The file is written anew once, also when the erasing can't be ended for as long as somebody reads.
func TestAFileOfBeforeIsWrittenAnewOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	require.NoError(t, s.Update(context.Background(), nil, func(tx store.Tx) error {
		_, err := tx.AddVersion(store.Version{Kind: "published"})
		return err
	}))
	require.NoError(t, s.Close())
	s = migrated(t, path, downTo7)
	unclean := func() string {
		db, err := sql.Open("sqlite", path)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		return texts(t, db, "SELECT count(*) FROM unclean")[0]
	}
	require.Equal(t, "1", unclean())
	require.NoError(t, s.Update(context.Background(), []string{"a"}, func(tx store.Tx) error {
		_, err := tx.Forget("a", time.Unix(1, 0), 0)
		return err
	}))
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		_, err := r.Version()
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		require.Error(t, s.Erase(ctx), "it is being read")
		return nil
	}))
	require.Equal(t, "0", unclean())
	require.NoError(t, s.Erase(context.Background()))
}

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
	s = migrated(t, path, downTo3)
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
