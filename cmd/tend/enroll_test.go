package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

const enrolments = "POST /v1/playbooks/welcome/enrolments"

func TestEnrollNamedAccounts(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{enrolments: api.Enrolments{Looked: 3, Items: []api.Enrolment{
		{Account: "acme", Outcome: "enrolled", Run: "r-1", Detail: "hana asked for it."},
		{Account: "globex", Outcome: "skipped", Reason: "cooldown", Detail: "The cooldown lasts.", Repeated: true},
		{Account: "gone", Problem: `no account has the ID "gone"`},
	}}})
	r := run("enroll", "welcome", "acme", "globex", "gone", "--by", "hana", "--note", "fair", "--request", "r1", "--engine", s.URL)
	require.ErrorIs(t, r.err, errReported)
	requireTable(t, `
		ACCOUNT  OUTCOME   REASON    RUN  WHY
		acme     enrolled            r-1  hana asked for it.
		globex   skipped   cooldown       Asked before. The cooldown lasts.
		gone                              no account has the ID "gone"

		Of 3 accounts: 1 enrolled, 1 asked before, 1 not decided. Request r1.`, r.out)
	require.JSONEq(t, `{"members":[{"account":"acme"},{"account":"globex"},{"account":"gone"}],"by":"hana","note":"fair","request":"r1"}`, s.bodies[0])
}

func TestEnrollByAFilterGoesOnToItsEnd(t *testing.T) {
	t.Parallel()
	next := "more"
	parts := []any{
		api.Enrolments{Looked: 200, Next: &next, Items: []api.Enrolment{{Account: "a", Outcome: "enrolled"}, {Account: "b", Outcome: "enrolled"}}},
		api.Enrolments{Looked: 7, Items: []api.Enrolment{{Account: "c", Outcome: "skipped", Reason: "condition"}}},
	}
	s := script(t, map[string]any{enrolments: sequence(parts)})
	r := run("enroll", "welcome", "--where", "metric.visits == 0", "--preview", "--show", "2", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		ACCOUNT  OUTCOME   REASON  RUN  WHY
		a        enrolled
		b        enrolled

		A preview: nothing was changed. Of 207 accounts: 2 enrolled, 1 skipped (condition).`, r.out)
	var second api.EnrolmentRequest
	require.NoError(t, json.Unmarshal([]byte(s.bodies[1]), &second))
	require.Equal(t, "more", second.Cursor)
	require.Empty(t, second.Request)
}

func TestEnrollMakesUpItsRequestAndKeepsIt(t *testing.T) {
	t.Parallel()
	next := "more"
	s := script(t, map[string]any{enrolments: sequence{
		api.Enrolments{Looked: 1, Next: &next}, refused{503, map[string]any{"detail": "the engine is going away"}},
	}})
	r := run("enroll", "welcome", "--where", "true", "--engine", s.URL, "--output", "json")
	require.ErrorContains(t, r.err, "the engine is going away\nA part was done: the same command with --request ")
	require.Contains(t, r.out, `"looked": 1`)
	var first, second api.EnrolmentRequest
	require.NoError(t, json.Unmarshal([]byte(s.bodies[0]), &first))
	require.NoError(t, json.Unmarshal([]byte(s.bodies[1]), &second))
	require.NotEmpty(t, first.Request)
	require.Equal(t, first.Request, second.Request)
}

func TestEnrollNobody(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{enrolments: api.Enrolments{Looked: 1}})
	r := run("enroll", "welcome", "--where", "false", "--request", "r1", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Nobody satisfies the condition.\n\nOf 1 account: nobody. Request r1.\n", r.out)
	var usage usageError
	for _, args := range [][]string{
		{"enroll"}, {"enroll", "welcome"}, {"enroll", "welcome", "acme", "--where", "true"}, {"enroll", "welcome", "a", "b", "--contact", "c"},
	} {
		require.ErrorAs(t, run(append(args, "--engine", s.URL)...).err, &usage, args)
	}
}
