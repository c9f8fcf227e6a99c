package engine_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

const busy = declarations + welcome + `
playbook "overwhelmed" {
  trigger "becomes" { when = "metric.tickets_7d >= 3" }
  wait "a_day" { for = "1d" }
}
playbook "thrice" {
  trigger "event" {
    event  = "ticket"
    count  = 3
    within = "1d"
  }
  enroll { cooldown = "1h" }
  wait "a_day" { for = "1d" }
}
`

// What follows from events is the same however they are cut into batches and however often they are sent.
func TestBatchesAndEventsSentAgainChangeNothing(t *testing.T) {
	t.Parallel()
	one, other := newHarness(t, busy), newHarness(t, busy)
	for _, h := range []*harness{one, other} {
		for _, eventType := range []string{"signed", "connected", "ticket", "ended"} {
			h.PutAccount("first")
			h.Ingest("first-"+eventType, eventType, "first")
		}
	}
	checks := 0
	rapid.Check(t, func(r *rapid.T) {
		checks++
		accounts := []string{fmt.Sprint("a", checks), fmt.Sprint("b", checks)}
		for _, account := range accounts {
			one.PutAccount(account)
			other.PutAccount(account)
		}
		var sent []engine.Event
		for range rapid.IntRange(1, 5).Draw(r, "instants") {
			pause := rapid.SampledFrom([]time.Duration{time.Second, time.Hour, 30 * time.Hour}).Draw(r, "pause")
			one.Clock.Advance(pause)
			other.Clock.Advance(pause)
			var events []engine.Event
			for range rapid.IntRange(1, 5).Draw(r, "events") {
				events = append(events, engine.Event{
					ID: fmt.Sprint(checks, "-", len(sent)+len(events)), Source: "test", Account: rapid.SampledFrom(accounts).Draw(r, "account"),
					Type: rapid.SampledFrom([]string{"signed", "connected", "ticket", "ticket", "ended"}).Draw(r, "type"),
					Time: one.Clock.Now().Add(-time.Duration(rapid.IntRange(0, 48).Draw(r, "hours ago")) * time.Hour),
				})
			}
			sent = append(sent, events...)
			one.ingest(r, events, 0)
			for rest := events; len(rest) > 0; {
				batch := rest[:rapid.IntRange(1, len(rest)).Draw(r, "batch")]
				rest = rest[len(batch):]
				known := sent[:len(sent)-len(events)]
				again := known[:rapid.IntRange(0, len(known)).Draw(r, "again")]
				other.ingest(r, append(append([]engine.Event{}, again...), batch...), len(again))
				other.ingest(r, batch, len(batch))
			}
		}
		for _, h := range []*harness{one, other} {
			_, err := h.Engine.Sweep(t.Context())
			require.NoError(r, err)
		}
		for _, account := range accounts {
			require.Equal(r, one.timelineOf(account), other.timelineOf(account))
		}
	})
}

// ingest sends a batch, of which so many events are known already.
func (h *harness) ingest(r *rapid.T, events []engine.Event, known int) {
	r.Helper()
	report, err := h.Engine.Ingest(h.T.Context(), events)
	require.NoError(r, err)
	require.Equal(r, known, report.Duplicates)
	require.Equal(r, len(events)-known, report.Accepted)
}

// timelineOf returns all that the store tells of an account.
func (h *harness) timelineOf(account string) string {
	h.T.Helper()
	var text []byte
	h.View(func(r store.Reader) error {
		state, err := r.Account(account)
		if err != nil {
			return err
		}
		decisions, err := r.Decisions(store.DecisionQuery{Account: account, Limit: 1000})
		if err != nil {
			return err
		}
		for i := range decisions {
			decisions[i].ID = 0 // Its place among those of all accounts.
		}
		text, err = json.MarshalIndent(map[string]any{"state": state, "decisions": decisions}, "", " ")
		return err
	})
	return string(text)
}
