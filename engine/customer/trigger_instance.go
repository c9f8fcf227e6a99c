package customer

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// instance is a trigger with whom it is evaluated for: the account or, where it is evaluated for each contact, one of the
// contacts whom the account has.
type instance struct {
	tr *triggerDef
	// contact is empty for the account.
	contact string
}

// key is the key of the instance's state.
func (in instance) key() string {
	if in.contact == "" || !in.tr.EachContact {
		return in.tr.key
	}
	return in.tr.key + contactPart + escaped(in.contact)
}

// instanceContact is the contact of the instance that fired; empty: the account.
func (o *occurrence) instanceContact() string {
	if o.trigger.EachContact {
		return o.Contact
	}
	return ""
}

// splitInstanceKey splits an instance's key into the trigger's and the contact, which is empty for the account.
func splitInstanceKey(key string) (trigger, contact string) {
	trigger, contact, _ = strings.Cut(key, contactPart)
	return trigger, unescape.Replace(contact)
}

// as calls evaluate with the facts and the trigger states of a contact; an empty ID is the account.
func (t *evaluation) as(contact string, evaluate func()) {
	view, before := t.view, t.contact
	if t.contact = contact; contact != "" {
		t.view = view.of(contact)
	}
	evaluate()
	t.view, t.contact = view, before
}

// dueInstances is the instances to evaluate, in the order of the triggers: those that read something that changed, whose
// alarm is due, or that are rechecked. Contacts who have left the account are not among them.
func (t *evaluation) dueInstances() []instance {
	all := t.rechecks
	t.rechecks = nil
	var concerned []*triggerDef
	t.core.triggerIndex.concerned(&t.changes, func(tr *triggerDef) { concerned = append(concerned, tr) })
	slices.SortFunc(concerned, func(a, b *triggerDef) int { return a.rank - b.rank })
	for _, tr := range slices.Compact(concerned) {
		for _, contact := range t.concernedContacts(tr) {
			all = append(all, instance{tr, contact})
		}
	}
	for _, a := range t.s.Alarms {
		if a.At.After(t.now) {
			break
		}
		key, contact := splitInstanceKey(a.Key)
		if tr := t.core.triggerIndex.byKey[key]; tr != nil {
			all = append(all, instance{tr, contact})
		}
	}
	all = slices.DeleteFunc(all, func(in instance) bool { return t.s.departed(in.contact) })
	slices.SortFunc(all, func(a, b instance) int {
		return cmp.Or(a.tr.rank-b.tr.rank, strings.Compare(a.contact, b.contact))
	})
	return slices.Compact(all)
}

// accountOnly is for whom a trigger is evaluated that isn't evaluated for each contact.
var accountOnly = []string{""}

// concernedContacts is for whom a trigger is evaluated that reads something that changed: the contacts of whom it
// changed, or the account.
func (t *evaluation) concernedContacts(tr *triggerDef) []string {
	if !tr.EachContact {
		return accountOnly
	}
	t.view.need(&tr.shared) // Once for all of them.
	some, all := t.changedContacts(&tr.needs, &tr.shared)
	if all {
		return slices.Collect(maps.Keys(t.s.Contacts))
	}
	return slices.Collect(maps.Keys(some))
}

// changedContacts is the contacts of whom something that is read changed; all says that it may be any of them.
func (t *evaluation) changedContacts(n, shared *needs) (some map[string]bool, all bool) {
	switch {
	case t.changes.concern(shared) || t.everyContact && t.changes.concern(n):
		return nil, true
	case t.changes.concern(n):
		return t.changedAbout, false
	}
	return nil, false
}

// shared is what is read that isn't of one contact only: a change of that concerns every contact.
func (c *Core) shared(n *needs) needs {
	s := needs{clock: n.clock}
	for _, r := range n.refs {
		if r.root != "contact" && !c.ofContact(r) {
			s.addRef(r)
		}
	}
	c.expand(&s) // A group reads facts of each contact.
	return s
}

// ofContact reports whether what is read is a metric or a segment of contacts.
func (c *Core) ofContact(r ref) bool {
	switch r.root {
	case "metric", "previous", "change":
		d := c.metrics[r.name]
		return d != nil && d.OfContact
	case "segment":
		s := c.workspace.Segments[r.name]
		return s != nil && s.OfContact
	}
	return false
}

// forgetDeparted drops the trigger states of contacts who have left the account.
func (s *State) forgetDeparted() {
	left := func(key string) bool {
		_, contact := splitInstanceKey(key)
		return s.departed(contact)
	}
	maps.DeleteFunc(s.Triggers, func(key string, _ *TriggerState) bool { return left(key) })
	s.dropAlarms(left)
}

// departed reports whether an ID is of no contact of the account; an empty one is the account itself.
func (s *State) departed(contact string) bool {
	_, known := s.Contacts[contact]
	return contact != "" && !known
}
