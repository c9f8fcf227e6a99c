package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// names is who was decided about, and how: "a enrolled".
func names(decisions []Decision) []string {
	lines := []string{}
	for _, d := range decisions {
		lines = append(lines, strings.TrimSpace(d.Account+" "+string(d.Outcome)+" "+string(d.Reason)))
	}
	return lines
}

func TestWhoWaitsForRoomGetsItInTheOrderInWhichTheyCame(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo("quota = \"2 per day\"\nhold = \"5d\""))
	for i, account := range []string{"d", "c", "b", "a", "e"} {
		h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute))
	}
	require.Equal(t, []string{"b pending quota", "a pending quota", "e pending quota"}, names(h.waiting))
	midnight := berlin("2026-03-04 00:00:00")
	called, next := h.admit(midnight.Add(-time.Second))
	require.Empty(t, called)
	require.Equal(t, midnight, next)

	// Who comes when there is room, but before those who wait were called, comes after them.
	require.Equal(t, []string{"f pending turn"}, names(h.ticket("f", midnight)))
	require.Equal(t, "There is room, but for others who wait and come first: 2.", h.waiting[3].Detail)
	called, next = h.admit(midnight)
	require.Equal(t, []string{"b enrolled", "a enrolled"}, names(called))
	require.Equal(t, midnight, called[0].At)
	require.Equal(t, berlin("2026-03-05 00:00:00"), next)

	// Places of days on which nothing was evaluated are given for these days.
	called, _ = h.admit(berlin("2026-03-07 12:00:00"))
	require.Equal(t, []string{"e enrolled", "f enrolled"}, names(called))
	require.Equal(t, berlin("2026-03-05 00:00:00"), called[1].At)
	require.Empty(t, h.waiting)
}

func TestAPlaceIsThereWhenARunEnds(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo("max_running = 1\nhold = \"2d\""))
	for i, account := range []string{"a", "b", "c"} {
		h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute))
	}
	called, next := h.admit(at("1d"))
	require.Empty(t, called)
	require.Equal(t, at("2d1h").Add(time.Minute), next, "nobody knows when a run ends: the first hold is over before")
	h.end(h.runs[0], at("1d"))
	called, _ = h.admit(at("1d1m"))
	require.Equal(t, []string{"b enrolled"}, names(called))
	require.Equal(t, at("1d"), called[0].At)
	over := at("2d1h").Add(2 * time.Minute)
	s := h.known["c"]
	require.Empty(t, h.record(h.core.Advance(s, over.Add(-time.Second))))
	require.Equal(t, []string{"c skipped max_running"}, names(h.record(h.core.Advance(s, over))))
}

func TestTheHighestComesFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hold   string
		called []string
	}{
		"skipped": {"", []string{"e enrolled", "c enrolled", "a skipped quota", "b skipped quota", "d skipped quota"}},
		"kept":    {"hold = \"1d\"", []string{"e enrolled", "c enrolled"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newSharedCapacity(t, limitedTo("quota = \"2 per day\"\norder_by = \"account.seats\"\n"+c.hold))
			for account, n := range map[string]any{"a": 1.0, "b": 1.0, "c": 2.0, "d": nil, "e": 3.0} {
				h.seats(account, n, start)
			}
			for _, account := range []string{"d", "a", "b", "c", "e"} {
				require.Equal(t, []string{account + " pending turn"}, names(h.ticket(account, at("1h"))))
			}
			called, _ := h.admit(at("1h"))
			require.Equal(t, c.called, names(called))
			require.Equal(t, at("1h"), called[0].At)
			if c.hold == "" {
				require.Empty(t, h.waiting)
				require.Empty(t, h.known["a"].Held)
				return
			}
			// Who waits moves when the value changes.
			require.Equal(t, []string{"d pending quota"}, names(h.seats("d", 9.0, at("2h"))))
			called, _ = h.admit(berlin("2026-03-04 00:00:00"))
			require.Equal(t, []string{"d enrolled", "a enrolled"}, names(called))
		})
	}
}

func TestARuleThatRefusesMeanwhileLetsTheNextOneHaveThePlace(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, play("p", onTicket+"\nwhen = \"account.seats > 1\"\nenroll {\n quota = \"1 per day\"\n hold = \"5d\"\n}"))
	for i, account := range []string{"a", "b", "c"} {
		h.seats(account, 5.0, start)
		h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute))
	}
	h.seats("b", 1.0, at("2h"))
	called, _ := h.admit(berlin("2026-03-04 00:00:00"))
	require.Equal(t, []string{"b skipped condition", "c enrolled"}, names(called))
}

