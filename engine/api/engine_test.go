package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

const acme = `{"name":"Acme","attributes":{"status":"customer","ltv":150},"contacts":[{"id":"kenji","name":"Kenji","email":"kenji@acme.example","attributes":{"role":"champion"}}]}`

// event returns the JSON of one event at the harness's start.
func event(id, kind, rest string) string {
	return fmt.Sprintf(`{"id":%q,"type":%q,"account":"acme","time":"2026-04-06T08:00:00Z"%s}`, id, kind, rest)
}

func TestAnAccountIsPutAndShown(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a := call(h, "PUT", "/v1/accounts/acme", acme)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, a.body, call(h, "GET", "/v1/accounts/acme", "").body)
	require.Equal(t, a.body, call(h, "PUT", "/v1/accounts/acme", acme).body, "the same again changes nothing")
	got := decode[api.Account](t, a)
	require.Equal(t, "high", got.Tier)
	require.Equal(t, map[string]any{"status": "customer", "ltv": 150.0}, got.Attributes)
	require.Equal(t, []api.Contact{{ID: "kenji", Name: "Kenji", Email: "kenji@acme.example", Attributes: map[string]any{"role": "champion"}}}, got.Contacts)

	for body, says := range map[string]string{
		`{"attributes":{"ltv":"much"}}`:                             "attributes.ltv: ",
		`{"attributes":{"lttv":1}}`:                                 `did you mean "ltv"?`,
		`{"attributes":{"status":"gone"}}`:                          "attributes.status: ",
		`{"contacts":[{"id":"a"},{"id":"a"}]}`:                      "contacts[1].id: ",
		`{"contacts":[{"id":"a","attributes":{"role":["admin"]}}]}`: "contacts[0].attributes.role: ",
	} {
		requireProblem(t, call(h, "PUT", "/v1/accounts/acme", body), 422, says)
	}
	require.Equal(t, a.body, call(h, "GET", "/v1/accounts/acme", "").body, "what was refused changed nothing")
}

func TestEventsMoveHealthMetricsAndPlans(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	lines := []string{event("1", "signed", "")}
	for i := range 3 {
		lines = append(lines, event(fmt.Sprint("l", i), "login", `,"contact":"kenji","data":{"device":"phone"}`))
	}
	a := call(h, "POST", "/v1/events", strings.Join(lines, "\n"), ndjson)
	require.Equal(t, 200, a.status)
	require.Equal(t, 4, decode[api.EventReport](t, a).Accepted)

	got := decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", ""))
	require.Equal(t, map[string]any{"logins_7d": 3.0}, got.Metrics)
	require.Equal(t, &api.Health{Definition: "standard", Score: number(75), Band: "green", Measures: []api.Measure{
		{Name: "usage", Weight: 100, Value: number(3), Score: number(75)},
	}}, got.Health)
	require.Len(t, got.SuccessPlans, 1)
	plan := got.SuccessPlans[0]
	require.Equal(t, "adopted", plan.Stage)
	require.NotNil(t, plan.Milestones[0].Reached)
	require.Nil(t, plan.Milestones[1].Reached)
	require.Nil(t, plan.Completed)
	list := decode[api.List[api.AccountSummary]](t, call(h, "GET", "/v1/accounts", ""))
	require.Len(t, list.Items, 1)
	require.Equal(t, number(75), list.Items[0].Score)
}

func TestEventsAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	phone := event("1", "login", `,"contact":"kenji","data":{"device":"phone"}`)
	tablet := event("1", "login", `,"contact":"kenji","data":{"device":"tablet"}`)
	require.JSONEq(t, `{"accepted":1,"duplicates":0,"conflicts":[],"rejected":[],"unknown_contacts":[]}`, call(h, "POST", "/v1/events", phone).body)
	a := call(h, "POST", "/v1/events", "["+phone+","+tablet+","+event("2", "lgoin", "")+","+bad+"]")
	require.Equal(t, 207, a.status)
	r := decode[api.EventReport](t, a)
	require.Equal(t, 0, r.Accepted)
	require.Equal(t, 1, r.Duplicates)
	require.Equal(t, []api.EventConflict{{Index: 1, Source: "api", ID: "1"}}, r.Conflicts)
	require.Len(t, r.Rejected, 2)
	require.Equal(t, 2, r.Rejected[0].Index)
	require.Contains(t, r.Rejected[0].Reason, `did you mean "login"?`)
	require.Equal(t, map[string]any{"logins_7d": 1.0}, decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", "")).Metrics)
}

