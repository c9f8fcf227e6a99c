package oracletest

import "github.com/tendhq/tend/dsl"

// onEvent is the event that came or, for a trigger that waits for a debounce, the one that happened last before it.
func (o *oracle) onEvent(m *moment, tr trigger) []*firing {
	var all []*firing
	for _, tr := range o.instances(tr) {
		all = append(all, o.debounced(m, tr)...)
	}
	if m.cause != nil && !m.again && m.cause.Type == tr.Event.Event {
		all = append(all, &firing{trigger: tr, values: map[string]any{"event": m.cause.values(m.cause.known)}, contact: m.cause.Contact, cause: m.cause, at: m.now})
	}
	return all
}

// debounced is the event that happened last before none came for long enough.
func (o *oracle) debounced(m *moment, tr trigger) []*firing {
	key := tr.memory()
	came := o.accumulated[key]
	if tr.Event.Debounce == nil || len(came) == 0 {
		return nil
	}
	due := instant(o.w.Hours.Add(came[len(came)-1].now, *tr.Event.Debounce))
	m.offer(due)
	if m.now.Before(due) {
		return nil
	}
	last := lastOf(came)
	delete(o.accumulated, key)
	return []*firing{{trigger: tr, values: map[string]any{"event": last.values(o.record())}, contact: last.Contact, cause: last, at: m.now}}
}

// lastOf is the event that happened last.
func lastOf(came []*arrived) *arrived {
	last := came[0]
	for _, e := range came[1:] {
		if !e.at.Before(last.at) {
			last = e
		}
	}
	return last
}

// accumulates reports whether an event fires a trigger that counts events, or waits for a debounce, only with others.
func (o *oracle) accumulates(m *moment, f *firing) bool {
	if f.Kind != dsl.OnEvent || f.cause != m.cause || f.held != nil || f.Event.Count == 0 && f.Event.Debounce == nil {
		return false
	}
	if f.EachContact {
		f.trigger.contact = f.contact
	}
	if !m.there(f.trigger.contact) || !o.holds(f.When, m.now, o.seenBy(m, f)) {
		return true
	}
	key := f.memory()
	o.accumulated[key] = append(o.accumulated[key], f.cause)
	if f.Event.Debounce != nil {
		m.offer(m.now.Add(f.Event.Debounce.Plain()))
		return true
	}
	n := 0
	for _, e := range o.accumulated[key] {
		if e.at.Add(f.Event.Within.Plain()).After(m.now) {
			n++
		}
	}
	if n < f.Event.Count {
		return true
	}
	delete(o.accumulated, key)
	return false
}
