package storetest

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// compare requires that the reader sees what the model holds.
func (m *model) compare(rt *rapid.T, r store.Reader) {
	m.compareEntries(rt, r)
	m.compareAccounts(rt, r)
	m.compareRuns(rt, r)
	messages, err := r.Outbox(0, 0)
	require.NoError(rt, err)
	var outbox []string
	for _, message := range messages {
		outbox = append(outbox, message.Run)
	}
	require.Equal(rt, len(m.outbox), len(outbox))
	require.True(rt, slices.Equal(m.outbox, outbox))
	seen, err := r.Seen()
	require.NoError(rt, err)
	require.Equal(rt, m.seen, seen)
	version, err := r.Version()
	require.NoError(rt, err)
	require.Equal(rt, m.versions, version.Number)
}

func (m *model) compareEntries(rt *rapid.T, r store.Reader) {
	for _, account := range accountNames {
		all, err := entries(account, 0)(r)
		require.NoError(rt, err)
		require.Equal(rt, m.entries[account], all)
		for i, e := range all {
			require.EqualValues(rt, i+1, e.Seq)
		}
		var want []customer.Entry
		for _, e := range m.entries[account] {
			if e.Type == eventTypes[0] && e.Seq > 1 {
				want = append(want, e)
			}
		}
		some, err := entries(account, 1, eventTypes[0])(r)
		require.NoError(rt, err)
		require.Equal(rt, want, some)
		last, err := r.LastSeq(account)
		require.NoError(rt, err)
		require.EqualValues(rt, len(all), last)
	}
	count, err := r.CountEntries()
	require.NoError(rt, err)
	require.EqualValues(rt, len(m.known), count)
}

func (m *model) compareAccounts(rt *rapid.T, r store.Reader) {
	var stale, due []customer.State
	var next time.Time
	labels := map[store.AccountLabels]int{}
	for _, name := range accountNames {
		state, ok := m.accounts[name]
		got, err := r.Account(name)
		if !ok {
			require.ErrorIs(rt, err, store.ErrNotFound)
			continue
		}
		require.NoError(rt, err)
		require.Equal(rt, state, *got)
		labels[store.LabelsOf(&state)]++
		if state.Version < 2 {
			stale = append(stale, state)
		}
		if state.NextDue.IsZero() {
			continue
		}
		if next.IsZero() || state.NextDue.Before(next) {
			next = state.NextDue
		}
		if !state.NextDue.After(after(2)) {
			due = append(due, state)
		}
	}
	// The names are in order already, and the sorts are stable.
	slices.SortStableFunc(stale, func(a, b customer.State) int { return cmp.Compare(a.Version, b.Version) })
	slices.SortStableFunc(due, func(a, b customer.State) int { return a.NextDue.Compare(b.NextDue) })
	compareNames(rt, stale)(r.StaleAccounts(2, 0))
	compareNames(rt, due)(r.DueAccounts(after(2), 0))
	got, err := r.NextDue()
	require.NoError(rt, err)
	require.Equal(rt, next, got)
	counts, err := r.CountAccounts()
	require.NoError(rt, err)
	require.Equal(rt, labels, counts)
}

// compareNames requires that a list is the accounts of these states.
func compareNames(rt *rapid.T, states []customer.State) func([]string, error) {
	return func(got []string, err error) {
		require.NoError(rt, err)
		var want []string
		for _, state := range states {
			want = append(want, state.Account)
		}
		require.Equal(rt, want, got)
	}
}

func (m *model) compareRuns(rt *rapid.T, r store.Reader) {
	running := map[string]int{}
	var finished []store.Run
	for _, run := range m.runs {
		if run.Status == "running" {
			running[run.Playbook]++
		} else {
			finished = append(finished, run)
		}
	}
	all, err := r.Runs(store.RunQuery{})
	require.NoError(rt, err)
	require.True(rt, slices.EqualFunc(m.runs, all, func(a, b store.Run) bool { return a.ID == b.ID && a.Account == b.Account }))
	some, err := r.Runs(store.RunQuery{Status: "finished", Limit: 2})
	require.NoError(rt, err)
	require.Equal(rt, finished[:min(2, len(finished))], some[:len(some):len(some)])
	counts, err := r.CountRuns()
	require.NoError(rt, err)
	require.Equal(rt, running, counts)
}
