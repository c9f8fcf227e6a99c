package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

const classes = declarations + `
event "nps" {
  about      = "contact"
  properties = { score = number }
}
metric "last_nps" {
  of    = "contact"
  event = "nps"
  last  = "event.score"
}
contacts "promoters" { when = "metric.last_nps >= 9" }
scale "support" {
  level "calm" {
    when = "metric.tickets_7d == 0"
    hold = "2d"
  }
  level "busy" {}
}
segment "promoters" {
  of   = "contact"
  when = "metric.last_nps >= 9"
}
segment "loud" { when = "scale.support == 'busy' && len(contacts.promoters) == 0" }

playbook "thank" {
  trigger "event" { event = "nps" }
  when = "segment.promoters && metric.last_nps >= 9 && !segment.loud"
  action "note" "thanks" { text = "thanks {{ contact.name }} for a {{ metric.last_nps }}, {{ scale.support }}" }
}
`

func TestContactsAndClassesDecide(t *testing.T) {
	t.Parallel()
	h := newHarness(t, classes)
	_, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Contacts: []customer.Contact{{ID: "kim", Name: "Kim"}, {ID: "bo", Name: "Bo"}}})
	require.NoError(t, err)
	answer := func(id, contact string, score float64) {
		_, err := h.Engine.Ingest(t.Context(), []engine.Event{{
			ID: id, Source: "test", Type: "nps", Account: "acme", Contact: contact, Time: h.Clock.Now(), Data: map[string]any{"score": score},
		}})
		require.NoError(t, err)
		h.Work()
	}
	h.Ingest("1", "ticket", "acme")
	answer("2", "bo", 3)
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"loud": true}, view.State.Segments)
	require.Empty(t, h.Notes.Texts)
	answer("3", "kim", 9)
	require.Equal(t, []string{"thanks Kim for a 9, busy"}, h.Notes.Texts)

	h.Advance(8 * 24 * time.Hour)
	view, err = h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "busy", view.State.Scales["support"], "the calm holds not long enough yet")
	h.Advance(3 * 24 * time.Hour)
	view, err = h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "calm", view.State.Scales["support"])
	require.Empty(t, view.State.Segments)
}
