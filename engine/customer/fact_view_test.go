package customer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFactsOfAnAccountWithoutEntries(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company, play("p", onTicket))
	require.Equal(t, map[string]any{
		"account":  map[string]any{"id": "acme", "name": "acme"},
		"contacts": map[string]any{"champions": []any{}},
		"metric":   map[string]any{"active_7d": 0.0, "tickets_30d": 0.0, "bad_tickets_2d": 0.0, "usage_10d": 0.0, "last_nps": nil},
		"previous": map[string]any{"active_7d": nil, "tickets_30d": nil, "bad_tickets_2d": nil, "usage_10d": nil, "last_nps": nil},
		"change":   map[string]any{"active_7d": nil, "tickets_30d": nil, "bad_tickets_2d": nil, "usage_10d": nil, "last_nps": nil},
		"tier":     nil,
		"scale":    map[string]any{},
		"segment":  map[string]any{},
		"health":   map[string]any{"score": nil, "band": nil, "trend": nil, "measures": map[string]any{}},
		"success_plan": map[string]any{
			"onboarding": map[string]any{"stage": nil, "completed": false, "overdue": false, "days": nil, "days_in_stage": nil},
		},
		"running": map[string]any{"p": false},
	}, st.core.Facts(st.s, start))
	require.True(t, st.s.NextDue.IsZero())
}

func TestUpdatesReplaceWhatTheyBring(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company)
	st.send(at("1h"), Entry{Type: TypeAccountUpdated, Data: data(
		"name", "Acme",
		"attributes", data("seats", 4, "status", "", "ltv", nil),
		"contacts", []any{
			data("id", "kim", "name", "Kim", "email", "kim@acme.example", "attributes", data("role", "champion")),
			data("id", "bo", "attributes", data("role", "user")),
			data("name", "nobody"),
		},
	)})
	require.Equal(t, "Acme", st.fact(at("1h"), "account", "name"))
	require.InDelta(t, 4, st.fact(at("1h"), "account", "seats"), 0)
	require.NotContains(t, st.s.Attributes, "status", "an empty text is a missing value")
	kim := map[string]any{"id": "kim", "name": "Kim", "email": "kim@acme.example", "role": "champion"}
	require.Equal(t, []any{kim}, st.fact(at("1h"), "contacts", "champions"))
	require.Equal(t, kim, st.core.Contact(st.s, "kim"))
	require.Nil(t, st.core.Contact(st.s, "stranger"))

	st.update(at("2h"), map[string]any{"ltv": 1.0})
	require.Equal(t, map[string]any{"ltv": 1.0}, st.s.Attributes)
	require.Equal(t, "Acme", st.s.Name, "what an update doesn't bring stays")
	require.Len(t, st.s.Contacts, 2)
	st.send(at("3h"), Entry{Type: TypeAccountUpdated, Data: data("contacts", []any{}, "attributes", data())})
	require.Empty(t, st.s.Contacts)
	require.Empty(t, st.s.Attributes)
}

func TestAttributesKeepTheirStoredForm(t *testing.T) {
	t.Parallel()
	nested := data("n", 1, "list", []any{int64(2), "x", data("deep", 3)}, "at", start)
	s := &State{}
	s.update(&Entry{Data: data("attributes", data("nested", nested))})
	require.Equal(t, data("nested", data("n", 1.0, "list", []any{2.0, "x", data("deep", 3.0)}, "at", "2026-03-03T08:00:00Z")), s.Attributes)
	require.Equal(t, s, stored(t, s))
	nested["list"].([]any)[1] = "changed"
	require.Equal(t, "x", s.Attributes["nested"].(map[string]any)["list"].([]any)[1], "the entry's values are copied")
}

func TestFactsAreTheCallers(t *testing.T) {
	t.Parallel()
	st := customer(t)
	before := encoded(t, st.s)
	facts := st.core.Facts(st.s, at("1h"))
	facts["account"].(map[string]any)["seats"] = 1e9
	facts["health"] = nil
	require.Equal(t, before, encoded(t, st.s))
	require.InDelta(t, 4, st.core.Facts(st.s, at("1h"))["account"].(map[string]any)["seats"], 0)
}

func TestLiveDefinitionsFollowTheCalendar(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
workspace { time_zone = "Asia/Tokyo" }
attribute "account" "renewal" { type = date }
tier "soon" { when = "days_until(account.renewal) <= 30" }
tier "later" {}`)
	st.update(start, map[string]any{"renewal": "2026-05-01"})
	require.Equal(t, "later", st.s.Tier)
	midnight := at("28d7h") // 1 April, 00:00 in Tokyo
	require.Equal(t, "later", st.fact(midnight.Add(-1), "tier"))
	require.Equal(t, "soon", st.fact(midnight, "tier"))
}

func TestGroupsFollowTheCalendar(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
attribute "contact" "leaves" { type = date }
contacts "leaving" { when = "days_until(contact.leaves) <= 7" }
tier "loses" { when = "len(contacts.leaving) > 0" }
tier "keeps" {}`)
	st.update(start, data("x", 1.0), data("id", "kim", "attributes", data("leaves", "2026-03-20")))
	midnight := time.Date(2026, 3, 13, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "keeps", st.fact(midnight.Add(-time.Second), "tier"))
	require.Equal(t, "loses", st.fact(midnight, "tier"))
}

func TestStatesForgetWhatNothingCanReach(t *testing.T) {
	t.Parallel()
	st := customer(t, play("p", onTicket))
	st.event(at("1d"), "used", "n", 1.0)
	st.event(at("1d"), "ticket")
	st.login(at("1d"), "a")
	st.advance(at("90d"))
	for name, m := range st.s.Metrics {
		require.Equal(t, Metric{Hash: m.Hash, next: m.next}, *m, name)
	}
}

func TestVariablesAreKnown(t *testing.T) {
	t.Parallel()
	st := newScenario(t, `
locals { limit = 5 }
attribute "account" "n" { type = number }
metric "over" { value = "account.n - local.limit" }
tier "big" { when = "account.n > local.limit" }
tier "small" {}`)
	st.update(start, map[string]any{"n": 6.0})
	require.Equal(t, "big", st.s.Tier)
	require.InDelta(t, 1, st.fact(start, "metric", "over"), 0)
	require.NotContains(t, st.core.Facts(st.s, start), "local", "they are no facts")
}
