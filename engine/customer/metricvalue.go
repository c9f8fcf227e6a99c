package customer

import (
	"math"
	"time"

	"github.com/tendhq/tend/dsl"
)

// metricValue is the metric over the window that ends at now; nil when missing.
func (c *Core) metricValue(s *State, d *metricDef, now time.Time) any {
	m := s.Metrics[d.Name]
	if d.Aggregate == dsl.Last {
		return m.last()
	}
	if m == nil {
		// Nothing of the kind has happened here. Where the whole workspace has never received such an
		// event, its source isn't connected, and zero would be a lie.
		if c.seen(d.Event) {
			return 0.0
		}
		return nil
	}
	w := d.window(s.Account)
	return m.between(d, w.gone(now), math.MaxInt64)
}

// previousValue is the metric over the window before; missing until the account is two windows old.
func (c *Core) previousValue(s *State, d *metricDef, now time.Time) any {
	if d.Aggregate == dsl.Last || s.Since.IsZero() {
		return nil
	}
	w := d.window(s.Account)
	if now.Before(w.full(s.Since)) {
		return nil
	}
	m := s.Metrics[d.Name]
	if m == nil {
		return c.metricValue(s, d, now)
	}
	return m.between(d, w.forgotten(now), w.gone(now))
}

// changeValue compares the window with the one before: -0.4 is 40 % less. It is missing when either
// is, and when the window before was zero.
func (c *Core) changeValue(s *State, d *metricDef, now time.Time) any {
	before, ok := c.previousValue(s, d, now).(float64)
	if !ok || before == 0 {
		return nil
	}
	value, ok := c.metricValue(s, d, now).(float64)
	if !ok {
		return nil
	}
	return (value - before) / before
}

// between is the metric over the buckets after one and up to another.
func (m *Metric) between(d *metricDef, after, upTo int64) float64 {
	if d.Aggregate == dsl.Distinct {
		return m.countMarks(after, upTo)
	}
	sum := 0.0
	for _, b := range m.Buckets {
		if b.Number > after && b.Number <= upTo {
			sum += b.Sum
		}
	}
	return sum
}

// last is the newest value, however old it is.
func (m *Metric) last() any {
	if m == nil || m.Last == nil {
		return nil
	}
	return m.Last.Value
}

// nextChange is the first instant after now at which the metric changes by itself: a bucket leaves the
// window, or with previous the window before it. Zero: never.
func (m *Metric) nextChange(w window, now time.Time, previous bool) time.Time {
	if m == nil {
		return time.Time{}
	}
	var next time.Time
	if number, ok := m.oldest(w.gone(now), !previous); ok {
		next = w.leaves(number)
	}
	if number, ok := m.oldest(w.forgotten(now), false); ok && previous {
		next = earliest(next, w.leavesPrevious(number))
	}
	return next
}

// oldest is the oldest bucket after one that holds something; with newestOnly only the newest bucket
// of each distinct value counts, as the others change nothing in the current window.
func (m *Metric) oldest(after int64, newestOnly bool) (int64, bool) {
	oldest, found := int64(math.MaxInt64), false
	for _, b := range m.Buckets {
		if b.Number > after {
			return b.Number, true
		}
	}
	for _, marks := range m.Values {
		number, ok := marks.oldestAfter(after)
		if ok && newestOnly {
			number = marks.newest
		}
		if ok && number < oldest {
			oldest, found = number, true
		}
	}
	return oldest, found
}
