package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/engine/customer/window"
)

func TestMilestonesInAnyOrder(t *testing.T) {
	t.Parallel()
	st := customer(t)
	require.Nil(t, st.fact(at("1h"), "success_plan", "onboarding", "stage"))
	require.Equal(t, false, st.fact(at("1h"), "success_plan", "onboarding", "completed"))

	st.event(at("1d"), "contract_signed")
	require.Equal(t, "kickoff", st.fact(at("1d"), "success_plan", "onboarding", "stage"))
	st.event(at("1d1h"), "met", "purpose", "visit")
	st.event(at("1d2h"), "connected")
	require.Equal(t, "kickoff", st.fact(at("1d2h"), "success_plan", "onboarding", "stage"))
	st.login(at("2d"), "a", "b")
	require.Equal(t, map[string]time.Time{"connected": at("1d2h"), "adopted": at("2d")}, st.s.Plans["onboarding"].Reached)

	st.event(at("2d1h"), "met", "purpose", "kickoff")
	require.Equal(t, at("2d1h"), st.s.Plans["onboarding"].Completed)
	require.Equal(t, true, st.fact(at("30d"), "success_plan", "onboarding", "completed"))
	require.Nil(t, st.fact(at("30d"), "success_plan", "onboarding", "stage"))
	require.InDelta(t, 1, st.fact(at("30d"), "success_plan", "onboarding", "days"), 0, "the days that it took")
}

func TestPlansStartWhenTheEventHappened(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.send(at("3d"), Entry{Type: "contract_signed", Time: at("1d")})
	require.Equal(t, at("1d"), st.s.Plans["onboarding"].Started)
	st.send(at("3d"), Entry{Type: "connected", Time: at("1d").Add(-time.Second)})
	require.Empty(t, st.s.Plans["onboarding"].Reached, "what happened before the start doesn't count")
	st.send(at("3d"), Entry{Type: "connected", Time: at("1d")})
	require.Equal(t, at("1d"), st.s.Plans["onboarding"].Reached["connected"])
	st.event(at("4d"), "contract_signed")
	require.Equal(t, at("1d"), st.s.Plans["onboarding"].Started, "a plan that runs isn't started again")
}

func TestPlansRestartAfterTheirEnd(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.event(at("1d"), "contract_signed")
	st.event(at("2d"), "met", "purpose", "kickoff")
	st.event(at("2d"), "connected")
	st.login(at("3d"), "a", "b")
	require.Equal(t, at("3d"), st.s.Plans["onboarding"].Completed)
	st.send(at("20d"), Entry{Type: "contract_signed", Time: at("2d")})
	require.Equal(t, at("1d"), st.s.Plans["onboarding"].Started, "a late copy from before the end")
	st.event(at("20d"), "contract_signed")
	plan := st.s.Plans["onboarding"]
	require.Equal(t, at("20d"), plan.Started)
	require.Empty(t, plan.Reached)
	require.True(t, plan.Completed.IsZero())
}

func TestMilestonesAreOverdueFromTheirInstantOn(t *testing.T) {
	t.Parallel()
	st := customer(t)
	// Friday 6 March 2026, 16:00 in Berlin. Two business days later is Tuesday the 10th, 18:00.
	signed := time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC)
	due := time.Date(2026, 3, 10, 17, 0, 0, 0, time.UTC)
	st.event(signed, "contract_signed")
	require.Equal(t, false, st.fact(due.Add(-time.Second), "success_plan", "onboarding", "overdue"))
	require.Equal(t, true, st.fact(due, "success_plan", "onboarding", "overdue"))
	require.Equal(t, []string{"kickoff"}, st.s.Plans["onboarding"].Overdue)
	st.send(due.Add(time.Hour), Entry{Type: "met", Data: data("purpose", "kickoff"), Time: due.Add(-time.Hour)})
	require.Empty(t, st.s.Plans["onboarding"].Overdue)
}

func TestDueDaysAreCivil(t *testing.T) {
	t.Parallel()
	st := customer(t)
	zone := st.core.hours.Zone()
	st.event(time.Date(2026, 3, 25, 10, 30, 0, 0, zone), "contract_signed")
	st.event(time.Date(2026, 3, 26, 10, 30, 0, 0, zone), "met", "purpose", "kickoff")
	due := time.Date(2026, 4, 1, 10, 30, 0, 0, zone) // an hour less than seven times 24 hours later
	require.Equal(t, false, st.fact(due.Add(-time.Second), "success_plan", "onboarding", "overdue"))
	require.Equal(t, true, st.fact(due, "success_plan", "onboarding", "overdue"))
}

func TestDaysCountTheDaysOfTheZone(t *testing.T) {
	t.Parallel()
	st := customer(t)
	midnight := time.Date(2026, 3, 4, 0, 0, 0, 0, st.core.hours.Zone())
	st.event(midnight.Add(-time.Minute), "contract_signed")
	require.InDelta(t, 0, st.fact(midnight.Add(-time.Second), "success_plan", "onboarding", "days"), 0)
	require.InDelta(t, 1, st.fact(midnight, "success_plan", "onboarding", "days"), 0)
}

func TestMilestonesAreReachedByTimeAlone(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
event "signed" {}
event "ticket" {}
metric "tickets" {
  event  = "ticket"
  window = "2d"
}
success_plan "calm" {
  starts = "signed"
  milestone "quiet" { reached = "metric.tickets == 0" }
}`)
	st.event(at("1d"), "ticket")
	require.True(t, st.s.NextDue.IsZero(), "the plan doesn't run yet")
	st.event(at("1d1h"), "signed")
	w := window.Of("acme", duration(t, "2d"))
	st.advance(at("9d"))
	require.Equal(t, w.Leaves(w.Bucket(at("1d"))), st.s.Plans["calm"].Completed)
	require.True(t, st.s.NextDue.IsZero(), "nor any more")
}
