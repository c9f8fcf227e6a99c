package oracletest

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// each is what fired, once for each contact to enrol: where the playbook enrols contacts, a trigger about one
// contact is about that one, and any other about all contacts of the account.
func (o *oracle) each(f *firing) []*firing {
	known := slices.Sorted(maps.Keys(o.record().contacts))
	if !f.playbook.PerContact || f.held != nil || o.aboutOne(f.trigger) || len(known) == 0 {
		return []*firing{f}
	}
	var all []*firing
	for _, id := range known {
		one := *f
		one.contact = id
		all = append(all, &one)
	}
	return all
}

// aboutOne reports whether a trigger is about one contact.
func (o *oracle) aboutOne(tr trigger) bool {
	if tr.EachContact {
		return true
	}
	switch tr.Kind {
	case dsl.OnEvent:
		return o.w.Events[tr.Event.Event].AboutContact
	case dsl.SegmentMove:
		return o.w.Segments[append(tr.Move.Enters, tr.Move.Leaves...)[0]].OfContact
	case dsl.AfterPlaybook:
		p := o.w.Playbooks[tr.Playbook.Playbook]
		return p != nil && p.PerContact
	case dsl.Manual:
		return true
	}
	return false
}

// nobody reports whether a playbook which enrols contacts has none to enrol: the account has none, or who was meant has
// left it while the occurrence waited.
func (o *oracle) nobody(f *firing) bool {
	if !f.playbook.PerContact {
		return false
	}
	_, known := o.record().contacts[f.contact]
	return f.contact == "" || f.held != nil && !known && (f.EachContact || !o.aboutOne(f.trigger))
}

// slot is what only one run of a playbook at a time can have: a key, of each contact where it enrols contacts.
func (f *firing) slot(key string) string {
	if f.playbook.PerContact {
		return escaped(f.contact) + "/" + escaped(key)
	}
	if key == "" {
		return ""
	}
	return "/" + escaped(key)
}

// instances is a trigger once for each contact of the account, where it is evaluated for each.
func (o *oracle) instances(tr trigger) []trigger {
	if !tr.EachContact {
		return []trigger{tr}
	}
	var all []trigger
	for _, id := range slices.Sorted(maps.Keys(o.record().contacts)) {
		tr.contact = id
		all = append(all, tr)
	}
	return all
}

// memory is the name of what a trigger remembers of whom it is evaluated for.
func (tr trigger) memory() string {
	if tr.contact == "" {
		return tr.key()
	}
	return tr.key() + " of " + tr.contact
}

// of is the facts of whom a trigger is evaluated for.
func (m *moment) of(tr trigger) map[string]any {
	if tr.contact != "" {
		return m.contactFacts[tr.contact]
	}
	return m.facts
}

// there reports whether the account had a contact; nobody is the account.
func (m *moment) there(contact string) bool {
	_, known := m.contacts[contact]
	return known || contact == ""
}

// forgetLeft drops the events that a trigger has accumulated of contacts who have left.
func (o *oracle) forgetLeft(tr trigger) {
	for _, e := range o.log {
		if tr.contact = e.Contact; o.record().contacts[e.Contact] == nil {
			delete(o.accumulated, tr.memory())
		}
	}
}
