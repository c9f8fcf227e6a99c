package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

var accountTests = map[string]func(*testing.T, store.Store){
	"a state is kept":              stateTest,
	"in pages, in order of ID":     accountPagesTest,
	"counted by tier and band":     countTest,
	"due ones, the earliest first": dueTest,
	"a moment too early":           dueRoundingTest,
	"older versions":               staleTest,
}

// put writes states, each in a transaction of its own.
func put(t testing.TB, s store.Store, states ...*customer.State) {
	t.Helper()
	for _, state := range states {
		update(t, s, on(state.Account), func(tx store.Tx) error { return tx.PutAccount(state) })
	}
}

func stateTest(t *testing.T, s store.Store) {
	missing(t, s, func(r store.Reader) (*customer.State, error) { return r.Account("acme") })
	state := &customer.State{
		Account: "acme", Name: "Acme", Version: 3, Seq: 7, Now: after(1), Tier: "high", NextDue: after(5),
		Attributes: map[string]any{"seats": 20.0, "name": "株式会社アクメ"},
		Health:     &customer.Health{Definition: "standard", Band: "green"},
	}
	put(t, s, state)
	get := func(r store.Reader) (*customer.State, error) { return r.Account("acme") }
	require.Equal(t, state, read(t, s, get))

	for _, change := range []func(){
		func() { state.Name = "Acme Inc." },
		func() { state.Tier, state.Health.Band = "low", "red" },
		func() { state.Version = 4 },
		func() { state.NextDue, state.Health, state.Attributes = time.Time{}, nil, nil },
	} {
		change()
		put(t, s, state)
		require.Equal(t, state, read(t, s, get))
	}
	require.Len(t, read(t, s, func(r store.Reader) ([]*customer.State, error) { return r.Accounts("", 0) }), 1)
}

func accountPagesTest(t *testing.T, s store.Store) {
	for _, id := range []string{"m", "b", "z", "a", "é", "B", "aa"} {
		put(t, s, &customer.State{Account: id})
	}
	all := pages(t, s, 7, func(r store.Reader, last **customer.State, limit int) ([]*customer.State, error) {
		after := ""
		if last != nil {
			after = (*last).Account
		}
		return r.Accounts(after, limit)
	})
	var ids []string
	for _, state := range all {
		ids = append(ids, state.Account)
	}
	require.Equal(t, []string{"B", "a", "aa", "b", "m", "z", "é"}, ids, "in order of bytes, on every store")
}

func countTest(t *testing.T, s store.Store) {
	red, green := &customer.Health{Band: "red"}, &customer.Health{Band: "green"}
	put(t, s,
		&customer.State{Account: "a", Tier: "high", Health: red},
		&customer.State{Account: "b", Tier: "high", Health: red},
		&customer.State{Account: "c", Tier: "high"},
		&customer.State{Account: "d"},
		&customer.State{Account: "e", Tier: "low", Health: red},
	)
	put(t, s, &customer.State{Account: "e", Tier: "low", Health: green})
	require.Equal(t, map[store.AccountLabels]int{
		{Tier: "high", Band: "red"}: 2, {Tier: "high"}: 1, {}: 1, {Tier: "low", Band: "green"}: 1,
	}, read(t, s, store.Reader.CountAccounts))
}

func dueTest(t *testing.T, s store.Store) {
	require.Zero(t, read(t, s, store.Reader.NextDue))
	put(t, s,
		&customer.State{Account: "late", NextDue: after(9)},
		&customer.State{Account: "never"},
		&customer.State{Account: "soon", NextDue: after(3)},
		&customer.State{Account: "at once", NextDue: after(3)},
		&customer.State{Account: "first", NextDue: after(1)},
	)
	require.Equal(t, after(1), read(t, s, store.Reader.NextDue))
	for _, test := range []struct {
		until time.Time
		limit int
		want  []string
	}{
		{after(0), 0, nil},
		{after(1), 0, []string{"first"}},
		{after(3).Add(-time.Microsecond), 0, []string{"first"}},
		{after(3), 0, []string{"first", "at once", "soon"}},
		{after(3), 2, []string{"first", "at once"}},
		{after(99), 0, []string{"first", "at once", "soon", "late"}},
	} {
		got := read(t, s, func(r store.Reader) ([]string, error) { return r.DueAccounts(test.until, test.limit) })
		require.Equal(t, test.want, got, "until %s", test.until)
	}
	put(t, s, &customer.State{Account: "first"}, &customer.State{Account: "late", NextDue: after(2)})
	require.Equal(t, after(2), read(t, s, store.Reader.NextDue))
}

// An account isn't due before its instant, though only microseconds are kept of it.
func dueRoundingTest(t *testing.T, s store.Store) {
	put(t, s, &customer.State{Account: "a", NextDue: after(1).Add(time.Nanosecond)})
	due := func(until time.Time) []string {
		return read(t, s, func(r store.Reader) ([]string, error) { return r.DueAccounts(until, 0) })
	}
	require.Empty(t, due(after(1)))
	require.Equal(t, []string{"a"}, due(after(1).Add(time.Microsecond)))
}

func staleTest(t *testing.T, s store.Store) {
	put(t, s,
		&customer.State{Account: "d", Version: 1},
		&customer.State{Account: "c", Version: 2},
		&customer.State{Account: "b", Version: 3},
		&customer.State{Account: "a", Version: 2},
	)
	stale := func(version int64, limit int) []string {
		return read(t, s, func(r store.Reader) ([]string, error) { return r.StaleAccounts(version, limit) })
	}
	require.Empty(t, stale(1, 0))
	require.Equal(t, []string{"d", "a", "c"}, stale(3, 0))
	require.Equal(t, []string{"d", "a"}, stale(3, 2))
	put(t, s, &customer.State{Account: "d", Version: 3})
	require.Equal(t, []string{"a", "c"}, stale(3, 0))
}
