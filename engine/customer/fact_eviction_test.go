package customer

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// heldSegment is one of contacts that they enter some time after they have become it.
const heldSegment = `
segment "regular" {
  of   = "contact"
  when = "metric.logins_7d >= 2"
  hold = "2h"
}
`

// full is an account of which as many people are remembered as may be, some of them strangers.
func full(tb testing.TB) *scenario {
	tb.Helper()
	st := customer(tb, ofContacts, heldSegment)
	var roles []string
	for i := range MaxContactFacts {
		roles = append(roles, fmt.Sprint("user", i), "user")
	}
	st.contacts(at("1h"), roles...)
	for i := range MaxContactFacts {
		st.take(at("2h"), fmt.Sprint("user", i+i/10*5), at("2h"))
	}
	st.core.Schedule(st.s)
	require.Len(tb, st.s.ContactFacts, MaxContactFacts)
	return st
}

// take has a contact log in as one of many events.
func (st *scenario) take(received time.Time, contact string, happened time.Time) []Decision {
	return st.core.Take(st.s, st.loggedIn(received, contact, happened))
}

func (st *scenario) loggedIn(received time.Time, contact string, happened time.Time) Entry {
	return Entry{Seq: st.s.Seq + 1, Source: "test", Type: "login", Account: "acme", Contact: contact, Time: happened, Received: received}
}

// What is worked out once for many events at one instant is what is worked out for each.
func TestManyEventsAtOneInstantAreAsEachByItself(t *testing.T) {
	t.Parallel()
	st := full(t)
	text, err := json.Marshal(st.s)
	require.NoError(t, err)
	rapid.Check(t, func(r *rapid.T) {
		many, each := *st, *st
		many.s, each.s = &State{}, &State{}
		require.NoError(r, json.Unmarshal(text, many.s))
		require.NoError(r, json.Unmarshal(text, each.s))
		now := many.s.Now
		for range rapid.IntRange(1, 3).Draw(r, "instants") {
			now = now.Add(rapid.SampledFrom([]time.Duration{time.Second, time.Hour, 3 * time.Hour, 9 * 24 * time.Hour}).Draw(r, "pause"))
			for range rapid.IntRange(1, 20).Draw(r, "events") {
				contact := fmt.Sprint(rapid.SampledFrom([]string{"user", "stranger"}).Draw(r, "who"), rapid.IntRange(0, 3000).Draw(r, "number"))
				happened := now.Add(-time.Duration(rapid.SampledFrom([]int{0, 1, 100, 1000}).Draw(r, "hours ago")) * time.Hour)
				e := many.loggedIn(now, contact, happened)
				if rapid.IntRange(0, 20).Draw(r, "update") == 0 {
					e.Type, e.Contact, e.Data = TypeAccountUpdated, "", data("contacts", []any{data("id", "user7"), data("id", "user8"), data("id", contact)})
				}
				each.s.evictionOrder, each.s.settled = nil, settled{}
				require.Equal(r, each.core.Apply(each.s, e), many.core.Take(many.s, e))
			}
			many.core.Schedule(many.s)
			require.Equal(r, each.s.NextDue, many.s.NextDue)
		}
		each.s.evictionOrder, each.s.settled, many.s.evictionOrder, many.s.settled = nil, settled{}, nil, settled{}
		require.Equal(r, each.s, many.s)
	})
}

// Of many events at one instant not each looks at everyone of whom something is remembered.
func TestManyEventsAtOneInstantLookAtEveryoneOnce(t *testing.T) {
	t.Parallel()
	st := full(t)
	now := at("3h")
	st.take(now, "stranger", now)
	gathered, room := st.s.evictionOrder, st.s.Crowded
	require.Equal(t, now, room)
	for i := range 5 * MaxContactFacts {
		st.take(now, fmt.Sprint("another", i), now)
		require.Zero(t, st.core.DueBy(st.s, now))
		require.True(t, st.s.unscheduled, "when to look again is worked out for each")
		require.Same(t, gathered, st.s.evictionOrder, "who makes room is worked out for each")
		require.Equal(t, settled{st.core, now}, st.s.settled, "whose time has come is worked out for each")
		require.LessOrEqual(t, len(gathered.touched), 1, "what is left is asked of more than those of whom something changed")
	}
	require.LessOrEqual(t, len(gathered.heap), MaxContactFacts)
}
