package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/engine/customer/window"
)

const growth = `
attribute "account" "goal" { type = number }
attribute "account" "limit" { type = number }
event "signed" {}
event "kicked_off" {}
event "sent" { properties = { people = number } }
metric "reach" {
  event  = "sent"
  sum    = "event.people"
  window = "2d"
}
success_plan "growth" {
  starts = "signed"
  milestone "kickoff" { event = "kicked_off" }
  milestone "mailing" { event = "sent" }
  milestone "wide" { reached = "metric.reach >= 1000" }
  objective "reach" {
    target  = "account.goal"
    current = "metric.reach"
  }
  objective "restraint" {
    target  = "account.limit"
    current = "metric.reach"
    better  = "lower"
  }
}
tier "there" { when = "success_plan.growth.objectives.reach.reached" }
tier "stuck" { when = "success_plan.growth.days_in_stage >= 3" }
tier "way" {}
`

func TestObjectivesSayHowFarTheyAre(t *testing.T) {
	t.Parallel()
	st := newScenario(t, growth)
	st.update(at("1h"), map[string]any{"goal": 100.0})
	objectives := func(when time.Time) any { return st.fact(when, "success_plan", "growth", "objectives") }
	require.Equal(t, map[string]any{
		"reach":     map[string]any{"target": 100.0, "current": 0.0, "gap": 100.0, "reached": false},
		"restraint": map[string]any{"target": nil, "current": 0.0, "gap": nil, "reached": nil},
	}, objectives(at("1h")), "with or without the plan running")
	st.update(at("2h"), map[string]any{"goal": 100.0, "limit": 99.0})
	st.event(at("3h"), "sent", "people", 99.0)
	require.Equal(t, map[string]any{
		"reach":     map[string]any{"target": 100.0, "current": 99.0, "gap": 1.0, "reached": false},
		"restraint": map[string]any{"target": 99.0, "current": 99.0, "gap": 0.0, "reached": true},
	}, objectives(at("3h")))
	st.event(at("4h"), "sent", "people", 1.0)
	require.Equal(t, "there", st.s.Tier, "what reads an objective follows what it is made of")
	require.InDelta(t, 0, st.fact(at("4h"), "success_plan", "growth", "objectives", "reach", "gap"), 0)
	require.InDelta(t, 1, st.fact(at("4h"), "success_plan", "growth", "objectives", "restraint", "gap"), 0)
	w := window.Of("acme", duration(t, "2d"))
	require.Equal(t, "there", st.fact(w.Leaves(w.Bucket(at("3h"))).Add(-time.Second), "tier"))
	require.NotEqual(t, "there", st.fact(at("3d"), "tier"))
}

func TestDaysInAStage(t *testing.T) {
	t.Parallel()
	st := newScenario(t, growth)
	days := func(when time.Time) any { return st.fact(when, "success_plan", "growth", "days_in_stage") }
	st.update(at("1h"), map[string]any{"goal": 1e6})
	require.Nil(t, days(at("1h")))
	st.event(at("1d"), "signed")
	require.InDelta(t, 0, days(at("1d")), 0)
	st.event(at("2d"), "sent", "people", 1.0)
	require.InDelta(t, 2, days(at("3d")), 0, "the stage is still the kick-off")
	midnight := startOfDay(at("4d"), st.core.hours.Zone())
	require.Equal(t, "way", st.fact(midnight.Add(-time.Second), "tier"))
	require.Equal(t, "stuck", st.fact(midnight, "tier"))
	st.event(at("5d"), "kicked_off")
	require.Equal(t, "wide", st.fact(at("5d"), "success_plan", "growth", "stage"))
	require.InDelta(t, 0, days(at("5d")), 0)
	st.event(at("6d"), "sent", "people", 1000.0)
	require.Nil(t, days(at("6d")), "there is no stage left")
	require.Equal(t, true, st.fact(at("6d"), "success_plan", "growth", "completed"))
}
