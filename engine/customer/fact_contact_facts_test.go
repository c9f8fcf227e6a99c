package customer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// crowded is an account with more contacts than can be remembered, one of whom was forgotten.
func crowded(t *testing.T, playbook string) *scenario {
	t.Helper()
	st := customer(t, ofContacts, playbook)
	roles := []string{"kim", "user"}
	for i := range MaxContactFacts {
		roles = append(roles, fmt.Sprint("user", i), "user")
	}
	st.contacts(at("1h"), roles...)
	st.login(at("2h"), "kim", "kim", "kim")
	evaluation := st.core.newEvaluation(st.s, at("3h"), true)
	for i := range MaxContactFacts {
		evaluation.contactFacts(fmt.Sprint("user", i)).Segments = map[string]bool{"lively": true}
	}
	require.NotContains(t, st.s.ContactFacts, "kim")
	st.all = nil
	return st
}

// What was forgotten to make room doesn't look like something that the contact did, and neither does coming back.
func TestOfWhomFactsWereForgottenNothingFires(t *testing.T) {
	t.Parallel()
	seldom := perContact("p", "  trigger \"becomes\" {\n    when = \"metric.logins_7d <= 1 && account.seats > 1 && contact.id == 'kim'\"\n  }")
	st := crowded(t, seldom)
	with := map[string]any{"status": "customer", "seats": 9.0}
	ask := st.core.newEvaluation(st.s, at("4h"), true)
	ask.s.Attributes = with
	ask.touch("account", "")
	ask.conclude()
	require.Empty(t, ask.decisions, "nobody knows of her logins any more")
	require.Empty(t, st.login(at("5h"), "kim"))
	require.Empty(t, st.login(at("6h"), "kim"), "she came back")
	require.Equal(t, []string{"kim: p skipped already_running"}, contactOutcomes(st.advance(at("9d"))), "and now she stays away")

	st = crowded(t, strings.Replace(seldom, " && contact.id == 'kim'\"", " && contact.id == 'kim'\"\n    after = \"30m\"\n ", 1))
	require.Empty(t, st.login(at("5h"), "kim"))
	require.Empty(t, st.advance(at("6h")))

	st = crowded(t, `
segment "seldom" {
  of   = "contact"
  when = "metric.logins_7d <= 1 && contact.id == 'kim'"
}
`+perContact("p", `  trigger "segment" { enters = "seldom" }`))
	require.Empty(t, st.login(at("5h"), "kim"))
	require.Contains(t, st.s.ContactFacts["kim"].Segments, "seldom")
}

// An unknown contact takes a contact's place where all places are contacts'.
func TestAContactWhoMadeRoomForAStrangerFiresNothing(t *testing.T) {
	t.Parallel()
	st := customer(t, ofContacts, perContact("p", "  trigger \"becomes\" {\n    when = \"metric.logins_7d <= 1 && contact.role == 'champion'\"\n  }"))
	var roles []string
	for i := range MaxContactFacts {
		roles = append(roles, fmt.Sprint("user", i), "user")
	}
	st.contacts(at("1h"), roles...)
	st.login(at("2h"), "user0", "user0")
	evaluation := st.core.newEvaluation(st.s, at("3h"), true)
	for i := 1; i < MaxContactFacts; i++ {
		evaluation.contactFacts(fmt.Sprint("user", i)).Segments = map[string]bool{"lively": true}
	}
	roles[1] = "champion"
	require.Empty(t, st.contacts(at("4h"), roles...))
	st.login(at("5h"), "stranger")
	require.NotContains(t, st.s.ContactFacts, "user0")
	require.Empty(t, st.login(at("6h"), "user0"), "nobody knows of the logins any more")
}

// Who makes room for others is told by all that is remembered of a person, also when a part of it is filled back.
func TestAnEditForgetsOfNobodyWhenTheyWereHeardOf(t *testing.T) {
	t.Parallel()
	const asks = "event \"asked\" { about = \"contact\" }\n"
	st := customer(t, ofContacts, asks)
	st.send(at("1d"), Entry{Type: "asked", Contact: "kim"})
	st.login(at("2d"), "kim")
	st.edited(at("3d"), company, ofContacts, asks, "metric \"asked_30d\" {\n  of     = \"contact\"\n  event  = \"asked\"\n  window = \"30d\"\n}")
	require.Len(t, st.s.ContactFacts["kim"].Metrics, 3)
	require.Equal(t, at("2d"), st.s.ContactFacts["kim"].Seen)
}
