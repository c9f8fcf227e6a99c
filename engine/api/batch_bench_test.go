package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What it costs to read an event strictly, beside what the standard library takes for reading it at all. The fastest of
// each count, which other work on the machine disturbed the least.
func BenchmarkReadEvents(b *testing.B) {
	const n = 2000
	events := make([]string, n)
	for i := range events {
		events[i] = fmt.Sprintf(`{"id":"e%d","type":"login","account":"acme","contact":"kim-%d","time":"2026-04-01T09:00:00+09:00","data":{"n":%d,"share":0.25,"plan":"pro","tags":["a","b"],"nested":{"deep":true}}}`, i, i%50, i)
	}
	body := []byte("[" + strings.Join(events, ",\n") + "]")
	var strict, plain time.Duration
	least := func(fastest *time.Duration, read func()) {
		began := time.Now()
		read()
		took := time.Since(began)
		*fastest = min(cmp.Or(*fastest, took), took)
	}
	for b.Loop() {
		least(&strict, func() {
			read, err := parseBatch("application/json", body)
			require.NoError(b, err)
			require.Len(b, read.events, n)
		})
		least(&plain, func() {
			var read []Event
			require.NoError(b, json.Unmarshal(body, &read))
			require.Len(b, read, n)
		})
	}
	b.ReportMetric(float64(strict)/n, "ns/event")
	b.ReportMetric(float64(plain)/n, "ns/event(encoding/json)")
	b.ReportMetric(float64(strict)/float64(plain), "times")
}