func TestAQueueOutlivesThatItsPlaybookIsEdited(t *testing.T) {
	t.Parallel()
	const rules = "hold = \"5d\"\n"
	for name, c := range map[string]struct {
		then   string
		called []string
	}{
		"more room":   {limitedTo(rules + `quota = "2 per day"`), []string{"b enrolled"}},
		"no limit":    {limitedTo(rules), []string{"b enrolled", "c enrolled"}},
		"paused":      {strings.Replace(limitedTo(rules), "trigger", "mode = \"paused\"\ntrigger", 1), []string{"b pending paused", "c pending paused"}},
		"not kept":    {limitedTo("quota = \"1 per day\""), []string{"b skipped quota", "c skipped quota"}},
		"not there":   {play("q", onTicket), []string{"b skipped trigger_gone", "c skipped trigger_gone"}},
		"not changed": {limitedTo(rules + `quota = "1 per day"`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newSharedCapacity(t, limitedTo(rules+`quota = "1 per day"`))
			for i, account := range []string{"a", "b", "c"} {
				h.ticket(account, at("1h").Add(time.Duration(i)*time.Minute))
			}
			h.core = New(load(t, company, c.then), 2, everSeen).With(h)
			called := []Decision{}
			for _, account := range []string{"a", "b", "c"} {
				h.core.Rebase(h.known[account], nil, at("2h"))
				called = append(called, h.record(h.core.Advance(h.known[account], at("3h")))...)
			}
			if h.core.playbooksByName["p"] != nil {
				again, _ := h.admit(at("3h"))
				called = append(called, again...)
			}
			called = slices.DeleteFunc(called, func(d Decision) bool { return d.Outcome == Pending && d.Queued })
			require.ElementsMatch(t, c.called, names(called))
		})
	}
}

// Who waits moves by an edit of the order when it is in force, though what it reads moved before.
func TestAnEditOfTheOrderMovesWhoWaits(t *testing.T) {
	t.Parallel()
	ordered := func(by string) string {
		return limitedTo(fmt.Sprintf("quota = \"1 per month\"\nhold = \"14d\"\norder_by = %q", by))
	}
	h := newSharedCapacity(t, ordered("metric.bad_tickets_2d"))
	h.ticket("a", at("1h"))
	h.admit(at("1h"))
	h.ticket("b", at("2h"), "level", 3.0)
	h.admit(at("2h"))
	b := h.known["b"]
	require.True(t, b.Held[0].Queued)
	h.core = New(load(t, company, ordered("metric.bad_tickets_2d > 5 ? 9 : 4")), 2, everSeen).With(h)
	h.core.Rebase(b, slices.Values(h.log["b"]), at("4d"))
	moved := h.core.Advance(b, at("4d"))
	require.Equal(t, []string{"b pending quota"}, names(moved))
	require.Equal(t, at("4d"), moved[0].At)
	require.InDelta(t, 4, *moved[0].Order, 0)
}

// However accounts come, no limit is broken, places don't stay free while somebody waits, and who gets one comes
// before all who still wait.
func TestQueuesAreFairAndExact(t *testing.T) {
	t.Parallel()
	cores := map[string]*Core{}
	rapid.Check(t, func(r *rapid.T) {
		most, n := rapid.IntRange(1, 3).Draw(r, "max_running"), rapid.IntRange(1, 3).Draw(r, "quota")
		rules := fmt.Sprintf("max_running = %d\n quota = \"%d per %s\"\n", most, n, rapid.SampledFrom([]string{"day", "6h", "2d"}).Draw(r, "per"))
		rules += rapid.SampledFrom([]string{"hold = \"3d\"", "hold = \"3d\"\norder_by = \"account.seats\""}).Draw(r, "more")
		h := &sharedCapacity{tb: t, known: map[string]*State{}, log: map[string][]Entry{}}
		if cores[rules] == nil {
			cores[rules] = New(load(t, company, limitedTo(rules)), 1, everSeen)
		}
		h.core = cores[rules].With(h)
		now := berlin("2026-03-27 12:00:00")
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3600, 9*3600 + 1, 30 * 3600}).Draw(r, "seconds")) * time.Second)
			account := fmt.Sprint(rapid.IntRange(0, 9).Draw(r, "account"))
			for _, known := range slices.Sorted(maps.Keys(h.known)) {
				h.record(h.core.Advance(h.known[known], now))
			}
			switch going := h.inProgress(now); rapid.IntRange(0, 3).Draw(r, "what") {
			case 0:
				if len(going) > 0 {
					h.end(rapid.SampledFrom(going).Draw(r, "run"), now)
				}
			case 1:
				h.seats(account, rapid.SampledFrom([]any{nil, 1.0, 2.0, 3.0}).Draw(r, "seats"), now)
			default:
				for _, d := range h.ticket(account, now) {
					if d.Outcome == Enrol && !d.WasHeld() {
						h.admit(now)
						require.False(r, h.queued(), "%s came and got a place, and there was none for others who waited", account)
					}
				}
			}
			if rapid.Bool().Draw(r, "called") {
				h.requireFair(r, now)
			}
		}
		h.requireLimits(r, most, n)
		h.requirePast(r)
	})
}