func TestEventsOfAnUnknownAccount(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a := call(h, "POST", "/v1/events", event("1", "signed", ""))
	require.Equal(t, 422, a.status)
	require.Contains(t, decode[api.EventReport](t, a).Rejected[0].Reason, `"acme" is not known`)
}

func TestARunFromItsEventToItsEnd(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", "")).status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("2", "signed", "")).status)
	h.Work()

	runs := decode[api.List[api.Run]](t, call(h, "GET", "/v1/runs?account=acme&playbook=welcome&status=running", ""))
	require.Len(t, runs.Items, 1)
	require.Empty(t, decode[api.List[api.Run]](t, call(h, "GET", "/v1/runs?status=finished", "")).Items)
	decisions := decode[api.List[api.Decision]](t, call(h, "GET", "/v1/decisions?account=acme", ""))
	require.Len(t, decisions.Items, 2)
	require.Equal(t, "enrolled", decisions.Items[0].Outcome)
	require.Equal(t, runs.Items[0].ID, decisions.Items[0].Run)
	require.Equal(t, &api.Cause{Source: "api", ID: "1"}, decisions.Items[0].Cause)
	require.Equal(t, "skipped", decisions.Items[1].Outcome)
	require.Equal(t, "already_running", decisions.Items[1].Reason)

	tasks := decode[api.List[api.Task]](t, call(h, "GET", "/v1/tasks?status=open", ""))
	require.Len(t, tasks.Items, 1)
	require.Equal(t, "Call Acme", tasks.Items[0].Title)
	require.Equal(t, runs.Items[0].ID, tasks.Items[0].Run)
	require.Equal(t, map[string][]string{"mood": {"good", "bad"}}, tasks.Items[0].Questions)

	require.Equal(t, tasks.Items[0], decode[api.Task](t, call(h, "GET", "/v1/tasks/"+tasks.Items[0].ID, "")))

	h.Clock.Advance(time.Hour)
	complete := "/v1/tasks/" + tasks.Items[0].ID + "/complete"
	requireProblem(t, call(h, "POST", complete, `{"answers":{"mood":"fine"}}`), 422, "answers.mood", "good, bad")
	requireProblem(t, call(h, "POST", complete, ""), 422, "answers.mood")
	done := call(h, "POST", complete, `{"answers":{"mood":"good"}}`)
	require.Equal(t, 200, done.status, done.body)
	require.Equal(t, "completed", decode[api.Task](t, done).Status)
	h.Clock.Advance(time.Hour)
	again := call(h, "POST", complete, `{"answers":{"mood":"good"}}`)
	require.Equal(t, 200, again.status)
	require.Equal(t, done.body, again.body, "the same answers change nothing")
	requireProblem(t, call(h, "POST", complete, `{"answers":{"mood":"bad"}}`), 409, "other answers")
	h.Work()

	run := decode[api.RunDetail](t, call(h, "GET", "/v1/runs/"+runs.Items[0].ID, ""))
	require.Equal(t, "finished", run.Status)
	require.Equal(t, "completed", run.Outcome)
	require.NotNil(t, run.Ended)
	require.NotEmpty(t, run.PlanHash)
	require.NotEmpty(t, run.Timeline)
	for _, l := range run.Timeline {
		require.NotEmpty(t, l.Code)
		require.NotEmpty(t, l.Text)
	}
}

func TestTheEngineSaysItIsReady(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	a := call(h, "GET", "/readyz", "")
	require.Equal(t, 200, a.status, a.body)
	require.True(t, decode[api.Status](t, a).Now.Equal(h.Clock.Now()))
}

func TestUnknownTasks(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	requireProblem(t, call(h, "POST", "/v1/tasks/none/complete", `{}`), 404, `"none"`)
	requireProblem(t, call(h, "GET", "/v1/tasks/none", ""), 404, `"none"`, "GET /v1/tasks")
}
