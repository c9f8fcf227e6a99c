package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// queue asks for updates while the writer is busy with one, so that the others share a transaction:
// all of them, as they are handed out only when every one waits. It returns what became of each.
func queue(t *testing.T, s *Store, contexts []context.Context, fns []func(*tx) error, meanwhile func()) []error {
	t.Helper()
	errs := make([]error, len(fns))
	entered, leave := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := s.Update(context.Background(), nil, func(store.Tx) error {
			close(entered)
			<-leave
			return nil
		})
		// It is the first of the group, and shares its fate; the tests look at the others.
		_ = err
	})
	<-entered
	for i, fn := range fns {
		all.Go(func() {
			errs[i] = s.Update(contexts[i], []string{"a"}, func(t store.Tx) error { return fn(t.(*tx)) })
		})
		wait(t, func() bool { return len(s.writer.requests) == i+1 })
	}
	meanwhile()
	close(leave)
	all.Wait()
	return errs
}

// wait waits until it is true.
func wait(t *testing.T, what func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !what(); runtime.Gosched() {
		require.True(t, time.Now().Before(deadline), "it didn't come true")
	}
}

func background(n int) []context.Context {
	contexts := make([]context.Context, n)
	for i := range contexts {
		contexts[i] = context.Background()
	}
	return contexts
}

func appendOne(t *tx, id string) error {
	result, err := t.Append(&customer.Entry{Account: "a", ID: id})
	if err == nil && result != store.Added {
		err = errors.New(result.String())
	}
	return err
}

func countEntries(t *testing.T, s *Store) (n int64) {
	t.Helper()
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		var err error
		n, err = r.CountEntries()
		return err
	}))
	return n
}

// brokenCommit makes a transaction that nothing is wrong with until it commits.
func brokenCommit(t *tx) error {
	for _, query := range []string{
		"CREATE TABLE parents (id INTEGER PRIMARY KEY)",
		"CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
		"INSERT INTO children (parent) VALUES (1)",
	} {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	return nil
}

// Who shares a transaction shares what becomes of it: nobody is told of success before the commit.
func TestAFailedCommitIsEverybodysError(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	refused := errors.New("refused")
	errs := queue(t, s, background(4), []func(*tx) error{
		func(t *tx) error { return appendOne(t, "1") },
		brokenCommit,
		func(t *tx) error { return appendOne(t, "2") },
		func(*tx) error { return refused },
	}, func() {})
	for i, err := range errs {
		require.ErrorContains(t, err, "commit: ", "update %d", i)
	}
	require.Zero(t, countEntries(t, s))
	require.NoError(t, s.Update(context.Background(), []string{"a"}, func(t store.Tx) error { return appendOne(t.(*tx), "3") }))
	require.EqualValues(t, 1, countEntries(t, s))
}

func TestAGroupIsNoLargerThanItMayBe(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{Group: 3})
	// The busy one and the first two are a group; the broken one is in the next.
	errs := queue(t, s, background(3), []func(*tx) error{
		func(t *tx) error { return appendOne(t, "1") },
		func(t *tx) error { return appendOne(t, "2") },
		brokenCommit,
	}, func() {})
	require.NoError(t, errs[0])
	require.NoError(t, errs[1])
	require.ErrorContains(t, errs[2], "commit: ")
	require.EqualValues(t, 2, countEntries(t, s))
}

func TestAFailingUpdateLosesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	refused := errors.New("refused")
	errs := queue(t, s, background(4), []func(*tx) error{
		func(t *tx) error { return appendOne(t, "1") },
		func(t *tx) error { return errors.Join(appendOne(t, "2"), refused) },
		func(t *tx) error { _ = appendOne(t, "3"); panic("the test's panic") },
		func(t *tx) error { return appendOne(t, "4") },
	}, func() {})
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], refused)
	require.ErrorContains(t, errs[2], "the test's panic")
	require.ErrorContains(t, errs[2], "writer_internal_test.go", "it says where")
	require.NoError(t, errs[3])
	require.EqualValues(t, 2, countEntries(t, s))
}

func TestWhoWaitsAndIsCancelledIsDropped(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	contexts := []context.Context{context.Background(), ctx, context.Background()}
	ran := make([]bool, 3)
	var fns []func(*tx) error
	for i := range 3 {
		fns = append(fns, func(t *tx) error { ran[i] = true; return appendOne(t, fmt.Sprint(i)) })
	}
	errs := queue(t, s, contexts, fns, cancel)
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], context.Canceled)
	require.NoError(t, errs[2])
	require.Equal(t, []bool{true, false, true}, ran)
}

// After a write has failed SQLite may have rolled back all of it, so that a function that goes on
// regardless must not succeed.
func TestAWriteThatFailedIsNotForgotten(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	err := s.Update(context.Background(), []string{"a"}, func(ours store.Tx) error {
		require.NoError(t, appendOne(ours.(*tx), "1"))
		_, failed := ours.(*tx).exec("INSERT INTO entries (account) VALUES ('a')")
		require.Error(t, failed)
		require.Equal(t, failed, appendOne(ours.(*tx), "2"))
		return nil
	})
	require.ErrorContains(t, err, "NOT NULL")
	require.Zero(t, countEntries(t, s))
}

// A transaction that SQLite has rolled back by itself fails for all that shared it, and the next works.
func TestALostTransaction(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	errs := queue(t, s, background(3), []func(*tx) error{
		func(t *tx) error { return appendOne(t, "1") },
		func(t *tx) error { _, err := t.exec("ROLLBACK"); return err },
		func(t *tx) error { return appendOne(t, "2") },
	}, func() {})
	require.ErrorContains(t, errs[0], "end one update")
	require.ErrorContains(t, errs[1], "end one update")
	require.NoError(t, errs[2], "it came into the next one")
	require.EqualValues(t, 1, countEntries(t, s))
}

func TestATransactionIsOverWhenItsFunctionReturns(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{})
	var kept store.Tx
	require.NoError(t, s.Update(context.Background(), []string{"a"}, func(tx store.Tx) error {
		kept = tx
		return nil
	}))
	_, err := kept.CountEntries()
	require.ErrorIs(t, err, errOver)
	require.ErrorIs(t, appendOne(kept.(*tx), "1"), errOver)
	require.Zero(t, countEntries(t, s))
}

func TestConnectionsAreSetUp(t *testing.T) {
	t.Parallel()
	s := opened(t, Options{Busy: 1234 * time.Millisecond})
	pragma := func(prepare func(string) (string, error), name string) string {
		value, err := prepare("PRAGMA " + name)
		require.NoError(t, err)
		return value
	}
	writing := func(query string) (value string, err error) {
		err = s.writer.update(context.Background(), nil, func(ours store.Tx) error {
			_, err := ours.(*tx).one(query, nil, &value)
			return err
		})
		return value, err
	}
	reading := func(query string) (value string, err error) {
		err = s.pool.db.QueryRow(query).Scan(&value)
		return value, err
	}
	for _, connection := range []func(string) (string, error){writing, reading} {
		require.Equal(t, "wal", pragma(connection, "journal_mode"))
		require.Equal(t, "1", pragma(connection, "foreign_keys"))
		require.Equal(t, "1234", pragma(connection, "busy_timeout"))
	}
	require.Equal(t, "2", pragma(writing, "synchronous"), "FULL")
	_, err := s.pool.db.Exec("DELETE FROM entries")
	require.ErrorContains(t, err, "readonly")
}
