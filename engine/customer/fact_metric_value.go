package customer

import (
	"math"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer/window"
)

// metric is a metric's value over the window that ends at now; nil when missing.
func (v *view) metric(d *metricDef) any {
	if d.Aggregate == dsl.Derived {
		return v.derived(d)
	}
	m := v.remembered(d)
	if m == nil {
		// The account has had no such event. Where the whole workspace has never received one, its source isn't
		// connected, and zero would be wrong.
		if d.counts() && v.core.seen(d.Event) {
			return 0.0
		}
		return nil
	}
	w := d.window(v.s.Account)
	return m.between(d, w.Gone(v.now), math.MaxInt64)
}

// previous is the value over the window before; missing until the account is old enough.
func (v *view) previous(d *metricDef) any {
	if !d.Windowed() || v.s.Since.IsZero() {
		return nil
	}
	w := d.window(v.s.Account)
	if v.now.Before(w.Full(v.s.Since)) {
		return nil
	}
	m := v.remembered(d)
	if m == nil {
		return v.metric(d)
	}
	return m.between(d, w.Forgotten(v.now), w.Gone(v.now))
}

// change compares the window with the one before: -0.4 is 40 % less. It is missing when either is, and
// when the window before was zero.
func (v *view) change(d *metricDef) any {
	before, ok := v.previous(d).(float64)
	if !ok || before == 0 {
		return nil
	}
	value, ok := v.metric(d).(float64)
	if !ok {
		return nil
	}
	return finite((value - before) / math.Abs(before))
}

// derived is the value of a metric that is worked out from others; one that can't be is missing.
func (v *view) derived(d *metricDef) any {
	v.need(&d.needs)
	if n, ok := v.numberOf(d.Of); ok {
		return n
	}
	return nil
}

// numberOf evaluates to a number; false when it is missing or can't be computed.
func (v *view) numberOf(p *expression.Program) (float64, bool) {
	value, err := p.Eval(v.env())
	if err != nil {
		return 0, false
	}
	n, ok := value.(float64)
	return n, ok && finite(n) != nil
}

// remembered is what is remembered of a metric, nil when nothing is.
func (v *view) remembered(d *metricDef) *Metric {
	if !d.OfContact {
		return v.s.Metrics[d.Name]
	}
	if p := v.s.ContactFacts[v.contact]; p != nil {
		return p.Metrics[d.Name]
	}
	return nil
}

// finite is the expression value of a number; NaN and infinities are missing.
func finite(n float64) any {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return nil
	}
	return n
}

// between is the metric over the buckets after one and up to another; nil when missing.
func (m *Metric) between(d *metricDef, after, upTo int64) any {
	if d.Aggregate == dsl.Distinct {
		return m.countDistinct(after, upTo)
	}
	var all Bucket
	found := false
	for _, b := range m.Buckets {
		switch {
		case b.Number <= after || b.Number > upTo:
		case found:
			all = all.and(b, d.Aggregate)
		default:
			all, found = b, true
		}
	}
	switch {
	case found:
		return all.value(d.Aggregate)
	case d.counts():
		return 0.0
	}
	return nil
}

// lookahead caches a metric's next change, until something is counted or it has passed.
type lookahead struct {
	known, previous bool
	at              time.Time
}

// nextChange is the first instant after now at which the metric changes by itself: a bucket leaves the
// window, or with previous the window before it. Zero: never.
func (m *Metric) nextChange(d *metricDef, account string, now time.Time, previous bool) time.Time {
	if m == nil {
		return time.Time{}
	}
	passed := !m.next.at.IsZero() && !m.next.at.After(now)
	if !m.next.known || passed || m.next.previous != previous {
		m.next = lookahead{known: true, previous: previous, at: m.leaves(d.window(account), now, previous)}
	}
	return m.next.at
}

// leaves is when the next bucket leaves the window, or with previous the window before it; zero: never.
func (m *Metric) leaves(w window.Window, now time.Time, previous bool) time.Time {
	var next time.Time
	if number, ok := m.oldest(w.Gone(now), !previous); ok {
		next = w.Leaves(number)
	}
	if !previous {
		return next
	}
	if number, ok := m.oldest(w.Forgotten(now), false); ok {
		next = earliest(next, w.LeavesPrevious(number))
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
	for _, buckets := range m.Values {
		number, ok := buckets.Newest(), buckets.Newest() > after
		if ok && !newestOnly {
			number, _ = buckets.OldestAfter(after)
		}
		if ok && number < oldest {
			oldest, found = number, true
		}
	}
	return oldest, found
}
