package customer

import (
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

// MaxDistinct is how many values a distinct metric without a cap remembers for one account. Above it new
// values are not counted, and the metric is marked (Exceeded).
const MaxDistinct = 10_000

// Metric is what is remembered of one metric: enough for its window and the window before.
type Metric struct {
	// Hash is of the definition that it was filled by.
	Hash string `json:"hash"`
	// Problem is the last error of the metric's expressions; the event that met it wasn't counted.
	Problem string `json:"problem,omitempty"`
	// Buckets is the buckets that had events, oldest first.
	Buckets []Bucket `json:"buckets,omitempty"`
	// Values is when each value of a distinct metric was seen.
	Values map[string]window.BucketSet `json:"values,omitempty"`
	// Swept is the newest bucket that was dropped from the values.
	Swept int64 `json:"swept,omitempty"`
	// Over is the newest bucket in which a value was refused because there were too many.
	Over *int64 `json:"over,omitempty"`

	next lookahead
}

// metricDef is a metric's definition with what is computed once.
type metricDef struct {
	*dsl.Metric
	when  *condition
	needs needs // of what is aggregated, or of the value of a derived metric
	zone  *time.Location
	hash  string // of what fills it
}

func newMetricDef(m *dsl.Metric, zone *time.Location) *metricDef {
	d := &metricDef{Metric: m, when: newCondition(m.When), zone: zone, hash: m.Hash}
	if m.Period != "" {
		d.hash += "@" + zone.String()
	}
	d.needs.add(m.Of)
	return d
}

// window is the window of the metric for an account.
func (d *metricDef) window(account string) window.Window {
	switch {
	case d.Period != "":
		return window.Period{Every: d.Period, Zone: d.zone}
	case d.Window.IsZero():
		return window.Endless{}
	}
	return window.Of(account, d.Window)
}

// counts reports whether the metric is 0 without events, not missing.
func (d *metricDef) counts() bool {
	return d.Aggregate == dsl.Count || d.Aggregate == dsl.Sum || d.Aggregate == dsl.Distinct
}

// limit is how many distinct values are remembered.
func (d *metricDef) limit() int {
	if d.Cap > 0 {
		return d.Cap
	}
	return MaxDistinct
}

// add counts an event that happened at an instant with a value; the value is missing for a count.
func (m *Metric) add(d *metricDef, w window.Window, at, now time.Time, value any) {
	number := w.Bucket(at)
	m.next.known = false
	switch {
	case number <= w.Forgotten(now):
		// Too late to matter in either window.
	case d.Aggregate == dsl.Distinct:
		if value != nil {
			m.addDistinct(distinctKey(value), number, d.limit(), w.Gone(now))
		}
	default:
		if b, ok := bucketOf(d.Aggregate, number, at, value); ok {
			m.addBucket(b, d.Aggregate)
		}
	}
}

// purge drops what has left both windows.
func (m *Metric) purge(w window.Window, now time.Time) {
	forgotten := w.Forgotten(now)
	i := 0
	for i < len(m.Buckets) && m.Buckets[i].Number <= forgotten {
		i++
	}
	m.Buckets = m.Buckets[i:]
	if len(m.Buckets) == 0 {
		m.Buckets = nil
	}
	if m.Swept != forgotten {
		m.purgeDistinct(forgotten)
	}
	if m.Over != nil && *m.Over <= w.Gone(now) {
		m.Over = nil
	}
}

// Exceeded reports whether a distinct metric had more values than it remembers, so that its value is a lower bound.
func (m *Metric) Exceeded() bool { return m.Over != nil }
