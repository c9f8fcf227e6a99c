package api_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func TestWhyShowsAllOfIt(t *testing.T) {
	t.Parallel()
	f := &fake{why: &engine.WhyView{
		Why: customer.Why{
			Playbook: "rescue", At: day(3), Summary: "Not now.", Due: day(5),
			Cases: []customer.Case{{
				Trigger: customer.TriggerStatus{
					Kind: "health_drop", Place: "a.hcl:1:2", Waits: "Fires.", State: "It is 70.",
					Facts: []customer.Fact{{Name: "missing", Value: 10.0, Text: "10"}},
				},
				Rules: []customer.RuleStatus{
					{Rule: "when", Verdict: customer.Refused, Reason: customer.ReasonWhen, Detail: "No.", Condition: &customer.Part{
						Source: "a && b", Operator: "&&", Value: "false", Parts: []customer.Part{
							{Source: "a", Value: "false", Facts: []customer.Fact{{Name: "a", Value: false, Text: "false"}}},
							{Source: "b", Value: "error", Problem: "not a number"},
						},
					}},
					{Rule: "cooldown", Verdict: customer.NotReached},
				},
				Next: &customer.Decision{At: day(6), Outcome: customer.Skip, Reason: customer.ReasonCooldown, Detail: "Too soon."},
			}},
		},
		Decisions: []store.DecisionRow{{ID: 1, Count: 2, LastAt: day(2), Decision: customer.Decision{
			Account: "acme", Playbook: "rescue", Trigger: "event", At: day(1), Outcome: customer.Skip, Reason: customer.ReasonPaused,
		}}},
		Goals: []store.GoalRow{
			{ID: 2, Goal: customer.Goal{Enrolment: "r-2", Name: "grown", Control: true, Started: day(2), Until: day(12)}},
			{ID: 1, Goal: customer.Goal{Enrolment: "r-1", Name: "grown", Started: day(1), Until: day(11), Outcome: customer.Reached, At: day(2), Detail: "It is 80."}},
		},
		Notes: []string{"Changed."},
	}}
	f.why.TrackedGoals = []customer.GoalStatus{{
		Goal: f.why.Goals[0].Goal, Condition: &customer.Part{Source: "a > 1", Value: "false"},
	}}
	a := call(serve(f, api.Options{}), "GET", "/v1/accounts/acme/why/rescue", "")
	require.Equal(t, 200, a.status, a.body)
	require.JSONEq(t, `{
		"account": "acme", "playbook": "rescue", "at": "2026-04-04T00:00:00Z", "summary": "Not now.", "looks_at": "2026-04-06T00:00:00Z",
		"triggers": [{
			"kind": "health_drop", "place": "a.hcl:1:2", "waits": "Fires.", "state": "It is 70.",
			"facts": [{"name": "missing", "value": 10, "text": "10"}], "condition": null, "decided": null,
			"rules": [
				{"rule": "when", "verdict": "refused", "reason": "condition", "detail": "No.", "until": null, "condition":
					{"source": "a && b", "operator": "&&", "value": "false", "parts": [
						{"source": "a", "value": "false", "facts": [{"name": "a", "value": false, "text": "false"}]},
						{"source": "b", "value": "error", "problem": "not a number"}
					]}
				},
				{"rule": "cooldown", "verdict": "not_reached", "until": null, "condition": null}
			],
			"next": {"at": "2026-04-07T00:00:00Z", "outcome": "skipped", "reason": "cooldown", "detail": "Too soon."}
		}],
		"goals": [
			{"goal": "grown", "group": "control", "started": "2026-04-03T00:00:00Z", "until": "2026-04-13T00:00:00Z", "outcome": "watched",
				"at": null, "condition": {"source": "a > 1", "value": "false"}},
			{"goal": "grown", "group": "treated", "started": "2026-04-02T00:00:00Z", "until": "2026-04-12T00:00:00Z", "outcome": "reached",
				"at": "2026-04-03T00:00:00Z", "detail": "It is 80.", "condition": null}
		],
		"decisions": [{"at": "2026-04-02T00:00:00Z", "last_at": "2026-04-03T00:00:00Z", "count": 2, "account": "acme", "playbook": "rescue",
			"trigger": "event", "outcome": "skipped", "reason": "paused"}],
		"notes": ["Changed."]
	}`, a.body)
	require.Equal(t, time.Time{}, f.asked)

	at := time.Date(2026, 4, 1, 9, 0, 0, 5e6, time.FixedZone("", 9*3600))
	a = call(serve(f, api.Options{}), "GET", "/v1/accounts/acme/why/rescue?at="+url.QueryEscape(at.Format(time.RFC3339Nano)), "")
	require.Equal(t, 200, a.status, a.body)
	require.True(t, at.Equal(f.asked.(time.Time)))
}

func TestWhyRefuses(t *testing.T) {
	t.Parallel()
	f := &fake{workspace: &dsl.Workspace{Playbooks: map[string]*dsl.Playbook{"rescue": {}}}}
	for path, want := range map[string]struct {
		status int
		detail string
	}{
		"/v1/accounts/acme/why/rescu":            {404, `there is no playbook "rescu": did you mean "rescue"?`},
		"/v1/accounts/acme/why/rescue":           {404, `no account has the ID "acme": GET /v1/accounts lists them`},
		"/v1/accounts/acme/why/rescue?at=friday": {422, `query.at: "friday" isn't a time: write RFC 3339`},
	} {
		p := decode[problem](t, call(serve(f, api.Options{}), "GET", path, ""))
		require.Equal(t, want.status, p.Status, path)
		require.Contains(t, p.Detail, want.detail, path)
	}
	f.err = &engine.InvalidError{Problems: []engine.Problem{{Field: "at", Reason: "is in the future"}}}
	p := decode[problem](t, call(serve(f, api.Options{}), "GET", "/v1/accounts/acme/why/rescue", ""))
	require.Equal(t, 422, p.Status)
	require.Contains(t, p.Detail, "at: is in the future")
	require.Equal(t, "query.at", p.Errors[0].Location)
	f.err = errors.New("the disk is gone")
	p = decode[problem](t, call(serve(f, api.Options{}), "GET", "/v1/accounts/acme/why/rescue", ""))
	require.Equal(t, 500, p.Status)
	require.NotContains(t, p.Detail, "disk")
}
