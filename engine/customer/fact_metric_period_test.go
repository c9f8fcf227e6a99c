package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCalendarWindowsEndWithTheirPeriod(t *testing.T) {
	t.Parallel()
	st := newScenario(t, visits)
	st.event(at("1d"), "visit")
	st.event(at("2d"), "visit")
	april := time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC) // clocks went forward in between
	require.Equal(t, april, st.s.NextDue)
	require.InDelta(t, 2, st.fact(april.Add(-time.Second), "metric", "visits"), 0)
	require.Equal(t, "seen", st.s.Tier)
	require.InDelta(t, 0, st.fact(april, "metric", "visits"), 0)
	require.Equal(t, "unseen", st.s.Tier)
	require.Nil(t, st.fact(april, "previous", "visits"), "the account began in the middle of March")
	may := time.Date(2026, 4, 30, 22, 0, 0, 0, time.UTC)
	st.event(april, "visit")
	require.InDelta(t, 1, st.fact(may, "previous", "visits"), 0, "April is the first whole month")
	require.InDelta(t, -1, st.fact(may, "change", "visits"), 0)
}

func TestAnotherZoneIsAnotherCalendar(t *testing.T) {
	t.Parallel()
	st := newScenario(t, visits)
	night := time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC) // April in Berlin, March in New York
	st.event(night, "visit")
	later := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	require.InDelta(t, 1, st.fact(later, "metric", "visits"), 0)
	c := New(load(t, `workspace { time_zone = "America/New_York" }`, visits[len("\nworkspace { time_zone = \"Europe/Berlin\" }"):]), 2, everSeen)
	c.Rebase(st.s, func(yield func(Entry) bool) { yield(st.log[0]) }, later)
	st.core = c
	require.InDelta(t, 0, st.fact(later, "metric", "visits"), 0)
}

// visits is a metric over the current month, and a tier that reads it.
const visits = `
workspace { time_zone = "Europe/Berlin" }
event "visit" {}
metric "visits" {
  event  = "visit"
  window = "month"
}
tier "seen" { when = "metric.visits > 0" }
tier "unseen" {}`
