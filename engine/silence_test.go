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
	h := newHouse(t, declarations+silence)
	everyone := []customer.Contact{{ID: "ann", Name: "Ann"}, {ID: "kim", Name: "Kim"}, {ID: "zoe", Name: "Zoe"}}
	put := func(contacts []customer.Contact) {
		_, err := h.engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: contacts})
		require.NoError(t, err)
	}
	put(everyone)
	login := func(id, contact string) {
		_, err := h.engine.Ingest(t.Context(), []engine.Event{{ID: id, Source: "test", Type: "login", Account: "acme", Contact: contact, Time: h.clock.Now()}})
		require.NoError(t, err)
	}
	day := 24 * time.Hour
	h.pass(10 * day)
	login("1", "ann")
	login("2", "zoe")
	login("3", "stranger")
	h.pass(4*day - time.Second)
	require.Empty(t, h.notes.said)
	h.open(declarations + silence)
	h.pass(time.Second)
	require.Equal(t, []string{"Kim is silent since 2026-04-06T09:00:00.000Z"}, h.notes.said)

	put(everyone[:2]) // Zoe leaves.
	h.pass(10 * day)
	require.Equal(t, "Ann is silent since 2026-04-16T09:00:00.000Z", h.notes.said[1])
	h.pass(60 * day)
	require.Len(t, h.notes.said, 2)
	require.Len(t, h.decisions(), 2)
}
