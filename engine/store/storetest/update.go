package storetest

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

var updateTests = map[string]func(*testing.T, store.Store){
	"an error undoes all of it":             undoTest,
	"a panic is the error of its caller":    panicTest,
	"an ended goroutine ends no other":      goexitTest,
	"one failing among many":                neighbourTest,
	"updates of one account follow another": serialTest,
	"a snapshot stands still":               snapshotTest,
	"many snapshots begin at once":          crowdTest,
	"an update sees its own writes":         ownWritesTest,
	"a cancelled caller is dropped":         cancelTest,
	"rows of other accounts are refused":    lockTest,
	"a view's error is the view's":          viewErrorTest,
}

var errWanted = errors.New("as the test wants it")

// log returns the IDs of an account's entries.
func log(t testing.TB, s store.Store, account string) []string {
	t.Helper()
	return read(t, s, func(r store.Reader) ([]string, error) {
		var ids []string
		err := r.Entries(account, 0, nil, func(e customer.Entry) bool {
			ids = append(ids, e.ID)
			return true
		})
		return ids, err
	})
}

func undoTest(t *testing.T, s store.Store) {
	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error {
		writeEverything(t, tx, "a")
		return errWanted
	})
	require.ErrorIs(t, err, errWanted)
	requireEmpty(t, s, "a")
}

func panicTest(t *testing.T, s store.Store) {
	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error {
		writeEverything(t, tx, "a")
		panic("the test's panic")
	})
	require.ErrorContains(t, err, "the test's panic")
	requireEmpty(t, s, "a")
	update(t, s, on("a"), func(tx store.Tx) error { return add(tx, entry("a", "1")) })
	require.Equal(t, []string{"1"}, log(t, s, "a"))
}

func goexitTest(t *testing.T, s store.Store) {
	var ended sync.WaitGroup
	ended.Go(func() {
		_ = s.Update(context.Background(), on("a"), func(tx store.Tx) error {
			writeEverything(t, tx, "a")
			runtime.Goexit() // as a failing assertion does
			return nil
		})
	})
	ended.Wait()
	requireEmpty(t, s, "a")
	update(t, s, on("a"), func(tx store.Tx) error { return add(tx, entry("a", "1")) })
}

// Those that fail among updates that run at the same time take nobody with them.
func neighbourTest(t *testing.T, s store.Store) {
	const callers = 60
	var all sync.WaitGroup
	errs := make([]error, callers)
	for i := range callers {
		all.Go(func() {
			account := fmt.Sprintf("a%d", i%7)
			errs[i] = s.Update(context.Background(), on(account), func(tx store.Tx) error {
				if err := add(tx, entry(account, fmt.Sprint(i))); err != nil {
					return err
				}
				switch i % 5 {
				case 1:
					return errWanted
				case 2:
					panic("the test's panic")
				}
				return nil
			})
		})
	}
	all.Wait()
	kept := map[string]bool{}
	for a := range 7 {
		account := fmt.Sprintf("a%d", a)
		ids := log(t, s, account)
		for _, id := range ids {
			kept[id] = true
		}
		last := read(t, s, func(r store.Reader) (int64, error) { return r.LastSeq(account) })
		require.EqualValues(t, len(ids), last, "no gap is left by those that failed")
	}
	for i, err := range errs {
		switch i % 5 {
		case 1:
			require.ErrorIs(t, err, errWanted)
		case 2:
			require.ErrorContains(t, err, "the test's panic")
		default:
			require.NoError(t, err)
		}
		require.Equal(t, err == nil, kept[fmt.Sprint(i)], "entry %d", i)
	}
}

