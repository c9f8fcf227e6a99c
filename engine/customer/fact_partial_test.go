package customer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wider is metrics that are added to the company.
const wider = `
metric "tickets_20d" {
  event  = "ticket"
  window = "20d"
}
metric "ever" {
  event = "nps"
  max   = "event.score"
}
metric "rate" { value = "metric.tickets_20d / account.seats" }
`

// edited is a customer of 50 days whose workspace gets these parts, when its log is whole from an instant on.
func edited(t *testing.T, whole time.Time, parts ...string) *scenario {
	t.Helper()
	st := customer(t)
	for _, day := range []string{"5d", "45d", "49d"} {
		st.event(at(day), "ticket", "level", 5.0)
		st.event(at(day), "nps", "score", 9.0)
		st.event(at(day), "used", "n", 1.0)
		st.login(at(day), "kim")
	}
	st.advance(at("50d"))
	st.log = slices.DeleteFunc(st.log, func(e Entry) bool { return e.Received.Before(whole) })
	st.core = New(load(t, append([]string{company}, parts...)...), 2, everSeen).RetainedSince(whole)
	st.core.Rebase(st.s, slices.Values(st.log), at("50d"))
	return st
}

func TestAMetricThatIsFilledBackSaysFromWhenItKnowsAll(t *testing.T) {
	t.Parallel()
	whole := at("40d")
	st := edited(t, whole, wider)
	want := map[string]time.Time{"tickets_20d": whole, "ever": whole, "rate": whole}
	require.Equal(t, want, st.core.Partial(st.s, at("50d")))
	require.InDelta(t, 2, st.fact(at("50d"), "metric", "tickets_20d"), 0)

	// A window of 20 days has buckets of six hours: the one in which the log begins leaves it within these.
	st.advance(at("60d"))
	require.Contains(t, st.core.Partial(st.s, at("60d")), "rate")
	st.advance(at("60d7h"))
	require.Equal(t, map[string]time.Time{"ever": whole}, st.core.Partial(st.s, at("60d7h")))
	require.Len(t, st.s.Partial, 2, "the window before isn't whole")
	st.core.newEvaluation(st.s, at("81d"), true).purge()
	require.Equal(t, map[string]time.Time{"ever": whole}, st.s.Partial, "what has no window stays so")
}

func TestWhatIsUnchangedIsWhole(t *testing.T) {
	t.Parallel()
	st := edited(t, at("40d"))
	require.Empty(t, st.core.Partial(st.s, at("50d")), "nothing was filled back")
	st = edited(t, at("40d"), wider)
	require.NotContains(t, st.s.Partial, "tickets_30d", "it counted all of it")

	st.core = New(load(t, company), 3, everSeen).RetainedSince(at("45d"))
	st.core.Rebase(st.s, slices.Values(st.log), at("50d"))
	require.Nil(t, st.s.Partial, "the metrics are gone")
}

func TestWhatNeverCountedAnythingIsTakenForNew(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.advance(at("50d"))
	st.core = New(load(t, company, wider), 2, everSeen).RetainedSince(at("1d"))
	st.core.Rebase(st.s, slices.Values(st.log), at("50d"))
	known := st.core.Partial(st.s, at("50d"))
	require.Contains(t, known, "last_nps", "nobody knows any more")
	require.NotContains(t, known, "tickets_20d", "its window is whole")
}

func TestAWholeLogMakesNothingPartial(t *testing.T) {
	t.Parallel()
	require.Nil(t, edited(t, time.Time{}, wider).s.Partial)
	require.Nil(t, edited(t, start, wider).s.Partial, "the account began when logs did")
	require.NotNil(t, edited(t, start.Add(time.Second), wider).s.Partial)
}

func TestAChangedPlanKeepsWhatTheLogHasLost(t *testing.T) {
	t.Parallel()
	changed := strings.ReplaceAll(company, `due   = "7d"`, `due   = "9d"`)
	for name, whole := range map[string]time.Time{
		"nothing": {}, "the start": at("2d"), "half of it": at("4d"), "all of it": at("40d"),
	} {
		st := customer(t)
		st.event(at("1d"), "contract_signed")
		st.login(at("2d"), "a", "b")
		st.event(at("3d"), "connected")
		st.event(at("5d"), "met", "purpose", "kickoff")
		st.advance(at("50d"))
		st.log = slices.DeleteFunc(st.log, func(e Entry) bool { return e.Received.Before(whole) })
		st.core = New(load(t, changed), 2, everSeen).RetainedSince(whole)
		st.core.Rebase(st.s, slices.Values(st.log), at("50d"))
		p := st.s.Plans["onboarding"]
		require.Equal(t, at("1d"), p.Started, name)
		require.Equal(t, map[string]time.Time{"adopted": at("2d"), "connected": at("3d"), "kickoff": at("5d")}, p.Reached, name)
		require.Equal(t, at("5d"), p.Completed, name)
	}
}

func TestWhySaysWhatIsPartial(t *testing.T) {
	t.Parallel()
	whole := at("40d")
	reader := play("p", `  trigger "becomes" { when = "change.tickets_20d > 1 && metric.tickets_30d > 100" }`)
	st := edited(t, whole, wider, reader)
	none := func(string) *Entry { return nil }
	for now, want := range map[string]map[string]time.Time{
		"50d": {"change.tickets_20d": whole}, "79d": {"change.tickets_20d": whole}, "81d": {},
	} {
		w, err := st.core.Why(st.s, "p", at(now), none)
		require.NoError(t, err)
		require.Equal(t, want, w.Partial, now)
	}
}
