package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

func TestDerivedMetrics(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
attribute "account" "seats" { type = number }
attribute "account" "renewal" { type = date }
event "used" { properties = { n = number } }
metric "usage" {
  event  = "used"
  sum    = "event.n"
  window = "2d"
}
metric "share" { value = "metric.usage / account.seats" }
metric "percent" { value = "100 * metric.share" }
metric "left" { value = "days_until(account.renewal)" }
tier "full" { when = "metric.percent >= 50" }
tier "near" { when = "metric.left <= 1" }
tier "rest" {}`)
	st.event(at("1h"), "used", "n", 6.0)
	require.Nil(t, st.fact(at("1h"), "metric", "percent"), "what it is worked out from is missing")
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	st.update(at("2h"), map[string]any{"seats": 12.0, "renewal": "2026-03-20"})
	require.InDelta(t, 50, st.fact(at("2h"), "metric", "percent"), 0)
	require.Equal(t, "full", st.s.Tier)
	st.update(at("3h"), map[string]any{"seats": 0.0, "renewal": "2026-03-20"})
	require.Nil(t, st.fact(at("3h"), "metric", "share"), "dividing by nothing gives nothing")
	st.update(at("4h"), map[string]any{"seats": 12.0, "renewal": "2026-03-20"})

	w := window.Of("acme", duration(t, "2d"))
	leaves := w.Leaves(w.Bucket(at("1h")))
	require.Equal(t, "full", st.fact(leaves.Add(-time.Second), "tier"))
	require.Equal(t, "rest", st.fact(leaves, "tier"), "a derived metric changes with those that it reads")
	near := time.Date(2026, 3, 19, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "rest", st.fact(near.Add(-time.Second), "tier"))
	require.Equal(t, "near", st.fact(near, "tier"), "and with the day")
	require.NotContains(t, st.s.Metrics, "share", "nothing is remembered of it")
}

func TestGroupsReadMetrics(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
attribute "contact" "role" { type = string }
event "used" { properties = { n = number } }
metric "usage" {
  event  = "used"
  sum    = "event.n"
  window = "2d"
}
metric "twice" { value = "2 * metric.usage" }
contacts "busy" { when = "metric.twice >= 10" }
tier "served" { when = "len(contacts.busy) > 0" }
tier "rest" {}`)
	st.update(start, nil, data("id", "kim"))
	require.Equal(t, "rest", st.s.Tier)
	st.event(at("1h"), "used", "n", 5.0)
	require.Equal(t, "served", st.s.Tier)
	require.Equal(t, "rest", st.fact(at("5d"), "tier"))
}
