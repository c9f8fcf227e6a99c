package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
)

const surveys = declarations + `
event "nps" { properties = { score = number } }
metric "nps_7d" {
  event  = "nps"
  avg    = "event.score"
  window = "7d"
}
metric "worst" {
  event = "nps"
  min   = "event.score"
}
metric "best" {
  event = "nps"
  max   = "event.score"
}
metric "first" {
  event = "nps"
  first = "event.score"
}
metric "this_month" {
  event    = "nps"
  distinct = "event.score"
  window   = "month"
  cap      = 2
}
metric "spread" { value = "metric.best - metric.worst" }

playbook "ask_why" {
  trigger "event" { event = "nps" }
  when = "metric.spread >= 5 && metric.nps_7d < 7"
  action "note" "why" { text = "best {{ metric.best }}, worst {{ metric.worst }}, first {{ metric.first }}" }
}
`

func TestMetricsOfEveryKindDecide(t *testing.T) {
	t.Parallel()
	h := newHarness(t, surveys)
	h.PutAccount("acme")
	for i, score := range []float64{8, 9, 3} {
		_, err := h.Engine.Ingest(t.Context(), []engine.Event{{
			ID: fmt.Sprint(i), Source: "test", Type: "nps", Account: "acme", Time: h.Clock.Now(), Data: map[string]any{"score": score},
		}})
		require.NoError(t, err)
		h.Work()
	}
	require.Equal(t, []string{"best 9, worst 3, first 8"}, h.Notes.Texts)
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.InDelta(t, 2, view.Metrics["this_month"], 0, "the third is beyond the cap")
	require.Equal(t, []string{"this_month"}, view.Inexact)

	h.Advance(25 * 24 * time.Hour) // it is May
	view, err = h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Nil(t, view.Metrics["nps_7d"])
	require.InDelta(t, 0, view.Metrics["this_month"], 0)
	require.InDelta(t, 6, view.Metrics["spread"], 0)
}
