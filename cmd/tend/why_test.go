package main

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// refusedForNow returns an answer with one of everything.
func refusedForNow() api.Why {
	return api.Why{
		Account: "acme", Playbook: "rescue", At: at(9), Summary: "No trigger has fired at this instant; if one did, the account would not be enrolled.",
		Triggers: []api.WhyTrigger{{
			Kind: "health_drop", Place: "rescue.hcl:2:3",
			Waits: "Fires when the health score is 15 points or more below its maximum of the last 7d, once for each fall.",
			State: "It is 70 points, 5 below its maximum of 75. It fires at 60 or less: 10 points to go.",
			Rules: []api.WhyRule{
				{Rule: "mode", Verdict: "passed", Detail: "The playbook is switched on."},
				{Rule: "when", Verdict: "passed", Detail: "The playbook's condition is met.", Condition: &api.WhyPart{
					Source: "tier == 'high' && !(account.seats > 5 || contact.vip)", Operator: "&&", Value: "true", Parts: []api.WhyPart{
						{Source: "tier == 'high'", Value: "true", Facts: []api.WhyFact{{Name: "tier", Value: "high", Text: `"high"`}}},
						{Source: "!(account.seats > 5 || account.vip)", Operator: "!", Value: "true", Parts: []api.WhyPart{
							{Source: "account.seats > 5 || account.vip", Operator: "||", Value: "missing", Parts: []api.WhyPart{
								{Source: "account.seats > 5", Value: "false", Facts: []api.WhyFact{{Name: "account.seats", Value: 3.0, Text: "3"}}},
								{Source: "account.vip", Value: "missing", Facts: []api.WhyFact{{Name: "account.vip", Text: "missing"}}},
							}},
						}},
					},
				}},
				{
					Rule: "cooldown", Verdict: "refused", Reason: "cooldown", Until: pointer(at(20)),
					Detail: "The last run ended on 2026-04-06 09:00, and the cooldown of 14d lasts until 2026-04-20 09:00.",
				},
				{Rule: "dry_run", Verdict: "not_reached"},
			},
			Next: &api.WhyDecision{At: at(15), Outcome: "skipped", Reason: "cooldown"},
		}},
		LooksAt: pointer(at(10)),
		Decisions: []api.Decision{
			{At: at(7), LastAt: at(8), Count: 3, Outcome: "skipped", Reason: "cooldown", Detail: "The last run ended."},
			{At: at(1), LastAt: at(1), Count: 1, Outcome: "enrolled", Detail: "The health score went from 80 to 62."},
		},
		Notes: []string{"The playbooks were changed since then."},
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/accounts/acme/why/rescue": refusedForNow(),
		"GET /v1/accounts/new/why/rescue":  api.Why{Account: "new", Playbook: "rescue", At: at(9), Summary: "Nothing."},
		"GET /v1/accounts/x/why/rescue":    refused{404, map[string]any{"detail": "no account has the ID \"x\""}},
	})
	r := run("why", "acme", "rescue", "--engine", s.URL)
	require.NoError(t, r.err)
	golden := "testdata/why.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(r.out), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), r.out)
	require.NotContains(t, r.out, "\x1b", "colours are for terminals")

	r = run("why", "new", "rescue", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Contains(t, r.out, "Nothing is due")
	require.Contains(t, r.out, "None about this account and this playbook.")
	require.EqualError(t, run("why", "x", "rescue", "--engine", s.URL).err, `no account has the ID "x"`)

	r = run("why", "acme", "rescue", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	var got api.Why
	require.NoError(t, json.Unmarshal([]byte(r.out), &got))
	require.Equal(t, refusedForNow().Triggers[0].Rules[1].Condition.Parts[1].Source, got.Triggers[0].Rules[1].Condition.Parts[1].Source)
}

func TestWhyTellsTheSameRulesOnce(t *testing.T) {
	t.Parallel()
	w := refusedForNow()
	w.Triggers = append(w.Triggers, w.Triggers[0])
	s := script(t, map[string]any{"GET /v1/accounts/acme/why/rescue": w})
	r := run("why", "acme", "rescue", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Regexp(t, `(?s)Trigger .*Trigger .*Rules`, r.out)
	require.NotRegexp(t, `(?s)Rules.*Rules, as`, r.out)
}

func TestWhyAsksWhatItIsGiven(t *testing.T) {
	t.Parallel()
	w := api.Why{Account: "acme", Playbook: "rescue", At: at(9), Summary: "Then."}
	for flags, query := range map[string]string{
		"--at=2026-04-01 09:00:00":          "?at=2026-04-01+09%3A00%3A00", // The engine knows the zone.
		"--at=2026-04-01":                   "?at=2026-04-01",
		"--at=2026-04-01T09:00:00.12+09:00": "?at=2026-04-01T09%3A00%3A00.12%2B09%3A00",
		"--contact=kenji":                   "?contact=kenji",
		"--key=m-1":                         "?key=m-1",
	} {
		s := script(t, map[string]any{"GET /v1/accounts/acme/why/rescue" + query: w})
		r := run("why", "acme", "rescue", flags, "--engine", s.URL)
		require.NoError(t, r.err)
		require.Contains(t, r.out, "Then.")
	}
	err := run("why", "acme", "rescue", "--at", "yesterday").err
	require.ErrorAs(t, err, &usageError{})
	require.ErrorContains(t, err, `--at "yesterday" isn't a time`)
}
