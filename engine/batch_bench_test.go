package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

const plainVisits = declarations + `
event "visit" {
  about      = "contact"
  properties = { who = string }
}
metric "visits" {
  event  = "visit"
  window = "30d"
}
`

const personalVisits = plainVisits + `
metric "own_visits" {
  of     = "contact"
  event  = "visit"
  window = "30d"
}
`

const segmentVisits = personalVisits + `
segment "keen" {
  of   = "contact"
  when = "metric.own_visits >= 1"
}
`
const runVisits = plainVisits + `
playbook "greet" {
  per = "contact"
  trigger "event" { event = "visit" }
  enroll { cooldown = "30d" }
  wait "a_day" { for = "1d" }
}
`

func (h *house) crowd(account string, n int) {
	h.t.Helper()
	u := engine.AccountUpdate{Name: account}
	for i := range n {
		u.Contacts = append(u.Contacts, customer.Contact{ID: fmt.Sprintf("person-%06d", i), Name: fmt.Sprint("Person ", i)})
	}
	_, err := h.engine.PutAccount(h.t.Context(), account, u)
	require.NoError(h.t, err)
}

func visits(h *house, account string, n int) []engine.Event {
	events := make([]engine.Event, n)
	for i := range events {
		id := fmt.Sprintf("person-%06d", i)
		events[i] = engine.Event{ID: account + id, Source: "test", Type: "visit", Account: account, Contact: id, Time: h.clock.Now(), Data: map[string]any{"who": id}}
	}
	return events
}

func BenchmarkBatch(b *testing.B) {
	for _, w := range []struct{ name, source string }{{"plain", plainVisits}, {"personal", personalVisits}, {"segment", segmentVisits}, {"run", runVisits}} {
		for _, n := range []int{500, 2000, 5000, 8000} {
			b.Run(fmt.Sprint(w.name, "/", n), func(b *testing.B) {
				if w.name == "run" && n > 2000 {
					b.Skip()
				}
				h := newHouse(b, w.source)
				i := 0
				for b.Loop() {
					b.StopTimer()
					i++
					account := fmt.Sprint("acme", i)
					h.crowd(account, n)
					events := visits(h, account, n)
					b.StartTimer()
					began := time.Now()
					report, err := h.engine.Ingest(b.Context(), events)
					require.NoError(b, err)
					require.Equal(b, n, report.Accepted)
					_ = began
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
			})
		}
	}
}