// A read and a write that follows from it are one step: no update of the account comes between.
func serialTest(t *testing.T, s store.Store) {
	const callers, rounds = 8, 10
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range rounds {
				err := s.Update(context.Background(), on("a"), func(tx store.Tx) error {
					state, err := tx.Account("a")
					if errors.Is(err, store.ErrNotFound) {
						state, err = &customer.State{Account: "a"}, nil
					}
					if err != nil {
						return err
					}
					state.Seq++
					return tx.PutAccount(state)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	state := read(t, s, func(r store.Reader) (*customer.State, error) { return r.Account("a") })
	require.EqualValues(t, callers*rounds, state.Seq)
}

func snapshotTest(t *testing.T, s store.Store) {
	update(t, s, on("a"), func(tx store.Tx) error { return add(tx, entry("a", "1")) })
	err := s.View(context.Background(), func(r store.Reader) error {
		before, err := r.LastSeq("a")
		if err != nil {
			return err
		}
		require.EqualValues(t, 1, before, "what was written before the view is in it")
		// A reader neither waits for a writer nor holds one up.
		update(t, s, on("a"), func(tx store.Tx) error { return add(tx, entry("a", "2")) })
		now, err := r.CountEntries()
		require.EqualValues(t, 1, now)
		return err
	})
	require.NoError(t, err)
	require.Equal(t, []string{"1", "2"}, log(t, s, "a"))
}

// crowdTest has far more views begin than a store has connections, on queries that it has never seen: each
// must get by with the one connection that its snapshot is on.
func crowdTest(t *testing.T, s store.Store) {
	const views = 64
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	begin, errs := make(chan struct{}), make(chan error, views)
	for range views {
		go func() {
			<-begin
			errs <- s.View(ctx, func(r store.Reader) error {
				if _, err := r.CountEntries(); err != nil {
					return err
				}
				_, err := r.Runs(store.RunQuery{Limit: 1})
				return err
			})
		}()
	}
	close(begin)
	for range views {
		require.NoError(t, <-errs)
	}
}

func ownWritesTest(t *testing.T, s store.Store) {
	update(t, s, on("a"), func(tx store.Tx) error {
		writeEverything(t, tx, "a")
		requireEverything(t, tx, "a")
		return nil
	})
	require.NoError(t, s.View(context.Background(), func(r store.Reader) error {
		requireEverything(t, r, "a")
		return nil
	}))
}

func cancelTest(t *testing.T, s store.Store) {
	entered, leave := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		ctx, cancel := context.WithCancel(context.Background())
		err := s.Update(ctx, on("a"), func(tx store.Tx) error {
			close(entered)
			<-leave
			cancel() // too late to change anything
			return add(tx, entry("a", "1"))
		})
		if err != nil {
			t.Errorf("an update whose turn had come: %v", err)
		}
	})
	<-entered
	// The account is busy now, so that this one waits until it is cancelled.
	ctx, cancel := context.WithCancel(context.Background())
	cancelled := make(chan error)
	go func() {
		cancelled <- s.Update(ctx, on("a"), func(tx store.Tx) error { return add(tx, entry("a", "2")) })
	}()
	cancel()
	require.ErrorIs(t, <-cancelled, context.Canceled)
	close(leave)
	all.Wait()
	require.ErrorIs(t, s.Update(ctx, on("a"), func(store.Tx) error { return nil }), context.Canceled)
	require.Equal(t, []string{"1"}, log(t, s, "a"))
	require.ErrorIs(t, s.View(ctx, func(store.Reader) error { return nil }), context.Canceled)
}

func lockTest(t *testing.T, s store.Store) {
	for name, write := range map[string]func(store.Tx) error{
		"Append":      func(tx store.Tx) error { return add(tx, entry("b", "1")) },
		"PutAccount":  func(tx store.Tx) error { return tx.PutAccount(&customer.State{Account: "b"}) },
		"AddScore":    func(tx store.Tx) error { return tx.AddScore("b", score(1, 1, "red"), time.Time{}) },
		"AddDecision": func(tx store.Tx) error { return tx.AddDecision(skip("b", 1, customer.ReasonWhen)) },
		"PutRun":      func(tx store.Tx) error { return tx.PutRun(store.Run{ID: "r", Account: "b"}) },
		"SetWatches":  func(tx store.Tx) error { return tx.SetSubscriptions("b", "r", nil) },
		"PutTask":     func(tx store.Tx) error { return tx.PutTask(store.Task{ID: "t", Account: "b"}) },
	} {
		for _, accounts := range [][]string{nil, on("a"), on("a", "c")} {
			err := s.Update(context.Background(), accounts, write)
			require.ErrorIs(t, err, store.ErrNotLocked, name)
		}
		update(t, s, on("c", "b", "b"), write)
	}
}

func viewErrorTest(t *testing.T, s store.Store) {
	require.ErrorIs(t, s.View(context.Background(), func(store.Reader) error { return errWanted }), errWanted)
}

// closedTest closes a store while updates are asked for: each is written or refused.
func closedTest(t *testing.T, s store.Store) {
	ctx := context.Background()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			account := fmt.Sprint(i)
			err := s.Update(ctx, on(account), func(tx store.Tx) error { return add(tx, entry(account, account)) })
			if err != nil && !errors.Is(err, store.ErrClosed) {
				t.Error(err)
			}
		})
	}
	require.NoError(t, s.Close())
	all.Wait()
	require.ErrorIs(t, s.Update(ctx, nil, func(store.Tx) error { return nil }), store.ErrClosed)
	require.ErrorIs(t, s.View(ctx, func(store.Reader) error { return nil }), store.ErrClosed)
	require.NoError(t, s.Close())
}
