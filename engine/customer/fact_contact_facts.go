package customer

import (
	"maps"
	"slices"
	"time"
)

// MaxContactFacts is how many contacts of an account have metrics and segments of their own at most. Above it, the least
// recently seen is dropped, one whom the account doesn't have before one whom it has.
const MaxContactFacts = 2_000

// ContactFacts is the facts of one contact, or of one whom the account doesn't have and an event was about.
type ContactFacts struct {
	// Seen is when a fact was last added.
	Seen         time.Time          `json:"seen"`
	Metrics      map[string]*Metric `json:"metrics,omitempty"`
	Segments     map[string]bool    `json:"segments,omitempty"`
	PendingMoves map[string]Hold    `json:"holds,omitempty"`
}

// contactFacts returns the facts of a contact, which are kept from now on.
func (t *evaluation) contactFacts(id string) *ContactFacts { return t.factsSeen(id, t.now) }

// factsSeen is contactFacts of a contact of whom an event came last at an instant.
func (t *evaluation) factsSeen(id string, seen time.Time) *ContactFacts {
	p := t.s.ContactFacts[id]
	if p == nil {
		if t.s.forgotten(id) {
			put(&t.returned, id, true)
		}
		if len(t.s.ContactFacts) >= MaxContactFacts {
			t.evict()
		}
		p = put(&t.s.ContactFacts, id, &ContactFacts{Seen: seen})
		t.s.evictionOrder.push(t.s, id)
	}
	p.Seen = seen
	t.s.evictionOrder.touch(id)
	return p
}

// forgotten reports whether the facts of a contact may have been dropped to make room: a change that they seem to show
// fires nothing.
func (s *State) forgotten(id string) bool {
	_, known := s.Contacts[id]
	return known && s.ContactFacts[id] == nil && !s.Crowded.IsZero() && len(s.Contacts) >= MaxContactFacts
}

// everyone is the IDs of all contacts, and of all who have facts, in order.
func (s *State) everyone() []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(s.Contacts)), maps.Keys(s.ContactFacts))
	slices.Sort(all)
	return slices.Compact(all)
}

// each calls yield for the account's values of a metric: once, or once for each contact.
func (s *State) each(d *metricDef, yield func(*Metric)) {
	if !d.OfContact {
		yield(s.Metrics[d.Name])
		return
	}
	for _, p := range s.ContactFacts {
		if m := p.Metrics[d.Name]; m != nil {
			yield(m)
		}
	}
}

// purgeContactFacts drops what has left the windows, and the contacts of whom nothing is left.
func (t *evaluation) purgeContactFacts() {
	for id, p := range t.s.ContactFacts {
		t.purgePerson(id, p)
	}
	if len(t.s.ContactFacts) == 0 {
		t.s.ContactFacts = nil
	}
}

func (t *evaluation) purgePerson(id string, p *ContactFacts) {
	for name, m := range p.Metrics {
		if d := t.core.metrics[name]; d != nil {
			m.purge(d.window(t.s.Account), t.now)
		}
		if m.empty() {
			delete(p.Metrics, name)
		}
	}
	if len(p.Metrics) == 0 && len(p.Segments) == 0 && len(p.PendingMoves) == 0 {
		delete(t.s.ContactFacts, id)
	}
}

func (m *Metric) empty() bool {
	return len(m.Buckets) == 0 && len(m.Values) == 0 && m.Over == nil && m.Problem == ""
}

// of is the facts where there is a contact: metrics and segments of contacts are that contact's.
func (v *view) of(contact string) *view {
	values := maps.Clone(v.values)
	for _, root := range contactRoots {
		delete(values, root)
	}
	values["contact"] = contactValue(v.s, contact)
	return &view{core: v.core, s: v.s, now: v.now, values: values, scratch: v.scratch, contact: contact}
}

// contactRoots are the facts that are others where there is a contact.
var contactRoots = [...]string{"metric", "previous", "change", "segment"}

// personal reports whether any fact that is read may be of a contact.
func (n *needs) personal() bool {
	return slices.ContainsFunc(contactRoots[:], n.reads)
}

// aboutContact reports whether anything that is read depends on the contact.
func (n *needs) aboutContact() bool { return n.reads("contact") || n.personal() }

// ContactFacts is the facts that are known where there is that contact besides those of the account: metric,
// previous, change and segment. Nil when the workspace has no facts of contacts.
func (c *Core) ContactFacts(s *State, contact string, now time.Time) map[string]any {
	if !c.personal {
		return nil
	}
	v := c.view(s, now).of(contact)
	facts := map[string]any{}
	for _, root := range contactRoots {
		v.fill(ref{root: root})
		facts[root] = v.values[root]
	}
	return facts
}
