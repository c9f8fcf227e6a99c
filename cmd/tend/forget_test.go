package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

const (
	forgetAcme    = "DELETE /v1/accounts/acme"
	forgetGlobex  = "DELETE /v1/accounts/globex"
	wouldBe       = "?preview=true"
	forgetContact = "DELETE /v1/accounts/acme/contacts/amy"
)

var held = api.Forgotten{Entries: 1, Decisions: 2, Runs: 3, Tasks: 1}

func TestAccountsForget(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		forgetAcme + wouldBe: held, forgetAcme: held,
		forgetGlobex + wouldBe: api.Forgotten{Entries: 20}, forgetGlobex: api.Forgotten{Entries: 20},
	})
	r := run("accounts", "forget", "acme", "globex", "--yes", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		Forgotten: acme with 1 entry, 2 decisions, 3 runs and 1 task.
		Forgotten: globex with 20 entries, 0 decisions, 0 runs and 0 tasks.`, r.out)
	require.Equal(t, []string{forgetAcme + wouldBe, forgetGlobex + wouldBe, forgetAcme, forgetGlobex}, s.asked)

	r = run("accounts", "forget", "acme", "--preview", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Would be forgotten: acme with 1 entry, 2 decisions, 3 runs and 1 task.\n", r.out)
	require.Equal(t, forgetAcme+wouldBe, s.asked[len(s.asked)-1])
	r = run("accounts", "forget", "acme", "--yes", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.JSONEq(t, `{"id":"acme","entries":1,"decisions":2,"scores":0,"goals":0,"runs":3,"tasks":1}`, r.out)
}

func TestContacts(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/accounts/acme/contacts?limit=500": api.List[api.Contact]{
			Items: []api.Contact{{ID: "amy", Name: "Amy", Email: "amy@acme.example"}}, Next: pointer("more"),
		},
		"GET /v1/accounts/acme/contacts?cursor=more&limit=500": api.List[api.Contact]{Items: []api.Contact{{ID: "bob"}}},
		"GET /v1/accounts/acme/contacts?cursor=more&limit=499": api.List[api.Contact]{Items: []api.Contact{{ID: "bob"}}},
		"GET /v1/accounts/acme/contacts?limit=1":               api.List[api.Contact]{Items: []api.Contact{{ID: "amy"}}, Next: pointer("more")},
		forgetContact + wouldBe:                                held, forgetContact: held,
	})
	r := run("contacts", "acme", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		CONTACT  NAME  EMAIL             ATTRIBUTES
		amy      Amy   amy@acme.example
		bob`, r.out)
	r = run("contacts", "acme", "--limit", "1", "--output", "json", "--engine", s.URL)
	require.NoError(t, r.err)
	require.JSONEq(t, `{"items":[{"id":"amy","name":"","email":"","attributes":null}],"next":"more"}`, r.out)
	r = run("contacts", "forget", "acme", "amy", "--yes", "--engine", s.URL)
	require.NoError(t, r.err)
	require.Equal(t, "Forgotten: amy with 1 entry, 2 decisions, 3 runs and 1 task.\n", r.out)
	require.ErrorAs(t, run("contacts", "forget", "acme", "--yes", "--engine", s.URL).err, &usageError{})
	for line, want := range map[string]string{"acme ": "amy\nbob\n:4", "acme amy ": "amy\nbob\n:4"} {
		args := append([]string{cobra.ShellCompNoDescRequestCmd, "contacts", "--engine", s.URL, "forget"}, strings.Split(line, " ")...)
		require.Equal(t, want, strings.TrimSpace(run(args...).out), line)
	}
}

// One name that isn't there leaves the others as they are, and so does a question that nobody is asked.
func TestNothingIsForgottenByMistake(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		forgetAcme + wouldBe: held, forgetAcme: held,
		forgetGlobex + wouldBe: refused{404, map[string]any{"detail": `no account has the ID "globex"`}},
	})
	require.EqualError(t, run("accounts", "forget", "acme", "globex", "--yes", "--engine", s.URL).err, `no account has the ID "globex"`)
	r := run("accounts", "forget", "acme", "--engine", s.URL)
	require.ErrorAs(t, r.err, &usageError{})
	require.ErrorContains(t, r.err, "nobody is there to be asked: add --yes to forget, or --preview to see how much it is")
	require.ErrorAs(t, run("accounts", "forget", "--engine", s.URL).err, &usageError{})
	require.NotContains(t, s.asked, forgetAcme)
}

func TestForgettingIsAsked(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"y\n": true, "Yes\n": true, "n\n": false, "\n": false, "": false, "yesterday\n": false} {
		var notes bytes.Buffer
		g := forgetter{in: strings.NewReader(answer), notes: &notes}
		require.Equal(t, want, g.confirmed([]forgotten{{name: "acme"}}, []api.Forgotten{held}), "%q", answer)
		require.Contains(t, notes.String(), "To be forgotten: acme with 1 entry, 2 decisions, 3 runs and 1 task.\n")
		require.Equal(t, !want, strings.Contains(notes.String(), "Nothing was forgotten."))
	}
}

// Forgetting takes as long as it takes: a large database may be written anew.
func TestForgettingIsWaitedFor(t *testing.T) {
	t.Parallel()
	const patience = 200 * time.Millisecond
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !r.URL.Query().Has("preview") {
			select {
			case <-r.Context().Done(): // The client has left.
			case <-time.After(2 * patience):
			}
		}
		_ = json.NewEncoder(w).Encode(held)
	}))
	t.Cleanup(s.Close)
	c, err := newClient(s.URL)
	require.NoError(t, err)
	c.http.Timeout = patience
	var out bytes.Buffer
	g := forgetter{client: c, printer: newPrinter(&out, false), yes: true}
	command := &cobra.Command{}
	command.SetContext(t.Context())
	require.NoError(t, g.run(command, []forgotten{{name: "acme", path: []string{"v1", "accounts", "acme"}}}))
	require.Contains(t, out.String(), "Forgotten: acme")
}
