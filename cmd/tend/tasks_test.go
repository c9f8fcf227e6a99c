package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestTasksList(t *testing.T) {
	t.Parallel()
	due := at(3)
	open := api.Task{
		ID: "t-1", Account: "acme", Title: "Look", Assignee: "hana@example.com", Due: &due, Status: "open",
		Questions: map[string][]string{"cause": {"price", "people"}, "note": nil},
	}
	done := api.Task{ID: "t-2", Account: "acme", Title: "Call", Status: "completed", Answers: map[string]string{"cause": "price", "a": "b"}}
	s := script(t, map[string]any{
		"GET /v1/tasks?limit=500&status=open":                       api.List[api.Task]{Items: []api.Task{open}},
		"GET /v1/tasks?limit=500":                                   api.List[api.Task]{Items: []api.Task{open, done}},
		"GET /v1/tasks?account=acme&limit=2&run=r&status=completed": api.List[api.Task]{},
	})
	r := run("tasks", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		ID   ACCOUNT  TITLE  ASSIGNEE          DUE                  STATUS  ANSWERS
		t-1  acme     Look   hana@example.com  2026-04-03 09:00:00  open    cause=price|people note=…

		Times are in UTC.`, r.out)
	r = run("tasks", "--status", "all", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, "completed  a=b cause=price")
	r = run("tasks", "--status", "completed", "--account", "acme", "--run", "r", "--limit", "2", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "No tasks.\n", r.out)
}

func TestTasksShow(t *testing.T) {
	t.Parallel()
	due := at(3)
	s := script(t, map[string]any{"GET /v1/tasks/t-1": api.Task{
		ID: "t-1", Account: "acme", Title: "Look", Body: "First line\n\x1b[2Jsecond", Due: &due, Status: "open",
		Questions: map[string][]string{"cause": {"price", "people"}},
	}})
	r := run("tasks", "show", "t-1", "--engine", s.URL)
	require.NoError(t, r.err)
	for _, words := range []string{"t-1", "Look", "2026-04-03 09:00:00", "cause=price|people", "\nFirst line\n [2Jsecond\n"} {
		require.Contains(t, r.out, words)
	}
	r = run("tasks", "show", "t-1", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, `"title": "Look"`)
}

func TestTasksComplete(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"POST /v1/tasks/t-1/complete":   api.Task{ID: "t-1", Title: "Look", Status: "completed"},
		"POST /v1/tasks/a%2Fb/complete": refused{409, map[string]any{"detail": "the task was completed already, with other answers"}},
	})
	r := run("tasks", "complete", "t-1", "cause=price", "note=a=b", "n=9", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Completed: Look\n", r.out)
	require.JSONEq(t, `{"answers":{"cause":"price","note":"a=b","n":"9"}}`, s.bodies[0])
	r = run("tasks", "complete", "t-1", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, `"status": "completed"`)
	require.EqualError(t, run("tasks", "complete", "a/b", "--engine", s.URL).err, "the task was completed already, with other answers")
}
