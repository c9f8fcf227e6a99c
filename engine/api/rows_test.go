package api_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

func number(f float64) *float64 { return &f }

func TestAccountShowsAllOfIt(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	f := &fake{
		accounts: []*customer.State{{
			Account: "acme", Name: "Acme", Tier: "high", Since: day(0).In(tokyo), Now: day(3),
			Attributes: map[string]any{"ltv": 12e6},
			Contacts: map[string]customer.Contact{
				"yui":   {ID: "yui"},
				"kenji": {ID: "kenji", Name: "Kenji", Email: "kenji@acme.example", Attributes: map[string]any{"role": "champion"}},
			},
			Health: &customer.Health{
				Definition: "standard", Hash: "h", Score: number(62.5), Band: "yellow",
				Measures: []customer.MeasureResult{{Name: "usage", Weight: 40, Value: number(0.5), Score: number(62.5)}, {Name: "nps", Weight: 20, Problem: "not a number"}},
			},
			Plans: map[string]*customer.SuccessPlan{
				"onboarding": {Started: day(1), Reached: map[string]time.Time{"kickoff": day(2)}, Overdue: []string{"connected"}},
				"to begin":   {Steps: map[string][]int64{"kickoff": {day(2).UnixMilli()}}},
				"gone":       {Started: day(0), Reached: map[string]time.Time{"b": day(1), "a": day(2)}, Completed: day(2)},
			},
		}},
		metrics: map[string]any{"logins_7d": 3.0, "nps": nil},
		partial: map[string]time.Time{"nps": day(1)},
		workspace: &dsl.Workspace{SuccessPlans: map[string]*dsl.SuccessPlan{
			"onboarding": {Milestones: []*dsl.Milestone{{Name: "kickoff"}, {Name: "connected"}, {Name: "adopted"}}},
		}},
	}
	require.JSONEq(t, `{
		"id": "acme", "name": "Acme", "tier": "high", "since": "2026-04-01T00:00:00Z", "now": "2026-04-04T00:00:00Z",
		"attributes": {"ltv": 12000000},
		"contacts": [
			{"id": "kenji", "name": "Kenji", "email": "kenji@acme.example", "attributes": {"role": "champion"}},
			{"id": "yui", "name": "", "email": "", "attributes": {}}
		],
		"health": {"definition": "standard", "score": 62.5, "band": "yellow", "measures": [
			{"name": "usage", "weight": 40, "value": 0.5, "score": 62.5},
			{"name": "nps", "weight": 20, "value": null, "score": null, "problem": "not a number"}
		]},
		"metrics": {"logins_7d": 3, "nps": null}, "inexact": [], "partial": {"nps": "2026-04-02T00:00:00Z"}, "scales": {}, "segments": [],
		"success_plans": [
			{"name": "gone", "started": "2026-04-01T00:00:00Z", "completed": "2026-04-03T00:00:00Z", "overdue": [], "objectives": [], "stage_since": null,
			 "milestones": [{"name": "b", "reached": "2026-04-02T00:00:00Z"}, {"name": "a", "reached": "2026-04-03T00:00:00Z"}]},
			{"name": "onboarding", "started": "2026-04-02T00:00:00Z", "completed": null, "stage": "connected", "overdue": ["connected"], "objectives": [], "stage_since": "2026-04-03T00:00:00Z",
			 "milestones": [{"name": "kickoff", "reached": "2026-04-03T00:00:00Z"}, {"name": "connected", "reached": null}, {"name": "adopted", "reached": null}]}
		]
	}`, call(serve(f, api.Options{}), "GET", "/v1/accounts/acme", "").body)
	require.JSONEq(t, `{"items": [{"id": "acme", "name": "Acme", "tier": "high", "score": 62.5, "band": "yellow", "since": "2026-04-01T00:00:00Z"}], "next": null}`,
		call(serve(f, api.Options{}), "GET", "/v1/accounts", "").body)
}

func TestAccountWithoutAnything(t *testing.T) {
	t.Parallel()
	f := &fake{accounts: []*customer.State{{Account: "a/b", Since: day(0), Now: day(0)}}}
	require.JSONEq(t, `{"id": "a/b", "name": "a/b", "tier": "", "since": "2026-04-01T00:00:00Z", "now": "2026-04-01T00:00:00Z",
		"attributes": {}, "contacts": [], "health": null, "metrics": {}, "inexact": [], "partial": {}, "scales": {}, "segments": [], "success_plans": []}`,
		call(serve(f, api.Options{}), "GET", "/v1/accounts/a%2Fb", "").body)
}

func TestPutAccountRefusesBadBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body, contentType string
		status            int
		words             []string
	}{
		"malformed":          {`{"name":`, "application/json", 400, []string{"isn't valid JSON"}},
		"empty":              {"", "application/json", 400, []string{"body"}},
		"not an object":      {`[]`, "application/json", 422, []string{"body: expected object"}},
		"unknown field":      {`{"nam":"x"}`, "application/json", 422, []string{"body.nam: unexpected property"}},
		"wrong kind":         {`{"name":1}`, "application/json", 422, []string{"body.name: expected string"}},
		"contact without id": {`{"contacts":[{"name":"x"}]}`, "application/json", 422, []string{"body.contacts[0]", "id"}},
		"content type":       {`{}`, "text/plain", 415, []string{"send application/json"}},
		"too large":          {`{"name":"` + string(make([]byte, 200)) + `"}`, "application/json", 413, []string{"100 bytes"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			a := call(serve(f, api.Options{MaxBody: 100}), "PUT", "/v1/accounts/acme", tt.body, "Content-Type: "+tt.contentType)
			requireProblem(t, a, tt.status, tt.words...)
			require.Empty(t, f.accounts)
		})
	}
}

func TestWhatTheEngineRefusesNamesTheField(t *testing.T) {
	t.Parallel()
	f := &fake{err: &engine.InvalidError{Problems: []engine.Problem{
		{Field: "attributes.ltv", Reason: "must be a number"}, {Field: "contacts[0].id", Reason: "is missing"},
	}}}
	a := call(serve(f, api.Options{}), "PUT", "/v1/accounts/acme", `{"attributes":{"ltv":"much"}}`)
	p := requireProblem(t, a, 422, "attributes.ltv: must be a number; contacts[0].id: is missing")
	require.Equal(t, "body.attributes.ltv", p.Errors[0].Location)
	require.Equal(t, "must be a number", p.Errors[0].Message)
	requireProblem(t, call(serve(f, api.Options{}), "POST", "/v1/tasks/t/complete", `{}`), 422, "attributes.ltv")
}

func TestWhatIsntThere(t *testing.T) {
	t.Parallel()
	h := serve(&fake{}, api.Options{})
	requireProblem(t, call(h, "GET", "/v1/accounts/nobody", ""), 404, `"nobody"`, "GET /v1/accounts")
	requireProblem(t, call(h, "GET", "/v1/runs/nothing", ""), 404, `"nothing"`, "GET /v1/runs")
	h = serve(&fake{err: store.ErrNotFound}, api.Options{})
	requireProblem(t, call(h, "POST", "/v1/tasks/none/complete", `{}`), 404, `"none"`, "GET /v1/tasks")
}

func TestCompletingATaskTwiceOtherwise(t *testing.T) {
	t.Parallel()
	h := serve(&fake{err: engine.ErrCompleted}, api.Options{})
	requireProblem(t, call(h, "POST", "/v1/tasks/t/complete", `{"answers":{"cause":"price"}}`), 409, "completed already", "nothing was changed")
}

func TestCompletingATaskRefusesBadBodies(t *testing.T) {
	t.Parallel()
	h := serve(&fake{}, api.Options{})
	requireProblem(t, call(h, "POST", "/v1/tasks/t/complete", `{"answers":{"n":1}}`), 422, "body.answers.n: expected string")
	requireProblem(t, call(h, "POST", "/v1/tasks/t/complete", `{"cause":"price"}`), 422, "body.cause: unexpected property")
	requireProblem(t, call(h, "POST", "/v1/tasks/t/complete", `{`), 400, "isn't valid JSON")
	require.Equal(t, 200, call(h, "POST", "/v1/tasks/t/complete", "").status, "no answers need no body")
}

func TestRunShowsItsTimeline(t *testing.T) {
	t.Parallel()
	f := &fake{
		runs: []store.Run{{
			ID: "r-1", Account: "acme", Playbook: "rescue", PlanHash: "abc", Status: "finished", Outcome: "completed",
			At: "end", StartedAt: day(0), EndedAt: day(2), Revision: 7, State: []byte(`{"secret":1}`),
		}},
		timeline: []store.Line{{At: day(1), Step: "review", Code: "sent", Text: "Task for hana.", Data: map[string]any{"task": "t-1"}}, {At: day(2), Code: "ended", Text: "Done."}},
	}
	require.JSONEq(t, `{
		"id": "r-1", "account": "acme", "playbook": "rescue", "plan_hash": "abc", "status": "finished", "outcome": "completed",
		"at": "end", "started": "2026-04-01T00:00:00Z", "ended": "2026-04-03T00:00:00Z", "wakes_at": null,
		"timeline": [
			{"at": "2026-04-02T00:00:00Z", "step": "review", "what": "sent", "text": "Task for hana.", "data": {"task": "t-1"}},
			{"at": "2026-04-03T00:00:00Z", "what": "ended", "text": "Done."}
		]}`, call(serve(f, api.Options{}), "GET", "/v1/runs/r-1", "").body)
}

