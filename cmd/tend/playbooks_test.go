package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestPlaybooksList(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{"GET /v1/playbooks?limit=500": api.List[api.Playbook]{Items: []api.Playbook{
		{Name: "rescue", Mode: "live", Running: 3, Paused: &api.Pause{At: at(2), By: "hana", Reason: "wrong\nlink"}},
		{Name: "welcome", Mode: "dry_run"},
	}}})
	r := run("playbooks", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		NAME     MODE     RUNNING  PAUSED
		rescue   live     3        2026-04-02 09:00:00 hana wrong link
		welcome  dry_run  0

		Times are in UTC.`, r.out)
	require.Contains(t, run("playbooks", "--engine", s.URL, "--output", "json").out, `"reason": "wrong\nlink"`)
}

func TestPlaybooksArePausedAndResumed(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"POST /v1/playbooks/rescue/pause":  api.Playbook{Name: "rescue", Mode: "live", Running: 1},
		"POST /v1/playbooks/rescue/resume": api.Playbook{Name: "rescue", Mode: "draft", Running: 2},
		"POST /v1/playbooks/rescu/pause":   refused{404, map[string]any{"detail": "there is no playbook \"rescu\""}},
	})
	r := run("playbooks", "pause", "rescue", "--reason", "wrong link", "--by", "hana", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Paused: rescue enrols nobody until it is resumed; 1 run in progress.\n", r.out)
	require.JSONEq(t, `{"reason":"wrong link","by":"hana"}`, s.bodies[0])
	r = run("playbooks", "resume", "rescue", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Resumed: rescue is no longer paused; 2 runs in progress. Its mode in the file is draft.\n", r.out)
	require.Contains(t, run("playbooks", "resume", "rescue", "--engine", s.URL, "--output", "json").out, `"name": "rescue"`)
	require.EqualError(t, run("playbooks", "pause", "rescu", "--engine", s.URL).err, `there is no playbook "rescu"`)
	var usage usageError
	require.ErrorAs(t, run("playbooks", "pause", "--engine", s.URL).err, &usage)
}
