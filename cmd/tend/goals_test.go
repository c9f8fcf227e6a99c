package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestGoals(t *testing.T) {
	t.Parallel()
	share := 0.545454
	goals := api.Goals{Items: []api.Goal{
		{
			Playbook: "rescue", Goal: "healthy_again", When: "health.score >= 75", Within: "45d", Current: true,
			Treated:  api.GoalGroup{Enrolments: 60, Enrolled: 40, Already: 2, Lost: 1, Tracked: 15, Over: 22, Reached: 12, Share: &share},
			Control:  api.GoalGroup{Enrolled: 4, Tracked: 4},
			Sentence: "Too early to tell: in one of the groups nobody's time is over.",
		},
		{Playbook: "rescue", Goal: "renewed", Event: "renewed", When: "event.years > 1", Within: "90d", Sentence: "There is no control group to compare with."},
	}}
	s := script(t, map[string]any{
		"GET /v1/goals": goals,
		"GET /v1/goals?from=2026-04-01&playbook=none": api.Goals{},
	})
	r := run("goals", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, strings.TrimPrefix(`
rescue, goal healthy_again
health.score >= 75, within 45d

GROUP    ENROLLED  TRUE ALREADY  LOST  TIME LEFT  TIME OVER  REACHED  SHARE
treated  40        2             1     15         22         12       54.5 %
control  4         0             0     4          0          0        –

Too early to tell: in one of the groups nobody's time is over.

rescue, goal renewed, as it was before an edit
an event renewed with event.years > 1, within 90d

GROUP    ENROLLED  TRUE ALREADY  LOST  TIME LEFT  TIME OVER  REACHED  SHARE
treated  0         0             0     0          0          0        –
control  0         0             0     0          0          0        –

There is no control group to compare with.
`, "\n"), r.out)

	r = run("goals", "none", "--from", "2026-04-01", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, "No goals.")
	r = run("goals", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, `"enrolled": 40`)
	require.ErrorContains(t, run("goals", "--to", "soon", "--engine", s.URL).err, `--to "soon" isn't a time`)
}
