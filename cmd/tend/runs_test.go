package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestRunsList(t *testing.T) {
	t.Parallel()
	runs := api.List[api.Run]{Items: []api.Run{
		{ID: "r-1", Account: "acme", Playbook: "rescue", Status: "running", Started: at(1), At: "review: waiting"},
		{ID: "r-2", Account: "globex", Playbook: "rescue", Status: "finished", Outcome: "recovered", Started: at(2)},
	}}
	s := script(t, map[string]any{
		"GET /v1/runs?limit=500": runs,
		"GET /v1/runs?account=acme&limit=500&playbook=rescue&status=running": api.List[api.Run]{Items: runs.Items[:1]},
	})
	r := run("runs", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		ID   ACCOUNT  PLAYBOOK  STATUS    OUTCOME    STARTED              AT
		r-1  acme     rescue    running              2026-04-01 09:00:00  review: waiting
		r-2  globex   rescue    finished  recovered  2026-04-02 09:00:00

		Times are in UTC.`, r.out)
	r = run("runs", "--engine", s.URL, "--account", "acme", "--playbook", "rescue", "--status", "running", "--output", "json")
	require.NoError(t, r.err)
	var list api.List[api.Run]
	require.NoError(t, json.Unmarshal([]byte(r.out), &list))
	require.Len(t, list.Items, 1)
}

func TestRunsShow(t *testing.T) {
	t.Parallel()
	ended := at(3)
	s := script(t, map[string]any{"GET /v1/runs/r-1": api.RunDetail{
		Run: api.Run{
			ID: "r-1", Account: "acme", Playbook: "rescue", PlanHash: "0123456789abcdef", Status: "finished",
			Outcome: "completed", Started: at(1), Ended: &ended,
		},
		Timeline: []api.Line{
			{At: at(1), Code: "started", Text: "Health fell from 80 to 60."},
			{At: at(2), Step: "review", Code: "failed", Text: "550 no \x1b[31msuch\x1b[0m\nuser"},
		},
	}})
	r := run("runs", "show", "r-1", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		Run       r-1
		Account   acme
		Playbook  rescue
		Plan      0123456789
		Status    finished
		Outcome   completed
		Started   2026-04-01 09:00:00
		Ended     2026-04-03 09:00:00

		TIME                 STEP    WHAT     TEXT
		2026-04-01 09:00:00          started  Health fell from 80 to 60.
		2026-04-02 09:00:00  review  failed   550 no  [31msuch [0m user

		Times are in UTC.`, r.out)
	r = run("runs", "show", "r-1", "--engine", s.URL, "--output", "json")
	require.NoError(t, r.err)
	var detail api.RunDetail
	require.NoError(t, json.Unmarshal([]byte(r.out), &detail))
	require.Equal(t, "0123456789abcdef", detail.PlanHash)
	require.Len(t, detail.Timeline, 2)
}