// queued reports whether anybody waits for capacity.
func (h *sharedCapacity) queued() bool {
	return slices.ContainsFunc(h.waiting, func(w Decision) bool { return w.Queued })
}

// requirePast requires that the fold of the past comes to a decision that was taken, whatever has started since. Of who waits
// for room the past knows the order only nearly, so that one in thousands of them is told otherwise.
func (h *sharedCapacity) requirePast(r *rapid.T) {
	if len(h.all) == 0 {
		return
	}
	d := rapid.SampledFrom(h.all).Draw(r, "decision")
	past := Past{Entries: func(yield func(Entry) bool) error {
		for _, e := range h.log[d.Account] {
			if !yield(e) {
				break
			}
		}
		return nil
	}}
	alone := 0
	for _, one := range h.all {
		if one.Account == d.Account && one.At.Equal(d.At) {
			alone++
		}
		if one.Account == d.Account && (one.Outcome == Enrol || one.Outcome == Skip && one.WasHeld()) {
			past.Decided = append(past.Decided, one)
		}
		if one.Occurrence == d.Occurrence && one.At.Equal(d.At) {
			d = one // It may have been called at the moment at which it came.
		}
	}
	if d.Outcome == Pending && d.Queued {
		return
	}
	w, err := h.core.WhyAt(d.Account, "p", past, d.At)
	require.NoError(r, err)
	i := slices.IndexFunc(w.Cases, func(c Case) bool { return c.Decision != nil && c.Decision.Occurrence == d.Occurrence })
	require.GreaterOrEqual(r, i, 0, "the decision is explained")
	told := w.Cases[i].Decision
	require.Equal(r, d.Outcome, told.Outcome)
	// Who else came at this very moment, and when in it somebody was called, isn't known.
	forRoom := []Reason{ReasonTurn, ReasonQuota, ReasonMaxRunning}
	if alone == 1 && !(slices.Contains(forRoom, d.Reason) && slices.Contains(forRoom, told.Reason)) {
		require.Equal(r, d.Reason, told.Reason)
	}
}

func (h *sharedCapacity) requireFair(r *rapid.T, now time.Time) {
	waited := slices.Clone(h.waiting)
	called, _ := h.admit(now)
	for _, d := range called {
		i := slices.IndexFunc(waited, func(w Decision) bool { return w.Occurrence == d.Occurrence })
		if d.Outcome != Enrol {
			continue
		}
		for j := range h.waiting {
			w := &h.waiting[j]
			require.False(r, w.Queued && before(w, &waited[i]), "%s is enrolled, and %s came first", d.Account, w.Account)
		}
	}
	for _, w := range h.waiting {
		at, ok := h.core.Vacant("p", w.At)
		require.False(r, w.Queued && ok && !at.After(now), "%s waits, and there is room since %s", w.Account, at)
	}
}

// What a place led to may be over within the instant at which it was given: its end tells that it was.
func TestThePastOfPlacesThatAreGivenAndTakenAtOneInstant(t *testing.T) {
	t.Parallel()
	h := newSharedCapacity(t, limitedTo("max_running = 1\nhold = \"3d\"\norder_by = \"account.seats\""))
	h.ticket("a", at("1h"))
	h.admit(at("1h"))
	h.ticket("b", at("2h"))
	h.ticket("b", at("2h"))
	now := at("3h")
	for _, r := range []string{"a", "b", "b"} {
		i := slices.IndexFunc(h.runs, func(run *capacityRun) bool { return run.account == r && run.ended.IsZero() })
		h.end(h.runs[i], now)
		h.admit(now)
	}
	given := slices.DeleteFunc(slices.Clone(h.all), func(d Decision) bool { return d.Account != "b" || d.Outcome != Enrol })
	require.Len(t, given, 2)
	require.Equal(t, []time.Time{now, now}, []time.Time{given[0].At, given[1].At})
	past := Past{Decided: given, Entries: func(yield func(Entry) bool) error {
		for _, e := range h.log["b"] {
			if !yield(e) {
				break
			}
		}
		return nil
	}}
	w, err := h.core.WhyAt("b", "p", past, now)
	require.NoError(t, err)
	require.Len(t, w.Cases, 2)
	for i, c := range w.Cases {
		require.Equal(t, given[i].Occurrence, c.Decision.Occurrence)
		require.Equal(t, Enrol, c.Decision.Outcome)
	}
}
