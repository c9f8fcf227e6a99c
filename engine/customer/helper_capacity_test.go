package customer

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sharedCapacity is a capacity made of a list of all runs, with the accounts that share it.
type sharedCapacity struct {
	tb    testing.TB
	core  *Core
	runs  []*capacityRun
	known map[string]*State
	seq   int64
	log   map[string][]Entry
	all   []Decision
	// waiting is the decisions that are pending, in the order in which they came.
	waiting []Decision
}

type capacityRun struct {
	id, account, playbook string
	started, ended        time.Time
}

func newSharedCapacity(tb testing.TB, src ...string) *sharedCapacity {
	tb.Helper()
	h := &sharedCapacity{tb: tb, known: map[string]*State{}, log: map[string][]Entry{}}
	h.core = New(load(tb, append([]string{company}, src...)...), 1, everSeen).With(h)
	return h
}

// nth is the n-th last of the instants.
func nth(all []time.Time, n int) time.Time {
	slices.SortFunc(all, func(a, b time.Time) int { return b.Compare(a) })
	if n > len(all) {
		return time.Time{}
	}
	return all[n-1]
}

// never is later than any end.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (h *sharedCapacity) Start(playbook string, n int, before time.Time) time.Time {
	var all []time.Time
	for _, r := range h.runs {
		if r.playbook == playbook && (before.IsZero() || r.started.Before(before)) {
			all = append(all, r.started)
		}
	}
	return nth(all, n)
}

func (h *sharedCapacity) End(playbook string, n int, before time.Time) (time.Time, bool) {
	var all []time.Time
	for _, r := range h.runs {
		if r.playbook == playbook && (before.IsZero() || r.started.Before(before)) {
			all = append(all, cmp.Or(r.ended, never))
		}
	}
	if at := nth(all, n); !at.Equal(never) {
		return at, false
	}
	return time.Time{}, true
}

// before reports whether a decision comes before another in a queue.
func before(a, b *Decision) bool {
	switch {
	case same(a.Order, b.Order):
		return a.At.Before(b.At)
	case a.Order == nil || b.Order == nil:
		return b.Order == nil
	}
	return *a.Order > *b.Order
}

func (h *sharedCapacity) Ahead(d *Decision, most int) int {
	own := *d
	i := slices.IndexFunc(h.waiting, func(w Decision) bool { return w.Occurrence == d.Occurrence })
	if i >= 0 {
		own.At = h.waiting[i].At
	}
	n := 0
	for j := range h.waiting {
		w := &h.waiting[j]
		if j != i && w.Queued && w.Playbook == d.Playbook && (before(w, &own) || !before(&own, w) && (i < 0 || j < i)) {
			n++
		}
	}
	return min(n, most)
}

// admit admits those who wait for the playbook "p" while there is capacity, as nothing else is due any more, and says
// when there will be capacity again.
func (h *sharedCapacity) admit(now time.Time) (called []Decision, next time.Time) {
	for range 1000 {
		var first *Decision
		for i := range h.waiting {
			if w := &h.waiting[i]; w.Queued && (first == nil || before(w, first)) {
				first = w
			}
		}
		if first == nil {
			return called, time.Time{}
		}
		at := h.core.AdmitAt(first)
		if over := slices.IndexFunc(h.waiting, h.lastChance(now)); at.After(now) && over >= 0 {
			first = &h.waiting[over]
			at = h.core.HoldUntil(first)
		}
		if at.After(now) {
			return called, at
		}
		s := h.known[first.Account]
		called = append(called, h.record(h.core.Admit(s, first.Occurrence, latest(at, s.Now)))...)
	}
	require.Fail(h.tb, "it calls without end")
	return nil, time.Time{}
}

// lastChance says who waits for capacity though the hold is over.
func (h *sharedCapacity) lastChance(now time.Time) func(Decision) bool {
	return func(d Decision) bool { return d.Queued && !h.core.HoldUntil(&d).After(now) }
}

func (h *sharedCapacity) record(decisions []Decision) []Decision {
	h.all = append(h.all, decisions...)
	for _, d := range decisions {
		i := slices.IndexFunc(h.waiting, func(w Decision) bool { return w.Occurrence == d.Occurrence })
		switch {
		case d.Outcome == Pending && i < 0:
			h.waiting = append(h.waiting, d)
		case d.Outcome == Pending:
			d.At, h.waiting[i] = h.waiting[i].At, d
			h.waiting[i].At = d.At
		case i >= 0:
			h.waiting = slices.Delete(h.waiting, i, i+1)
		}
		if d.Outcome == Enrol {
			h.runs = append(h.runs, &capacityRun{RunID(d.Occurrence), d.Account, d.Playbook, d.At, time.Time{}})
		}
	}
	return decisions
}

func (h *sharedCapacity) state(account string, now time.Time) *State {
	s := h.known[account]
	if s == nil {
		s = h.core.Fresh(account, now)
		h.known[account] = s
		h.apply(account, Entry{Source: SourceTend, Type: TypeAccountUpdated, Received: now, Data: data("attributes", data("status", "customer"))})
	}
	return s
}

// apply appends an entry to an account's log and folds it in.
func (h *sharedCapacity) apply(account string, e Entry) []Decision {
	h.seq++
	e.ID, e.Account, e.Seq = fmt.Sprint(h.seq), account, int64(len(h.log[account])+1)
	h.log[account] = append(h.log[account], e)
	return h.record(h.core.Apply(h.known[account], e))
}

// ticket sends a ticket of an account, and returns what was decided.
func (h *sharedCapacity) ticket(account string, now time.Time, pairs ...any) []Decision {
	h.state(account, now)
	return h.apply(account, Entry{Source: "test", Type: "ticket", Time: now, Received: now, Data: data(pairs...)})
}

// end ends a run of an account.
func (h *sharedCapacity) end(r *capacityRun, now time.Time) []Decision {
	r.ended = now
	return h.apply(r.account, Entry{
		Source: SourceTend, Type: TypeRunFinished, Time: now, Received: now, Data: data("playbook", r.playbook, "run", r.id),
	})
}

// seats makes an account known with its number of seats, by which the tests order.
func (h *sharedCapacity) seats(account string, n any, now time.Time) []Decision {
	h.state(account, now)
	return h.apply(account, Entry{
		Source: SourceTend, Type: TypeAccountUpdated, Received: now, Data: data("attributes", data("status", "customer", "seats", n)),
	})
}
