package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestDecisionsList(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/decisions?limit=500": api.List[api.Decision]{Items: []api.Decision{
			{At: at(1), LastAt: at(1), Count: 1, Account: "acme", Playbook: "rescue", Trigger: "health_drop", Outcome: "enrolled", Run: "r-1"},
			{At: at(1), LastAt: at(4), Count: 3, Account: "acme", Playbook: "rescue", Trigger: "health_drop", Outcome: "skipped", Reason: "cooldown", Detail: "Too soon."},
			{At: at(5), LastAt: at(5), Count: 1, Account: "acme", Contact: "kim", Key: "m-1", Playbook: "remind", Trigger: "event", Outcome: "pending", Reason: "exclusive", Detail: "Another runs."},
		}},
		"GET /v1/decisions?account=acme&limit=500&outcome=skipped&playbook=rescue": api.List[api.Decision]{},
	})
	r := run("decisions", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		TIME                 ACCOUNT             PLAYBOOK  TRIGGER      OUTCOME   REASON     TIMES  RUN OR DETAIL
		2026-04-01 09:00:00  acme                rescue    health_drop  enrolled             1      r-1
		2026-04-04 09:00:00  acme                rescue    health_drop  skipped   cooldown   3      Too soon.
		2026-04-05 09:00:00  acme kim (key m-1)  remind    event        pending   exclusive  1      Another runs.

		Times are in UTC.`, r.out)
	r = run("decisions", "--account", "acme", "--playbook", "rescue", "--outcome", "skipped", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.JSONEq(t, `{"items":[],"next":null}`, r.out)
}
