package storetest

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var entryTests = map[string]func(*testing.T, store.Store){
	"what is appended is read":           appendTest,
	"duplicates and conflicts":           duplicateTest,
	"each account counts from one":       seqTest,
	"from a position and of some types":  entriesTest,
	"reading may read":                   nestedTest,
	"data that JSON can't hold":          badDataTest,
	"a long log":                         longLogTest,
	"the same entry from many at a time": raceTest,
}

// entry returns a plain entry of an account.
func entry(account, id string) customer.Entry {
	return customer.Entry{
		Source: "test", ID: id, Type: "login", Account: account, Time: after(1), Received: after(2),
		Data: map[string]any{"n": 1.0},
	}
}

// add appends an entry that must be new.
func add(tx store.Tx, e customer.Entry) error {
	result, err := tx.Append(&e)
	if err == nil && result != store.Added {
		return fmt.Errorf("entry %s: %s", e.ID, result)
	}
	return err
}

// entries returns the account's entries after a position.
func entries(account string, position int64, types ...string) func(store.Reader) ([]customer.Entry, error) {
	return func(r store.Reader) ([]customer.Entry, error) {
		var all []customer.Entry
		err := r.Entries(account, position, types, func(e customer.Entry) bool {
			all = append(all, e)
			return true
		})
		return all, err
	}
}

func appendTest(t *testing.T, s store.Store) {
	full := customer.Entry{
		Source: "crm", ID: "1", Type: "nps", Account: "a", Contact: "kenji",
		Time: after(1).Add(1234 * time.Microsecond), Received: after(2), Imported: true,
		Data: map[string]any{"score": 9.5, "text": "良い", "tags": []any{"a", nil, true}, "more": map[string]any{"x": 1.0}},
	}
	bare := customer.Entry{Account: "a", ID: "2"}
	update(t, s, on("a"), func(tx store.Tx) error {
		for i, e := range []*customer.Entry{&full, &bare} {
			result, err := tx.Append(e)
			require.NoError(t, err)
			require.Equal(t, store.Added, result)
			require.EqualValues(t, i+1, e.Seq)
		}
		return nil
	})
	require.Equal(t, []customer.Entry{full, bare}, read(t, s, entries("a", 0)))
}

func duplicateTest(t *testing.T, s store.Store) {
	original := entry("a", "1")
	other := entry("a", "1")
	other.Source = "another"
	update(t, s, on("a"), func(tx store.Tx) error { return add(tx, original) })
	for name, test := range map[string]struct {
		change func(*customer.Entry)
		want   store.Appended
	}{
		"the same":        {func(*customer.Entry) {}, store.Duplicate},
		"received later":  {func(e *customer.Entry) { e.Received = after(99) }, store.Duplicate},
		"imported now":    {func(e *customer.Entry) { e.Imported = true }, store.Duplicate},
		"in another zone": {func(e *customer.Entry) { e.Time = e.Time.In(time.FixedZone("JST", 9*3600)) }, store.Duplicate},
		"as an integer":   {func(e *customer.Entry) { e.Data = map[string]any{"n": 1} }, store.Duplicate},
		"another type":    {func(e *customer.Entry) { e.Type = "logout" }, store.Conflict},
		"another account": {func(e *customer.Entry) { e.Account = "b" }, store.Conflict},
		"another contact": {func(e *customer.Entry) { e.Contact = "c" }, store.Conflict},
		"another time":    {func(e *customer.Entry) { e.Time = e.Time.Add(time.Microsecond) }, store.Conflict},
		"other data":      {func(e *customer.Entry) { e.Data = map[string]any{"n": 2.0} }, store.Conflict},
		"more data":       {func(e *customer.Entry) { e.Data = map[string]any{"n": 1.0, "m": nil} }, store.Conflict},
		"no data":         {func(e *customer.Entry) { e.Data = nil }, store.Conflict},
	} {
		again := entry("a", "1")
		test.change(&again)
		update(t, s, on("a", "b"), func(tx store.Tx) error {
			result, err := tx.Append(&again)
			require.Equal(t, test.want, result, name)
			return err
		})
		if test.want == store.Duplicate {
			require.EqualValues(t, 1, again.Seq, name)
		}
	}
	update(t, s, on("a"), func(tx store.Tx) error { return add(tx, other) })
	require.Len(t, read(t, s, entries("a", 0)), 2)
	require.Empty(t, read(t, s, entries("b", 0)))

	// Within the transaction that added it, too.
	update(t, s, on("a"), func(tx store.Tx) error {
		require.NoError(t, add(tx, entry("a", "2")))
		again := entry("a", "2")
		result, err := tx.Append(&again)
		require.Equal(t, store.Duplicate, result)
		return err
	})
}

