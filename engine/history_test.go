package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
)

// usage scores by what is more or less the better: who connected 27 times is yellow, unless red before.
const usage = declarations + `
metric "connected_30d" {
  event  = "connected"
  window = "30d"
}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
health_score "usage" {
  hysteresis = 5
  measure "connected" {
    weight = 1
    value = "metric.connected_30d"
    worst = 0
    best  = 40
  }
  measure "tickets" {
    weight = 1
    value = "metric.tickets_30d"
    worst = 40
    best  = 0
  }
  band "green" { from = 90 }
  band "yellow" { from = 65 }
  band "red" { from = 0 }
}
playbook "falls" {
  trigger "health_drop" {
    points = 10
    within = "14d"
  }
  wait "month" { for = "30d" }
}
`

// many is that many events of an account, one an hour until start.
func many(eventType string, n int) (entries []customer.Entry) {
	for i := range n {
		entries = append(entries, customer.Entry{
			Source: "import:crm", ID: fmt.Sprintf("%s:%d", eventType, i), Type: eventType, Time: start.Add(-time.Duration(i+1) * time.Hour),
		})
	}
	return entries
}

func (h *house) band(account string) string {
	h.t.Helper()
	view, err := h.engine.Account(h.t.Context(), account)
	require.NoError(h.t, err)
	return view.State.Health.Band
}

// The first event of a type makes a count 0 that was missing: not of accounts whose events come with the same import.
func TestWhoIsKnownIsJudgedOnceItsHistoryIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, usage)
	h.account("acme")
	history, err := h.engine.BeginHistory(t.Context(), []string{"acme", "other"}, []string{"connected"})
	require.NoError(t, err)
	for _, account := range []string{"other", "acme"} {
		entries := many("connected", 27)
		_, err = history.Import(t.Context(), account, func(yield func(customer.Entry, error) bool) {
			for i := range entries {
				entries[i].ID = account + entries[i].ID
				if !yield(entries[i], nil) {
					return
				}
			}
		})
		require.NoError(t, err)
	}
	require.Equal(t, "yellow", h.band("other"))
	require.Equal(t, "yellow", h.band("acme"))
	h.pass(time.Hour)
	now := h.why("falls", h.clock.Now())
	require.Equal(t, now.Cases, h.why("falls", time.Time{}).Cases)
	t.Log(now.Cases)
}

// A score that nobody had isn't the one from which a customer falls.
func TestAFallAfterAnImportIsDecided(t *testing.T) {
	t.Parallel()
	h := newHouse(t, usage)
	h.account("acme")
	h.history("acme", many("ticket", 20)...)
	require.Equal(t, "red", h.band("acme"), "50 of 100")
	for i := range 5 {
		h.event(fmt.Sprint(i), "ticket", "acme")
	}
	require.Len(t, h.decisions(), 1, "50 has become 37.5")
}

func TestAnImportDecidesWhatWasDueBeforeByWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	h := newHouse(t, usage+`
playbook "silent" {
  trigger "becomes" { when = "metric.connected_30d == 0" }
  wait "month" { for = "30d" }
}
playbook "later" {
  trigger "inactivity" {
    event = "ticket"
    after = "2d"
  }
  when = "metric.connected_30d == nil"
  wait "month" { for = "30d" }
}
`)
	h.account("acme")
	h.clock.pass(3 * 24 * time.Hour) // nobody sweeps
	h.history("acme", many("connected", 27)...)
	rows := h.decisions()
	require.Len(t, rows, 1)
	require.Equal(t, "later", rows[0].Playbook)
	require.Equal(t, customer.Enrol, rows[0].Outcome, "nothing was known of connections when the silence was long enough")
}
