package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/enginetest"
)

const reader = `
playbook "later" {
  trigger "event" { event = "signed" }
  wait "a_day" { for = "1d" }
  action "note" "n" { text = "{{ metric.tickets_7d }} tickets" }
}
`

// A run reads current facts, so what it reads must be there, and be of its type, until it has ended.
func TestAFactIsNotTakenFromUnderARun(t *testing.T) {
	t.Parallel()
	gone := strings.Replace(declarations, `metric "tickets_7d"`, `metric "tickets"`, 1)
	retyped := strings.NewReplacer(`window = "7d"`, `last = "event.subject"`,
		`event "ticket" {}`, `event "ticket" { properties = { subject = string } }`).Replace(declarations)
	playbook := strings.ReplaceAll(reader, "metric.tickets_7d", "account.ltv") // so that the edit itself is valid
	for name, test := range map[string]struct{ edit, says string }{
		"removed": {gone + playbook, "metric.tickets_7d isn't declared any more, which runs in progress rely on (1 of later): put it back"},
		"retyped": {retyped + playbook, "metric.tickets_7d was a number and is a string now, which runs in progress rely on (1 of later)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, declarations+reader)
			h.PutAccount("acme")
			h.Ingest("0", "ticket", "acme")
			h.Ingest("1", "signed", "acme")
			h.Work()
			before := h.Engine.Workspace().Hash
			_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, test.edit), "edited")
			var refused *engine.RetypedError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, test.says)
			require.Equal(t, before, h.Engine.Workspace().Hash, "the old one stays in force")

			// Who stops the engine to edit meets the same: the store knows what was declared.
			require.NoError(t, h.Store.Close())
			h.Open(declarations + reader)
			_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, test.edit), "edited")
			require.ErrorAs(t, err, &refused)

			h.Advance(25 * time.Hour)
			h.Work()
			require.Equal(t, []string{"1 tickets"}, h.Notes.Texts)
			_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, test.edit), "edited")
			require.NoError(t, err, "the run has ended")
		})
	}
}

// What no run reads may change as its author likes.
func TestAFactThatNobodyReadsMayGo(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, strings.Replace(declarations, `metric "tickets_7d"`, `metric "tickets"`, 1)+welcome), "edited")
	require.NoError(t, err)
}