func TestTaskAndDecisionForms(t *testing.T) {
	t.Parallel()
	f := &fake{
		tasks: []store.Task{{
			ID: "t-1", Account: "acme", Run: "r-1", Step: "review", Playbook: "rescue", Title: "Look", Body: "why", Assignee: "hana@example.com",
			Due: day(3), Questions: map[string][]string{"cause": {"price", "people"}}, Status: "completed",
			Answers: map[string]string{"cause": "price"}, CreatedAt: day(0), CompletedAt: day(1),
		}},
		decisions: []store.DecisionRow{{
			ID: 1, Count: 3, LastAt: day(2),
			Decision: customer.Decision{
				Occurrence: "o", Account: "acme", Playbook: "rescue", Trigger: "health_drop", At: day(0), Outcome: customer.Skip,
				Reason: customer.ReasonCooldown, Detail: "Too soon.", Values: map[string]any{"from": 80.0}, CauseSource: "crm", CauseID: "e1",
			},
		}},
	}
	h := serve(f, api.Options{})
	require.JSONEq(t, `{"items": [{"id": "t-1", "account": "acme", "run": "r-1", "step": "review", "playbook": "rescue", "title": "Look", "body": "why",
		"assignee": "hana@example.com", "due": "2026-04-04T00:00:00Z", "questions": {"cause": ["price", "people"]}, "status": "completed",
		"answers": {"cause": "price"}, "created": "2026-04-01T00:00:00Z", "completed": "2026-04-02T00:00:00Z"}], "next": null}`,
		call(h, "GET", "/v1/tasks", "").body)
	require.JSONEq(t, `{"items": [{"at": "2026-04-01T00:00:00Z", "last_at": "2026-04-03T00:00:00Z", "count": 3, "account": "acme", "playbook": "rescue",
		"trigger": "health_drop", "outcome": "skipped", "reason": "cooldown", "detail": "Too soon.", "values": {"from": 80},
		"cause": {"source": "crm", "id": "e1"}}], "next": null}`, call(h, "GET", "/v1/decisions", "").body)
	f.decisions[0].Outcome = customer.Enrol
	require.Equal(t, customer.RunID("o"), decode[listed](t, call(h, "GET", "/v1/decisions", "")).Items[0]["run"])
}

func TestFiltersReachTheStore(t *testing.T) {
	t.Parallel()
	f := many(1) // A list that is empty asks whether there is what the filters name.
	h := serve(f, api.Options{})
	call(h, "GET", "/v1/runs?account=acme&playbook=rescue&status=running", "")
	require.Equal(t, store.RunQuery{Account: "acme", Playbook: "rescue", Status: "running", Limit: 51}, f.asked)
	call(h, "GET", "/v1/tasks?account=acme&run=r-1&status=open", "")
	require.Equal(t, store.TaskQuery{Account: "acme", Run: "r-1", Status: "open", Limit: 51}, f.asked)
	call(h, "GET", "/v1/decisions?account=acme&playbook=rescue&outcome=skipped", "")
	require.Equal(t, store.DecisionQuery{Account: "acme", Playbook: "rescue", Outcome: customer.Skip, Limit: 51}, f.asked)
}

func TestFailuresInsideAreLoggedNotTold(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v1/accounts", "/v1/accounts/acme", "/v1/runs", "/v1/runs/r-1", "/v1/tasks", "/v1/decisions"} {
		log, logger := logs()
		h := serve(&fake{err: errors.New("disk is full at /var/tend")}, api.Options{Logger: logger})
		a := call(h, "GET", path, "")
		requireProblem(t, a, 500, "the engine failed to", "its log says why")
		require.NotContains(t, a.body, "disk")
		require.Contains(t, log.String(), "disk is full", path)
	}
}

func TestAClientThatLeftIsNoFailure(t *testing.T) {
	t.Parallel()
	log, logger := logs()
	h := serve(&fake{err: context.Canceled}, api.Options{Logger: logger})
	requireProblem(t, call(h, "GET", "/v1/runs", ""), 503, "given up")
	require.Empty(t, log.String())
}

func TestHealthChecks(t *testing.T) {
	t.Parallel()
	h := serve(&fake{}, api.Options{})
	require.JSONEq(t, `{"status":"ok","now":"2026-04-10T00:00:00Z"}`, call(h, "GET", "/healthz", "").body)
	require.JSONEq(t, `{"status":"ok","now":"2026-04-10T00:00:00Z"}`, call(h, "GET", "/readyz", "").body)
	h = serve(&fake{err: errors.New("Temporal doesn't answer")}, api.Options{})
	require.Equal(t, 200, call(h, "GET", "/healthz", "").status, "alive though not ready")
	requireProblem(t, call(h, "GET", "/readyz", ""), 503, "Temporal doesn't answer")
}
