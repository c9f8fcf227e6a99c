package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

// A list that is empty because a filter names nothing says so, and what was probably meant.
func TestAFilterThatNamesNothingIsNoEmptyList(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	for path, says := range map[string]string{
		"/v1/decisions?account=acmee":             `no account has the ID "acmee": did you mean "acme"?`,
		"/v1/decisions?account=zzz":               `no account has the ID "zzz": GET /v1/accounts lists them`,
		"/v1/decisions?playbook=welcom":           `there is no playbook "welcom": did you mean "welcome"?`,
		"/v1/runs?account=acmee":                  `did you mean "acme"?`,
		"/v1/runs?playbook=welcom&status=running": `did you mean "welcome"?`,
		"/v1/tasks?account=acmee":                 `did you mean "acme"?`,
		"/v1/tasks?run=r-1":                       `no run has the ID "r-1"`,
		"/v1/goals?playbook=welcom":               `did you mean "welcome"?`,
		"/v1/accounts/acmee/why/welcome":          `did you mean "acme"?`,
	} {
		requireProblem(t, call(h, "GET", path, ""), 404, says)
	}
	for _, path := range []string{
		"/v1/decisions?account=acme&playbook=welcome", "/v1/runs?account=acme&playbook=invite", "/v1/tasks?account=acme", "/v1/goals?playbook=welcome",
	} {
		require.Equal(t, 200, call(h, "GET", path, "").status, path)
	}
}

// What is in force no more still has its record.
func TestAPlaybookOfThePastIsKnown(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	signed := `{"id":"1","source":"crm","type":"signed","account":"acme","time":"2026-04-06T09:00:00Z"}`
	require.Equal(t, 200, call(h, "POST", "/v1/events", signed).status)
	h.Work()
	_, err := h.Engine.Publish(t.Context(), workspaceWithout(t, "welcome"), "one less")
	require.NoError(t, err)
	require.Len(t, decode[api.List[api.Decision]](t, call(h, "GET", "/v1/decisions?playbook=welcome", "")).Items, 1)
	require.Equal(t, 200, call(h, "GET", "/v1/decisions?playbook=welcome&outcome=skipped", "").status)
	require.Equal(t, 200, call(h, "GET", "/v1/runs?playbook=welcome&status=finished", "").status)
}

func TestWhyOfAContactOrAKeyThatIsNot(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/why/greet?contact=kenjj", ""), 404, `the account has no contact with the ID "kenjj": did you mean "kenji"?`)
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/why/greet?key=1", ""), 422, `the playbook "greet" has no key in its enroll block`)
	requireProblem(t, call(h, "GET", "/v1/accounts/acme/why/welcome?contact=kenji", ""), 422, `the playbook "welcome" enrols accounts: ask without a contact`)
	requireProblem(t, call(h, "GET", "/v1/accounts/acmee/why/greet?contact=kenji", ""), 404, `did you mean "acme"?`)
	why := decode[api.Why](t, call(h, "GET", "/v1/accounts/acme/why/greet?contact=kenji", ""))
	require.Equal(t, "kenji", why.Contact)
	require.Contains(t, why.Summary, `the contact "kenji" would be enrolled`)
}
