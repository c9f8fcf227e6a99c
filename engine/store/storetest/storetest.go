package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
)

// Opener gives a new, empty store at each call. The suite closes it.
type Opener func(t testing.TB) store.Store

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	for name, group := range map[string]map[string]func(*testing.T, store.Store){
		"update": updateTests, "account": accountTests, "entry": entryTests, "decision": decisionTests, "score": scoreTests,
		"goal": goalTests, "purge": purgeTests, "forget": forgetTests, "run": runTests, "task": taskTests, "workspace": workspaceTests, "value": valueTests,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for name, test := range group {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, opened(t, open))
				})
			}
		})
	}
	t.Run("model", func(t *testing.T) {
		t.Parallel()
		modelTest(t, open)
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		closedTest(t, open(t))
	})
}

// opened returns a new store that is closed at the end of the test.
func opened(t testing.TB, open Opener) store.Store {
	t.Helper()
	s := open(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// start is when the tests' time begins.
var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// after returns an instant so many minutes after the start.
func after(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }

// update runs fn in a transaction on the accounts, which must succeed.
func update(t testing.TB, s store.Store, accounts []string, fn func(store.Tx) error) {
	t.Helper()
	require.NoError(t, s.Update(context.Background(), accounts, fn))
}

// on returns the accounts of a transaction.
func on(accounts ...string) []string { return accounts }

// read returns what fn reads on a snapshot.
func read[T any](t testing.TB, s store.Store, fn func(store.Reader) (T, error)) T {
	t.Helper()
	var got T
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		var err error
		got, err = fn(r)
		return err
	}))
	return got
}

// missing requires that fn finds nothing.
func missing[T any](t testing.TB, s store.Store, fn func(store.Reader) (T, error)) {
	t.Helper()
	err := s.View(context.Background(), func(r store.Reader) error {
		_, err := fn(r)
		return err
	})
	require.ErrorIs(t, err, store.ErrNotFound)
}

// pages reads a list page by page, of one to three items, and requires that each way gives the same.
func pages[T any](t testing.TB, s store.Store, want int, page func(r store.Reader, last *T, limit int) ([]T, error)) []T {
	t.Helper()
	all := read(t, s, func(r store.Reader) ([]T, error) { return page(r, nil, 0) })
	require.Len(t, all, want)
	for limit := 1; limit <= 3; limit++ {
		var got []T
		var last *T
		for {
			some := read(t, s, func(r store.Reader) ([]T, error) { return page(r, last, limit) })
			if len(some) == 0 {
				break
			}
			require.LessOrEqual(t, len(some), limit)
			got = append(got, some...)
			last = &some[len(some)-1]
		}
		require.Equal(t, all, got, "in pages of %d", limit)
	}
	return all
}
