package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/api"
)

func pointer[T any](v T) *T { return &v }

func TestAccountsList(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{"GET /v1/accounts?limit=500": api.List[api.AccountSummary]{Items: []api.AccountSummary{
		{ID: "acme", Name: "アクメ株式会社", Tier: "high", Score: pointer(62.5), Band: "yellow"},
		{ID: "globex", Name: "Globex"},
	}}})
	r := run("accounts", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		ID      NAME            TIER  HEALTH  BAND
		acme    アクメ株式会社  high  62.5    yellow
		globex  Globex                –`, r.out)
}

func TestAccountsShow(t *testing.T) {
	t.Parallel()
	s := script(t, map[string]any{
		"GET /v1/accounts/acme": api.Account{
			ID: "acme", Name: "Acme", Tier: "high", Since: pointer(at(1)),
			Attributes: map[string]any{"ltv": 12e6, "status": "customer", "beta": true},
			Contacts:   []api.Contact{{ID: "kenji", Name: "Kenji", Email: "kenji@acme.example", Attributes: map[string]any{"role": "champion"}}},
			Health: &api.Health{Definition: "standard", Score: pointer(62.456), Band: "yellow", Measures: []api.Measure{
				{Name: "usage", Weight: 40, Value: pointer(0.5), Score: pointer(62.456)}, {Name: "nps", Weight: 20},
			}},
			Metrics: map[string]any{"logins_7d": 3.0, "logins_90d": 7.0, "nps": nil},
			Partial: map[string]time.Time{"logins_90d": at(1)},
			Scales:  map[string]string{"use": "much", "age": "unclassified"}, Segments: []string{"fans", "using"},
			SuccessPlans: []api.SuccessPlan{{Name: "onboarding", Overdue: []string{"connected"}, Milestones: []api.Milestone{
				{Name: "kickoff", Reached: pointer(at(2))}, {Name: "connected"}, {Name: "adopted"},
			}, Objectives: []api.Objective{
				{Name: "reach", Current: pointer(40.0), Target: pointer(100.0), Reached: pointer(false)}, {Name: "saves"},
			}}},
		},
		"GET /v1/accounts/new": api.Account{ID: "new", Since: pointer(at(1))},
		"GET /v1/accounts/big": api.Account{ID: "big", Contacts: []api.Contact{{ID: "kenji"}}, NextContacts: "more"},
	})
	r := run("accounts", "show", "acme", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		Account     acme
		Name        Acme
		Since       2026-04-01 09:00:00
		Tier        high
		Health      62.46
		Band        yellow
		Definition  standard

		MEASURE  WEIGHT  VALUE  SCORE
		usage    40      0.5    62.46
		nps      20      –      –

		METRIC      VALUE
		logins_7d   3
		logins_90d  7 (only since 2026-04-01 09:00:00)
		nps         –

		SCALE  LEVEL
		age    unclassified
		use    much

		SEGMENT
		fans
		using

		SUCCESS PLAN  MILESTONE  REACHED
		onboarding    kickoff    2026-04-02 09:00:00
		onboarding    connected  overdue
		onboarding    adopted    –

		SUCCESS PLAN  OBJECTIVE  CURRENT  TARGET  REACHED
		onboarding    reach      40       100     false
		onboarding    saves      –        –       –

		ATTRIBUTE  VALUE
		beta       true
		ltv        12000000
		status     customer

		CONTACT  NAME   EMAIL               ATTRIBUTES
		kenji    Kenji  kenji@acme.example  role=champion

		Times are in UTC.`, r.out)
	r = run("accounts", "show", "new", "--engine", s.URL)
	require.NoError(t, r.err)
	requireTable(t, `
		Account     new
		Since       2026-04-01 09:00:00

		Times are in UTC.`, r.out)
	require.Contains(t, run("accounts", "show", "acme", "--engine", s.URL, "--output", "json").out, `"email": "kenji@acme.example"`)
	require.Contains(t, run("accounts", "show", "big", "--engine", s.URL).out, "kenji\n\nThere are more contacts")
}
