package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
)

const visitors = declarations + `
event "visit" { properties = { who = string } }
metric "visitors" {
  event    = "visit"
  distinct = "event.who"
  window   = "30d"
}
tier "busy" { when = "metric.visitors > 100000" }
tier "calm" {}
`

// What an event costs at an account that has seen so many distinct values: one transaction each, in a real store.
func BenchmarkDistinct(b *testing.B) {
	for _, values := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint("values=", values), func(b *testing.B) {
			h := newHarness(b, visitors)
			h.PutAccount("acme")
			visit := func(id string, i int) engine.Event {
				return engine.Event{
					ID: id, Source: "test", Type: "visit", Account: "acme", Time: h.Clock.Now(),
					Data: map[string]any{"who": fmt.Sprintf("visitor-%06d", i%values)},
				}
			}
			ingest := func(events ...engine.Event) {
				report, err := h.Engine.Ingest(b.Context(), events)
				require.NoError(b, err)
				require.Equal(b, len(events), report.Accepted)
			}
			var seen []engine.Event
			for i := range values {
				seen = append(seen, visit(fmt.Sprint("seen", i), i))
			}
			ingest(seen...)
			n := 0
			for b.Loop() {
				h.Clock.Advance(time.Second)
				ingest(visit(fmt.Sprint(n), n))
				n++
			}
		})
	}
}
