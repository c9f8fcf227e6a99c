package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/store"
)

// Place is a new, empty place at each call; what it returns opens the store there, and opens it again
// after it was closed.
type Place func(t testing.TB) Opener

// RunDurable runs the suite of stores that outlive their process: what was written is there when the
// store is opened again.
func RunDurable(t *testing.T, place Place) {
	for name, test := range map[string]func(*testing.T, Opener){
		"everything is there again":                  reopenTest,
		"counters go on":                             countersTest,
		"a store that closes while it is written to": closeTest,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, place(t))
		})
	}
}

func reopenTest(t *testing.T, open Opener) {
	s := open(t)
	update(t, s, on("a"), func(tx store.Tx) error {
		writeEverything(t, tx, "a")
		return nil
	})
	require.NoError(t, s.Close())
	for range 2 {
		s = open(t)
		require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
			requireEverything(t, r, "a")
			return nil
		}))
		require.NoError(t, s.Close())
	}
}

// countersTest asks for the next of each number after a restart.
func countersTest(t *testing.T, open Opener) {
	s := open(t)
	update(t, s, on("a"), func(tx store.Tx) error {
		writeEverything(t, tx, "a")
		return nil
	})
	_, first := outbox(t, s, 0)
	update(t, s, nil, func(tx store.Tx) error { return tx.Dequeue(first...) })
	require.NoError(t, s.Close())

	s = opened(t, open)
	update(t, s, on("a"), func(tx store.Tx) error {
		again := entry("a", "a-entry")
		result, err := tx.Append(&again)
		require.NoError(t, err)
		require.Equal(t, store.Duplicate, result)
		next := entry("a", "next")
		_, err = tx.Append(&next)
		require.NoError(t, err)
		require.EqualValues(t, 2, next.Seq)
		number, err := tx.AddVersion(store.Version{})
		require.NoError(t, err)
		require.EqualValues(t, 2, number)
		seen, err := tx.MarkSeen("a-type", after(2))
		require.NoError(t, err)
		require.False(t, seen)
		require.NoError(t, tx.AddDecision(skip("a", 1, "")))
		return tx.Enqueue(store.Message{Run: "r"})
	})
	_, second := outbox(t, s, 0)
	require.Greater(t, second[0], first[0])
	require.Len(t, read(t, s, decisions(store.DecisionQuery{})), 1, "the occurrence was decided before")
}

// closeTest closes while updates come in: those that succeeded are there, the others aren't.
func closeTest(t *testing.T, open Opener) {
	const callers = 40
	s := open(t)
	errs := make([]error, callers)
	var all sync.WaitGroup
	begun := make(chan struct{}, callers)
	for i := range callers {
		all.Go(func() {
			begun <- struct{}{}
			account := fmt.Sprint(i)
			errs[i] = s.Update(context.Background(), on(account), func(tx store.Tx) error { return add(tx, entry(account, account)) })
		})
	}
	<-begun
	require.NoError(t, s.Close())
	all.Wait()
	s = opened(t, open)
	for i, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, store.ErrClosed)
		}
		require.Equal(t, err == nil, len(log(t, s, fmt.Sprint(i))) == 1)
	}
}
