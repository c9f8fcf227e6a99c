package storetest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// waits returns a decision that is queued, with an order or without (0).
func waits(account string, minute int, order float64) customer.Decision {
	d := decision(account, minute, customer.Pending, customer.ReasonQuota)
	if d.Queued = true; order != 0 {
		d.Order = &order
	}
	return d
}

// queue returns the occurrences of those who wait for a playbook.
func queue(t *testing.T, s store.Store, playbook string, limit int) []string {
	t.Helper()
	return occurrences(read(t, s, func(r store.Reader) ([]store.DecisionRow, error) { return r.Queue(playbook, limit) }))
}

func occurrences(rows []store.DecisionRow) []string {
	all := []string{}
	for _, row := range rows {
		all = append(all, row.Occurrence)
	}
	return all
}

func queueTest(t *testing.T, s store.Store) {
	require.Empty(t, read(t, s, store.Reader.Queues))
	other := waits("b", 9, 1)
	other.Playbook = "another"
	decide(t, s, waits("a", 1, 0), waits("a", 5, 2), waits("a", 4, 2), waits("b", 3, -7.5), waits("b", 2, 0), waits("b", 6, 8), other,
		skip("a", 7, customer.ReasonQuota), decision("a", 8, customer.Pending, customer.ReasonPaused))
	want := []string{"b/6", "a/4", "a/5", "b/3", "a/1", "b/2"}
	require.Equal(t, want, queue(t, s, "rescue", 0))
	require.Equal(t, want[:2], queue(t, s, "rescue", 2))
	require.Equal(t, []string{"another", "rescue"}, read(t, s, store.Reader.Queues))
	longest := read(t, s, func(r store.Reader) ([]store.DecisionRow, error) { return r.LongestQueued("rescue", 4) })
	require.Equal(t, []string{"a/1", "b/2", "b/3", "a/4"}, occurrences(longest))
	first := read(t, s, func(r store.Reader) ([]store.DecisionRow, error) { return r.Queue("rescue", 1) })[0]
	require.Equal(t, waits("b", 6, 8), first.Decision)

	moved, done := waits("b", 2, 9), decision("b", 6, customer.Enrol, "")
	moved.At, done.At = after(20), after(21)
	decide(t, s, moved, done)
	require.Equal(t, []string{"b/2", "a/4", "a/5", "b/3", "a/1"}, queue(t, s, "rescue", 0))
	other.Queued, other.Order = false, nil
	decide(t, s, other)
	require.Equal(t, []string{"rescue"}, read(t, s, store.Reader.Queues))
}

func pausedTest(t *testing.T, s store.Store) {
	require.Empty(t, read(t, s, store.Reader.PausedPlaybooks))
	held := func(account, playbook string, minute int) customer.Decision {
		d := decision(account, minute, customer.Pending, customer.ReasonPaused)
		d.Playbook = playbook
		return d
	}
	decide(t, s, held("a", "p", 1), held("a", "q", 2), held("b", "p", 3), held("c", "p", 4), skip("a", 5, customer.ReasonPaused),
		decision("a", 6, customer.Pending, customer.ReasonCooldown), waits("a", 7, 1))
	paused := func(after int64, limit int) []store.DecisionRow {
		return read(t, s, func(r store.Reader) ([]store.DecisionRow, error) { return r.Paused("p", after, limit) })
	}
	require.Equal(t, []string{"p", "q"}, read(t, s, store.Reader.PausedPlaybooks))
	rows := paused(0, 0)
	require.Len(t, rows, 3)
	require.Equal(t, held("a", "p", 1), rows[0].Decision)
	require.Equal(t, rows[1:2], paused(rows[0].ID, 1))
	require.Empty(t, paused(rows[2].ID, 1))

	asked, other := held("b", "p", 3), held("a", "q", 2)
	asked.Reason, other.Outcome = customer.ReasonCooldown, customer.Enrol
	decide(t, s, asked, other)
	require.Equal(t, []store.DecisionRow{rows[0], rows[2]}, paused(0, 10))
	require.Equal(t, []string{"p"}, read(t, s, store.Reader.PausedPlaybooks))
}

func aheadTest(t *testing.T, s store.Store) {
	all := []customer.Decision{waits("a", 1, 0), waits("a", 4, 2), waits("b", 3, 1), waits("b", 2, 0), waits("b", 4, 2)}
	decide(t, s, all...)
	ahead := func(d customer.Decision, most int) int {
		return read(t, s, func(r store.Reader) (int, error) { return r.Ahead(d, most) })
	}
	order := queue(t, s, "rescue", 0)
	for _, d := range all {
		place := slices.Index(order, d.Occurrence)
		require.Equal(t, place, ahead(d, 10), d.Occurrence)
		require.Equal(t, min(place, 2), ahead(d, 2), d.Occurrence)
		d.At = after(50)
		require.Equal(t, place, ahead(d, 10), "the first instant counts: %s", d.Occurrence)
	}
	require.Equal(t, 0, ahead(waits("c", 1, 2), 10), "it fired first")
	require.Equal(t, 2, ahead(waits("c", 4, 2), 10), "a new one comes after those of the same order that fired before")
	require.Equal(t, 0, ahead(waits("c", 9, 3), 10))
	require.Equal(t, 5, ahead(waits("c", 9, 0), 10))
	require.Equal(t, 2, ahead(waits("b", 2, 1), 10), "with the order that it has now, and the instant that it had")
	require.Equal(t, 1, ahead(waits("a", 4, 1.5), 10), "it isn't ahead of itself")
	elsewhere := waits("c", 9, 0)
	elsewhere.Playbook = "another"
	require.Equal(t, 0, ahead(elsewhere, 10))
}
