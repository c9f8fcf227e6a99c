package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// MaxDistinct is how many values a distinct metric remembers for one account. Above it new values are
// not counted, and the metric says so.
const MaxDistinct = 10_000

// Metric is what is remembered of one metric: enough for its window and the window before.
type Metric struct {
	// Hash is of the definition that it was filled by.
	Hash string `json:"hash"`
	// Problem is the last error of the metric's expressions; the event that met it wasn't counted.
	Problem string `json:"problem,omitempty"`
	// Buckets is the count or sum of each bucket that had events, oldest first.
	Buckets []Bucket `json:"buckets,omitempty"`
	// Values is when each value of a distinct metric was seen.
	Values map[string]Marks `json:"values,omitempty"`
	// Over is the newest bucket in which a value was refused because there were too many.
	Over *int64 `json:"over,omitempty"`
	// Last is the value of a last metric.
	Last *Last `json:"last,omitempty"`
}

// Bucket is the sum of what happened in one bucket of a window.
type Bucket struct {
	Number int64   `json:"b"`
	Sum    float64 `json:"n"`
}

// Last is the newest value that a metric has seen, by the time of its event.
type Last struct {
	Value any       `json:"value"`
	At    time.Time `json:"at"`
}

// metricDef is a metric's definition with what is computed once.
type metricDef struct {
	*dsl.Metric
	when  *test
	needs needs // of what is summed, counted once or kept
}

func (d *metricDef) window(account string) window { return windowOf(account, d.Window) }

// add counts an event that happened at an instant with a value; the value is missing for a count.
func (m *Metric) add(d *metricDef, w window, at, now time.Time, value any) {
	if d.Aggregate != dsl.Count && value == nil {
		return
	}
	number := w.bucket(at)
	if d.Aggregate != dsl.Last && number <= w.forgotten(now) {
		return // Too late to matter in either window.
	}
	switch d.Aggregate {
	case dsl.Count:
		m.addSum(number, 1)
	case dsl.Sum:
		if n, ok := value.(float64); ok {
			m.addSum(number, n)
		}
	case dsl.Distinct:
		m.mark(distinctKey(value), number)
	case dsl.Last:
		if m.Last == nil || !at.Before(m.Last.At) {
			m.Last = &Last{Value: value, At: at}
		}
	}
}

// addSum adds to a bucket. Events mostly arrive in order, so the search begins at the newest.
func (m *Metric) addSum(number int64, n float64) {
	i := len(m.Buckets)
	for i > 0 && m.Buckets[i-1].Number > number {
		i--
	}
	if i > 0 && m.Buckets[i-1].Number == number {
		m.Buckets[i-1].Sum += n
		return
	}
	m.Buckets = slices.Insert(m.Buckets, i, Bucket{Number: number, Sum: n})
}

// purge forgets what both windows have left behind.
func (m *Metric) purge(w window, now time.Time) {
	forgotten := w.forgotten(now)
	i := 0
	for i < len(m.Buckets) && m.Buckets[i].Number <= forgotten {
		i++
	}
	m.Buckets = m.Buckets[i:]
	if len(m.Buckets) == 0 {
		m.Buckets = nil
	}
	m.purgeMarks(forgotten)
	if m.Over != nil && *m.Over <= w.gone(now) {
		m.Over = nil
	}
}

// Exceeded says that a distinct metric saw more values than it remembers, so that it is a lower bound.
func (m *Metric) Exceeded() bool { return m.Over != nil }
