package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
	"github.com/tendhq/tend/engine/store/storetest"
)

// notOfAccounts is the tables that hold nothing of accounts, or only hashes and numbers.
var notOfAccounts = []string{
	"occurrences", "plans", "outbox", "versions", "seen", "facts", "goal_definitions", "horizon", "run_counts",
	"forgotten", "forgotten_key", "traces", "unclean", "goose_db_version", "sqlite_sequence",
}

// mentions is how many rows of each table have a word in any of their columns.
func mentions(t *testing.T, path, word string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	found := map[string]int{}
	for _, table := range texts(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
		columns := texts(t, db, fmt.Sprintf(`SELECT 'CAST("' || name || '" AS TEXT)' FROM pragma_table_info('%s')`, table))
		var n int
		require.NoError(t, db.QueryRow(fmt.Sprintf("SELECT count(*) FROM %s WHERE concat(%s) LIKE '%%%s%%'", table, strings.Join(columns, ", "), word)).Scan(&n))
		found[table] = n
	}
	return found
}

func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		all = append(all, text)
	}
	require.NoError(t, rows.Err())
	return all
}

// Every table either has rows of accounts, which are forgotten, or is known to have none: one that is added later
// has to be thought of.
func TestForgettingReachesEveryTable(t *testing.T) {
	t.Parallel()
	const account, word = "Zaphod-4711", "Heartofgold"
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	require.NoError(t, s.Update(context.Background(), []string{account}, func(tx store.Tx) error {
		for _, id := range []string{"1", "2"} {
			e := customer.Entry{Account: account, ID: id}
			_, err := tx.Append(&e)
			require.NoError(t, err)
		}
		more, err := tx.Forget(account, time.Unix(1, 0), 1)
		require.True(t, more)
		require.NoError(t, err)
		storetest.WritePersonal(t, tx, account, word)
		_, more, err = tx.Redact(account, redaction("nobody of "+account, "none"), store.Place{}, 1)
		require.True(t, more)
		return err
	}))
	before := mentions(t, path, account)
	for _, table := range notOfAccounts {
		delete(before, table)
	}
	// Lines have their run's ID, and stand for it here.
	lines := mentions(t, path, word)["timeline"]
	require.Positive(t, lines)
	for table, n := range before {
		switch table {
		case "timeline":
		case "purged_logs":
			require.Zero(t, n, "nothing was purged")
		default:
			require.Positive(t, n, "the table %s is new: what of an account stands in it, and is it forgotten?", table)
		}
	}
	forgetAll(t, s, account)
	for table, n := range mentions(t, path, account) {
		require.Zero(t, n, table)
	}
	for table, n := range mentions(t, path, word) {
		require.Zero(t, n, table)
	}
	require.NoError(t, s.Close())
}

// The same of a contact, but for the account's state, which isn't the store's to read.
func TestRedactionReachesEveryTable(t *testing.T) {
	t.Parallel()
	const account, word = "acme", "Heartofgold"
	path := filepath.Join(t.TempDir(), "tend.db")
	s := openAt(t, path)
	require.NoError(t, s.Update(context.Background(), []string{account}, func(tx store.Tx) error {
		storetest.WritePersonal(t, tx, account, word)
		runs, err := tx.Runs(store.RunQuery{})
		require.NoError(t, err)
		require.NoError(t, tx.PutAccount(&customer.State{Account: account}))
		_, more, err := tx.Redact(account, redaction(word, runs[0].ID), store.Place{}, 0)
		require.False(t, more)
		return err
	}))
	for table, n := range mentions(t, path, word) {
		require.Zero(t, n, table)
	}
	require.NoError(t, s.Erase(context.Background()))
	require.NoError(t, s.Close())
}

// redaction takes a contact of one run of its own out, and keeps the contact's name for as long as that takes.
func redaction(contact, own string) store.Redaction {
	return store.Redaction{
		Contact: contact, At: time.Unix(1, 0), Own: []string{own}, As: "somebody",
		Redactor: storetest.WithoutWord(contact), Rest: json.RawMessage(`"` + contact + `"`),
	}
}

// forgetAll forgets an account in small parts, and erases its traces.
func forgetAll(t *testing.T, s *sqlite.Store, account string) {
	t.Helper()
	for more := true; more; {
		require.NoError(t, s.Update(context.Background(), []string{account}, func(tx store.Tx) (err error) {
			more, err = tx.Forget(account, time.Unix(2, 0), 7)
			return err
		}))
	}
	require.NoError(t, s.Erase(context.Background()))
}

// No file of the store has what was forgotten, whatever was written and removed before and wherever rows have moved.
func TestForgottenBytesAreNowhere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "tend.db")
			s := openAt(t, path)
			write(t, s, rand.New(rand.NewPCG(seed, 1)), 600)
			require.Positive(t, traces(t, path))
			forgetAll(t, s, "Zaphod")
			require.Zero(t, traces(t, path), "the engine is still running")
			write(t, s, rand.New(rand.NewPCG(seed, 2)), 50)
			forgetAll(t, s, "Zaphod")
			require.NoError(t, s.Close())
			require.Zero(t, traces(t, path))
			db, err := sql.Open("sqlite", path)
			require.NoError(t, err)
			require.Equal(t, []string{"ok"}, texts(t, db, "PRAGMA integrity_check"))
			require.NoError(t, db.Close())
		})
	}
}

// write lets a few accounts live, one of which is to be forgotten: what is said of it has its name.
func write(t *testing.T, s *sqlite.Store, r *rand.Rand, n int) {
	t.Helper()
	for i := range n {
		account := "other" + fmt.Sprint(r.IntN(20))
		if r.IntN(8) == 0 {
			account = "Zaphod"
		}
		text := strings.Repeat(account, 1+r.IntN(300))
		id := fmt.Sprint(r.Uint64())
		require.NoError(t, s.Update(context.Background(), []string{account}, func(tx store.Tx) error {
			for range 1 + r.IntN(8) {
				e := customer.Entry{Account: account, Source: account, ID: account + fmt.Sprint(r.Uint64()), Type: "t", Data: map[string]any{"x": text[:1+r.IntN(len(text))]}}
				if _, err := tx.Append(&e); err != nil {
					return err
				}
			}
			if i%20 == 0 {
				require.NoError(t, tx.PutRun(store.Run{ID: id, Account: account, Status: "finished", State: []byte(`"` + text + `"`)}))
				require.NoError(t, tx.AddTimeline(id, store.Line{Text: text}))
				require.NoError(t, tx.PutTask(store.Task{ID: id, Account: account, Run: id, Title: text}))
			}
			return tx.PutAccount(&customer.State{Account: account, Name: text})
		}))
	}
}

// traces is how often the account's name stands in the files of the store.
func traces(t *testing.T, path string) (n int) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	require.NoError(t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		n += bytes.Count(raw, []byte("Zaphod"))
	}
	return n
}