func seqTest(t *testing.T, s store.Store) {
	for i := range 5 {
		for _, account := range []string{"a", "b"} {
			e := entry(account, fmt.Sprint(account, i))
			update(t, s, on(account), func(tx store.Tx) error {
				_, err := tx.Append(&e)
				require.EqualValues(t, i+1, e.Seq)
				return err
			})
			last := read(t, s, func(r store.Reader) (int64, error) { return r.LastSeq(account) })
			require.EqualValues(t, i+1, last)
		}
	}
	require.EqualValues(t, 10, read(t, s, store.Reader.CountEntries))
	require.Zero(t, read(t, s, func(r store.Reader) (int64, error) { return r.LastSeq("c") }))
}

func entriesTest(t *testing.T, s store.Store) {
	types := []string{"x", "y", "z"}
	update(t, s, on("a", "b"), func(tx store.Tx) error {
		for i := range 9 {
			e := entry("a", fmt.Sprint(i))
			e.Type = types[i%3]
			require.NoError(t, add(tx, e))
		}
		return add(tx, entry("b", "b"))
	})
	for _, test := range []struct {
		after int64
		types []string
		want  []int64
	}{
		{0, nil, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{7, nil, []int64{8, 9}},
		{9, nil, nil},
		{0, []string{"y"}, []int64{2, 5, 8}},
		{2, []string{"z", "x"}, []int64{3, 4, 6, 7, 9}},
		{0, []string{"w"}, nil},
	} {
		var got []int64
		for _, e := range read(t, s, entries("a", test.after, test.types...)) {
			got = append(got, e.Seq)
		}
		require.Equal(t, test.want, got, "after %d of %v", test.after, test.types)
	}
}

func nestedTest(t *testing.T, s store.Store) {
	update(t, s, on("a"), func(tx store.Tx) error {
		for i := range 4 {
			require.NoError(t, add(tx, entry("a", fmt.Sprint(i))))
		}
		visited := 0
		err := tx.Entries("a", 0, nil, func(e customer.Entry) bool {
			inner, err := entries("a", e.Seq)(tx)
			require.NoError(t, err)
			require.Len(t, inner, int(4-e.Seq))
			require.NoError(t, tx.PutAccount(&customer.State{Account: "a", Seq: e.Seq}))
			visited++
			return e.Seq < 3
		})
		require.Equal(t, 3, visited, "it ends when it is told to")
		return err
	})
}

func badDataTest(t *testing.T, s store.Store) {
	e := entry("a", "1")
	e.Data = map[string]any{"x": math.NaN()}
	err := s.Update(context.Background(), on("a"), func(tx store.Tx) error { return add(tx, e) })
	require.ErrorContains(t, err, "1")
	require.Empty(t, log(t, s, "a"))
}

func longLogTest(t *testing.T, s store.Store) {
	const long = 1500
	update(t, s, on("a"), func(tx store.Tx) error {
		for i := range long {
			require.NoError(t, add(tx, entry("a", fmt.Sprint(i))))
		}
		return nil
	})
	for i, e := range read(t, s, entries("a", 0)) {
		require.EqualValues(t, i+1, e.Seq)
		require.Equal(t, fmt.Sprint(i), e.ID)
	}
	require.Len(t, log(t, s, "a"), long)
}

// raceTest sends one entry from many at a time: it is added once.
func raceTest(t *testing.T, s store.Store) {
	const callers = 20
	results := make(chan store.Appended, callers)
	for range callers {
		go func() {
			var result store.Appended
			err := s.Update(context.Background(), on("a"), func(tx store.Tx) error {
				e := entry("a", "1")
				var err error
				result, err = tx.Append(&e)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			results <- result
		}()
	}
	n := map[store.Appended]int{}
	for range callers {
		n[<-results]++
	}
	require.Equal(t, map[store.Appended]int{store.Added: 1, store.Duplicate: callers - 1}, n)
}
