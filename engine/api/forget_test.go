package api_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func TestAnAccountIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "signed", "")).status)
	h.Work()
	want := api.Forgotten{Entries: 2, Decisions: 1, Scores: 1, Runs: 1, Tasks: 1}
	a := call(h, "DELETE", "/v1/accounts/acme?preview=true", "")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, want, decode[api.Forgotten](t, a))
	require.Equal(t, 200, call(h, "GET", "/v1/accounts/acme", "").status, "a preview changes nothing")
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acmee", ""), 404, `no account has the ID "acmee": did you mean "acme"?`)
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme?prevew=true", ""), 422)

	a = call(h, "DELETE", "/v1/accounts/acme", "")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, want, decode[api.Forgotten](t, a))
	h.Work()
	for path, says := range map[string]string{
		"/v1/accounts/acme": "no account", "/v1/runs?account=acme": "no account", "/v1/tasks?account=acme": "no account",
		"/v1/decisions?account=acme": "no account", "/v1/accounts/acme/why/welcome": "no account",
	} {
		requireProblem(t, call(h, "GET", path, ""), 404, says)
	}
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme", ""), 404, "no account")
	runs := decode[api.List[api.Run]](t, call(h, "GET", "/v1/runs", "")).Items
	require.Len(t, runs, 1)
	require.Equal(t, "forgotten", runs[0].Outcome)
	require.Empty(t, runs[0].Account+runs[0].At)
	require.Equal(t, 200, call(h, "GET", "/v1/runs/"+runs[0].ID, "").status)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	a = call(h, "POST", "/v1/events", event("1", "signed", ""))
	require.Contains(t, decode[api.EventReport](t, a).Rejected[0].Reason, "before the account was forgotten")
}

func TestAContactIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	require.Equal(t, 200, call(h, "PUT", "/v1/accounts/acme", acme).status)
	require.Equal(t, 200, call(h, "POST", "/v1/events", event("1", "login", `,"contact":"kenji"`)).status)
	want := api.Forgotten{Entries: 1, Decisions: 1, Runs: 1}
	a := call(h, "DELETE", "/v1/accounts/acme/contacts/kenji?preview=true", "")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, want, decode[api.Forgotten](t, a))
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme/contacts/kenjo", ""), 404, `the account has no contact with the ID "kenjo": did you mean "kenji"?`)
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acne/contacts/kenji", ""), 404, `no account has the ID "acne": did you mean "acme"?`)
	a = call(h, "DELETE", "/v1/accounts/acme/contacts/kenji", "")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, want, decode[api.Forgotten](t, a))
	got := decode[api.Account](t, call(h, "GET", "/v1/accounts/acme", ""))
	require.Empty(t, got.Contacts)
	require.EqualValues(t, 1, got.Metrics["logins_7d"])
	for _, path := range []string{"/v1/accounts/acme", "/v1/runs", "/v1/decisions", "/v1/tasks"} {
		require.NotContains(t, call(h, "GET", path, "").body, "enji", path)
	}
	requireProblem(t, call(h, "DELETE", "/v1/accounts/acme/contacts/kenji", ""), 404, `no contact with the ID "kenji": it was forgotten, on `)
}

func TestForgettingFails(t *testing.T) {
	t.Parallel()
	f := many(1)
	f.err = errors.New("the disk is full of Acme")
	p := requireProblem(t, call(serve(f, api.Options{}), "DELETE", "/v1/accounts/x1000", ""), 500, "failed to forget the account: its log says why")
	require.NotContains(t, p.Detail, "Acme")
}
