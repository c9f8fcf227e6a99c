package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// silence is a playbook that enrols the contacts who have fallen silent.
const silence = `
event "login" { about = "contact" }
playbook "silence" {
  per = "contact"
  trigger "inactivity" {
    event = "login"
    after = "14d"
  }
  action "note" "ask" { text = "{{ contact.name }} is silent since {{ trigger.since }}" }
}
`

func TestOnlyTheContactWhoFallsSilentIsEnrolled(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+silence)
	everyone := []customer.Contact{{ID: "ann", Name: "Ann"}, {ID: "kim", Name: "Kim"}, {ID: "zoe", Name: "Zoe"}}
	put := func(contacts []customer.Contact) {
		_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: contacts})
		require.NoError(t, err)
	}
	put(everyone)
	login := func(id, contact string) {
		_, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: id, Source: "test", Type: "login", Account: "acme", Contact: contact, Time: h.Clock.Now()}})
		require.NoError(t, err)
	}
	day := 24 * time.Hour
	h.Advance(10 * day)
	login("1", "ann")
	login("2", "zoe")
	login("3", "stranger")
	h.Advance(4*day - time.Second)
	require.Empty(t, h.Notes.Texts)
	h.Open(declarations + silence)
	h.Advance(time.Second)
	require.Equal(t, []string{"Kim is silent since 2026-04-06T09:00:00.000Z"}, h.Notes.Texts)

	put(everyone[:2]) // Zoe leaves.
	h.Advance(10 * day)
	require.Equal(t, "Ann is silent since 2026-04-16T09:00:00.000Z", h.Notes.Texts[1])
	h.Advance(60 * day)
	require.Len(t, h.Notes.Texts, 2)
	require.Len(t, h.Decisions(), 2)
}
