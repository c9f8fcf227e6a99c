package api_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

func TestGoalsShowTheComparison(t *testing.T) {
	t.Parallel()
	within, err := calendar.Parse("45d")
	require.NoError(t, err)
	f := &fake{effects: []engine.Effect{{
		Playbook: "rescue", Goal: "healthy", Definition: &dsl.Goal{Event: "renewed", Within: within}, Current: true,
		Treated:    engine.Group{Enrolments: 9, Units: 8, Already: 1, Lost: 1, Tracked: 2, Over: 4, Reached: 3},
		Comparison: engine.Comparison{Verdict: engine.Unclear, Sentence: "Too few.", Difference: number(0.5), Low: number(-0.1), High: number(0.9)},
	}}}
	h := serve(f, api.Options{})
	a := call(h, "GET", "/v1/goals?playbook=rescue&from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z", "")
	require.Equal(t, 200, a.status, a.body)
	require.JSONEq(t, `{"items": [{
		"playbook": "rescue", "goal": "healthy", "event": "renewed", "within": "45d", "current": true,
		"treated": {"enrolments": 9, "enrolled": 8, "already": 1, "lost": 1, "watched": 2, "over": 4, "reached": 3, "share": 0.75},
		"control": {"enrolments": 0, "enrolled": 0, "already": 0, "lost": 0, "watched": 0, "over": 0, "reached": 0, "share": null},
		"verdict": "unclear", "sentence": "Too few.", "difference": 0.5, "low": -0.1, "high": 0.9
	}]}`, a.body)
	asked := f.asked.(engine.EffectQuery)
	require.Equal(t, "rescue", asked.Playbook)
	require.True(t, day(0).Equal(asked.From))
	require.True(t, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC).Equal(asked.To))

	require.Equal(t, 422, call(h, "GET", "/v1/goals?from=friday", "").status)
	f.err = errors.New("the disk is gone")
	p := decode[problem](t, call(h, "GET", "/v1/goals", ""))
	require.Equal(t, 500, p.Status)
	require.NotContains(t, p.Detail, "disk")
}
