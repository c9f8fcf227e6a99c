package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// sending returns a script that reports the same of whatever is sent.
func sending(t *testing.T, report any) *scripted {
	t.Helper()
	return script(t, map[string]any{
		"GET /healthz":    api.Status{Status: "ok", Now: at(5)},
		"POST /v1/events": report,
	})
}

func TestSendSaysAllOfIt(t *testing.T) {
	t.Parallel()
	s := sending(t, api.EventReport{Accepted: 1})
	r := run("send", "nps_response", "--account", "acme", "--contact", "kenji", "--id", "e1", "--source", "crm",
		"--time", "2026-04-01T09:00:00+09:00", "score=9", "comment=Very good", "late=true", "tags=[1, \"a\"]", `code="12"`,
		"version=1.2.3", "zip=007", "a.b=c=d", "none=null", "huge=1e999", "long=9007199254740993", "empty=", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Accepted: e1\n", r.out)
	require.Equal(t, []string{"POST /v1/events"}, s.asked)
	require.JSONEq(t, `[{"id":"e1","source":"crm","type":"nps_response","account":"acme","contact":"kenji","time":"2026-04-01T09:00:00+09:00",
		"data":{"score":9,"comment":"Very good","late":true,"tags":[1,"a"],"code":"12","version":"1.2.3","zip":"007","a.b":"c=d","none":null,"huge":"1e999","long":"9007199254740993","empty":""}}]`, s.bodies[0])
}

func TestSendFillsInIDAndTime(t *testing.T) {
	t.Parallel()
	s := sending(t, api.EventReport{Accepted: 1})
	ids := map[string]bool{}
	for range 3 {
		require.NoError(t, run("send", "login", "--account", "acme", "--engine", s.URL).err)
		var events []map[string]any
		require.NoError(t, json.Unmarshal([]byte(s.bodies[len(s.bodies)-1]), &events))
		ids[events[0]["id"].(string)] = true
		require.NotContains(t, events[0], "source")
		got, err := time.Parse(time.RFC3339, events[0]["time"].(string))
		require.NoError(t, err)
		require.True(t, got.Equal(at(5)), "the engine's now")
	}
	require.Len(t, ids, 3)
}

func TestSendSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	rejected := api.EventReport{Rejected: []api.EventRejection{{Reason: `account "acme" is not known`}}}
	for name, tt := range map[string]struct {
		report   any
		out, err string
	}{
		"duplicate": {api.EventReport{Duplicates: 1}, "Known already: e1. Nothing was changed.\n", ""},
		"conflict":  {refused{422, api.EventReport{Conflicts: []api.EventConflict{{Source: "api", ID: "e1"}}}}, "", `the ID "e1" is known from "api" with other content: nothing was changed`},
		"stranger": {
			api.EventReport{Accepted: 1, UnknownContacts: []api.UnknownContact{{Account: "acme", Contact: "kenij"}}},
			"Accepted: e1\nThe account has no contact with the ID kenij: the event counts all the same.\n", "",
		},
		"rejected": {refused{422, rejected}, "", `the event was rejected: account "acme" is not known`},
		"refused":  {refused{422, map[string]any{"detail": "no"}}, "", "no"},
		"down":     {refused{503, map[string]any{"detail": "nothing was committed"}}, "", "nothing was committed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sending(t, tt.report)
			r := run("send", "login", "--account", "acme", "--contact", "kenij", "--id", "e1", "--engine", s.URL)
			require.Equal(t, tt.out, r.out)
			if tt.err == "" {
				require.NoError(t, r.err)
				return
			}
			require.EqualError(t, r.err, tt.err)
			require.NotErrorAs(t, r.err, &usageError{})
		})
	}
	s := sending(t, refused{422, rejected})
	r := run("send", "login", "--account", "acme", "--output", "json", "--engine", s.URL)
	require.Error(t, r.err)
	require.Contains(t, r.out, `"reason": "account \"acme\" is not known"`)
}
