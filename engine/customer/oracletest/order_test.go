package oracletest

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/customer"
)

// happening is an event before it arrives.
type happening struct {
	customer.Entry
	late time.Duration // how long after it happened it arrives, where events come out of order
}

// drawHappenings is events in the order in which they happened, no two at one instant: which of two that happen
// at once is the last is told by which comes first. There are no more of a type than a success plan remembers.
func drawHappenings(r *rapid.T) []happening {
	at := start
	var all []happening
	types := map[string]int{}
	for i := range rapid.IntRange(1, 30).Draw(r, "events") {
		at = at.Add(time.Millisecond + rapid.SampledFrom(pauses[:len(pauses)-2]).Draw(r, "pause"))
		e := numbered(drawEvent(r), i+2)
		if types[e.Type]++; types[e.Type] > customer.MaxInstants {
			break
		}
		e.Time, e.Account = at, account
		all = append(all, happening{e, rapid.SampledFrom(pauses[:len(pauses)-1]).Draw(r, "late by")})
	}
	return all
}

// orderless begins a story of a workspace that remembers nothing but events: it has no milestones that are reached
// by expressions, which are asked when something arrives, no holds, and no triggers that have a window.
func orderless(r *rapid.T) *scenario {
	draft := &draft{r: r, orderless: true}
	draft.draw()
	st := &scenario{r: r, draft: draft}
	st.core = customer.New(load(r, draft.text()), 1, seen)
	st.log = []customer.Entry{numbered(first(r), 1)}
	return st
}

// outcome is what comes of events that arrive in some order.
type outcome struct {
	state *customer.State
	// waited is what was decided when nothing arrived, until an entry brought a decision itself or the account to its
	// first level: from then on the order in which entries come matters.
	waited []customer.Decision
	moved  bool
}

// arrive has events arrive in some order.
func (st *scenario) arrive(arrivals []happening, until time.Time) outcome {
	o := outcome{state: st.core.Fresh(account, start)}
	st.core.Apply(o.state, st.log[0])
	wait := func(until time.Time) {
		if decided := st.core.Advance(o.state, until); !o.moved {
			o.waited = append(o.waited, decided...)
		}
	}
	for i, e := range arrivals {
		e.Seq = int64(i + 2)
		wait(e.Received)
		unplaced := o.state.Unplaced
		o.moved = len(st.core.Apply(o.state, e.Entry)) > 0 || !maps.Equal(unplaced, o.state.Unplaced) || o.moved
	}
	wait(until)
	return o
}

// sameFacts compares all facts but those of a past: which way the score came, and what runs.
func (st *scenario) sameFacts(a, b *customer.State, now time.Time) {
	st.r.Helper()
	was, is := st.core.Facts(a, now), st.core.Facts(b, now)
	for _, facts := range []map[string]any{was, is} {
		delete(facts, "running")
		health := facts["health"].(map[string]any)
		delete(health, "band")
		delete(health, "trend")
	}
	st.same("facts", was, is)
	for _, id := range people {
		st.same("facts of "+id, st.core.ContactFacts(a, id, now), st.core.ContactFacts(b, id, now))
	}
}

// However late events come, and in whichever order: when all are there, the facts are the same.
func TestLateEventsLeaveTheFactsEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		st := orderless(r)
		inTime, late := drawHappenings(r), []happening{}
		end := start
		for i := range inTime {
			inTime[i].Received = inTime[i].Time
			e := inTime[i]
			e.Received = e.Time.Add(e.late)
			end = latest(end, e.Received)
			late = append(late, e)
			st.log = append(st.log, e.Entry)
		}
		slices.SortStableFunc(late, func(a, b happening) int { return a.Received.Compare(b.Received) })
		end = end.Add(rapid.SampledFrom(pauses).Draw(r, "end"))
		st.sameFacts(st.arrive(inTime, end).state, st.arrive(late, end).state, end)
	})
}

// Events that arrive at one instant leave the same facts in whichever order they are taken, and unless they led
// to a decision or to a first level themselves, what is decided later is the same, too.
func TestTheOrderOfArrivalAtOneInstantLeavesFactsAndDecisionsEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		st := orderless(r)
		all, other := drawHappenings(r), []happening{}
		for rest := all; len(rest) > 0; {
			group := rest[:rapid.IntRange(1, min(4, len(rest))).Draw(r, "at once")]
			rest = rest[len(group):]
			for i := range group {
				group[i].Received = group[len(group)-1].Time
				st.log = append(st.log, group[i].Entry)
			}
			other = append(other, rapid.Permutation(group).Draw(r, "order")...)
		}
		end := all[len(all)-1].Received.Add(40 * 24 * time.Hour)
		a, b := st.arrive(all, end), st.arrive(other, end)
		st.sameFacts(a.state, b.state, end)
		if !a.moved && !b.moved {
			st.same("decisions", summary(a.waited), summary(b.waited))
		}
	})
}
