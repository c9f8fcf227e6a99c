package oracletest

import "time"

// next is the next instant at which anything could become due. It may be one at which nothing happens: the
// oracle evaluates too often rather than too seldom.
func (o *oracle) next() time.Time {
	m := o.last()
	next := tomorrow(m.now, o.w.Hours.Zone())
	offer := func(at time.Time) {
		if at = instant(at); at.After(m.now) && at.Before(next) {
			next = at
		}
	}
	for name, def := range o.w.Metrics {
		for _, one := range o.counted[name] {
			offer(one.leaves)
			offer(one.forgotten)
		}
		if def.Windowed() {
			offer(o.window(def).full(o.since()))
		}
	}
	for _, f := range o.held {
		offer(f.held.due)
	}
	for _, at := range m.due {
		offer(at)
	}
	return next
}

// offer notes an instant at which something that the moment knows of could change.
func (m *moment) offer(at time.Time) { m.due = append(m.due, at) }
