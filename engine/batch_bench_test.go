package engine_test

import (
	"cmp"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

const visits = declarations + `
event "visit" {
  about      = "contact"
  properties = { who = string }
}
metric "visits" {
  event  = "visit"
  window = "30d"
}
`

// personal is facts of each contact.
const personal = visits + `
metric "own_visits" {
  of     = "contact"
  event  = "visit"
  window = "30d"
}
segment "keen" {
  of   = "contact"
  when = "metric.own_visits >= 1"
}
`

// greet is a run of each contact, which waits for an event of that one.
const greet = visits + `
playbook "greet" {
  per = "contact"
  trigger "event" { event = "visit" }
  enroll { cooldown = "30d" }
  wait "another" {
    event   = "visit"
    timeout = "1d"
  }
}
`

// batchOf is an event about each of so many contacts of an account, who are known.
func (h *house) batchOf(account string, n int) []engine.Event {
	h.t.Helper()
	update, events := engine.AccountUpdate{Name: account}, make([]engine.Event, n)
	for i := range events {
		id := fmt.Sprintf("person-%06d", i)
		update.Contacts = append(update.Contacts, customer.Contact{ID: id})
		events[i] = engine.Event{
			ID: account + id, Source: "test", Type: "visit", Account: account, Contact: id,
			Time: h.clock.Now(), Data: map[string]any{"who": id},
		}
	}
	_, err := h.engine.PutAccount(h.t.Context(), account, update)
	require.NoError(h.t, err)
	return events
}

// takes takes events as one batch.
func (h *house) takes(events []engine.Event) {
	h.t.Helper()
	report, err := h.engine.Ingest(h.t.Context(), events)
	require.NoError(h.t, err)
	require.Equal(h.t, len(events), report.Accepted)
}

// An event of a large batch costs what one of a small batch does, also where all are about contacts of one account.
// The fastest batches count, which other work on the machine disturbed the least.
func BenchmarkBatch(b *testing.B) {
	for _, of := range []struct {
		name, source string
		n            int
	}{{"account", visits, 2000}, {"contacts", personal, 2000}, {"runs", greet, 500}} {
		b.Run(of.name, func(b *testing.B) {
			h, i := newHouse(b, of.source), 0
			fastest := map[int]time.Duration{}
			for b.Loop() {
				for _, n := range []int{of.n, 4 * of.n} {
					i++
					events := h.batchOf(fmt.Sprint("acme", i), n)
					began := time.Now()
					h.takes(events)
					took := time.Since(began)
					fastest[n] = min(cmp.Or(fastest[n], took), took)
				}
			}
			few, many := float64(fastest[of.n])/float64(of.n), float64(fastest[4*of.n])/float64(4*of.n)
			b.ReportMetric(few, "ns/event(n)")
			b.ReportMetric(many, "ns/event(4n)")
			b.ReportMetric(many/few, "times")
		})
	}
}

// Not parallel: it counts allocations.
func TestAnEventOfALargeBatchIsNoMoreWork(t *testing.T) {
	for name, source := range map[string]string{"account": visits, "contacts": personal, "runs": greet} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, source)
			of := func(account string, n int) (count, size float64) {
				events := h.batchOf(account, n)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				h.takes(events)
				runtime.ReadMemStats(&after)
				return float64(after.Mallocs-before.Mallocs) / float64(n), float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
			}
			of("first", 10)
			fewCount, fewSize := of("few", 300)
			manyCount, manySize := of("many", 1200)
			require.InEpsilon(t, fewCount, manyCount, 0.25)
			require.InEpsilon(t, fewSize, manySize, 0.25)
		})
	}
}
