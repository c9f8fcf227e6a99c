package oracletest

import (
	"maps"
	"slices"
)

// segmentMove fires when the account, or a contact, is in a segment that it wasn't in before, or the other way
// round. That of an account that is seen for the first time is a move, too.
func (o *oracle) segmentMove(m *moment, tr trigger) []*firing {
	names, enters := tr.Move.Enters, true
	if len(names) == 0 {
		names, enters = tr.Move.Leaves, false
	}
	before := o.last()
	if before == nil {
		before = &moment{}
	}
	var all []*firing
	fire := func(name, contact string, was, is map[string]any) {
		if inSegment(is, name) == enters && inSegment(was, name) != enters && !m.now.Before(o.quiet[tr.key()]) {
			all = append(all, &firing{trigger: tr, values: map[string]any{"segment": name}, contact: contact, cause: m.cause, at: m.now})
		}
	}
	if !o.w.Segments[names[0]].OfContact {
		for _, name := range names {
			fire(name, "", before.facts, m.facts)
		}
		return all
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		for _, id := range slices.Sorted(maps.Keys(m.contactFacts)) {
			fire(name, id, before.contactFacts[id], m.contactFacts[id])
		}
	}
	return all
}
