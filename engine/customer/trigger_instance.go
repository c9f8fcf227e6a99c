package customer

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// instance is a trigger that looks at whom it watches: the account or, where it watches each contact, one of them.
// Only the contacts whom the account has are watched: an ID that is no contact's is a stranger's.
type instance struct {
	tr *triggerDef
	// contact is empty for the account.
	contact string
}

// key is that of the state which the trigger keeps of whom it looks at.
func (l instance) key() string {
	if l.contact == "" || !l.tr.EachContact {
		return l.tr.key
	}
	return l.tr.key + contactPart + escaped(l.contact)
}

// instanceContact is the contact whom the trigger of an occurrence watched; empty: the account.
func (o *occurrence) instanceContact() string {
	if o.trigger.EachContact {
		return o.Contact
	}
	return ""
}

// splitInstanceKey is the parts of a look's key: the trigger's, and the contact, which is empty for the account.
func splitInstanceKey(key string) (trigger, contact string) {
	trigger, contact, _ = strings.Cut(key, contactPart)
	return trigger, unescape.Replace(contact)
}

// as has look see the facts of a contact, and what triggers remember of that one; an empty ID is the account.
func (t *evaluation) as(contact string, evaluate func()) {
	view, before := t.view, t.contact
	if t.contact = contact; contact != "" {
		t.view = view.of(contact)
	}
	evaluate()
	t.view, t.contact = view, before
}

// dueInstances is who is looked at: where something changed that a trigger reads, an alarm has gone off or somebody
// poked. They are in the order of the triggers. Who was heard of and has left by the end of the turn is looked at
// no more.
func (t *evaluation) dueInstances() []instance {
	all := t.rechecks
	t.rechecks = nil
	var asked []*triggerDef
	t.core.triggerIndex.concerned(&t.changes, func(tr *triggerDef) { asked = append(asked, tr) })
	slices.SortFunc(asked, func(a, b *triggerDef) int { return a.rank - b.rank })
	for _, tr := range slices.Compact(asked) {
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
	all = slices.DeleteFunc(all, func(l instance) bool { return t.s.departed(l.contact) })
	slices.SortFunc(all, func(a, b instance) int {
		return cmp.Or(a.tr.rank-b.tr.rank, strings.Compare(a.contact, b.contact))
	})
	return slices.Compact(all)
}

// ofAccount is whom triggers look at that don't look at contacts.
var ofAccount = []string{""}

// concernedContacts is whom a trigger looks at that reads something that changed: the contacts of whom it did, or the account.
func (t *evaluation) concernedContacts(tr *triggerDef) []string {
	if !tr.EachContact {
		return ofAccount
	}
	t.view.need(&tr.shared) // Once for all of them.
	some, all := t.changedContacts(&tr.needs, &tr.shared)
	if all {
		return slices.Collect(maps.Keys(t.s.Contacts))
	}
	return slices.Collect(maps.Keys(some))
}

// changedContacts is the contacts of whom something changed that is read; all says that it may be everyone.
func (t *evaluation) changedContacts(n, shared *needs) (some map[string]bool, all bool) {
	switch {
	case t.changes.concern(shared) || t.everyContact && t.changes.concern(n):
		return nil, true
	case t.changes.concern(n):
		return t.changedAbout, false
	}
	return nil, false
}

// shared is what is read that isn't of one contact only: when that changes, everyone is asked.
func (c *Core) shared(n *needs) needs {
	s := needs{clock: n.clock}
	for _, r := range n.refs {
		if r.root != "contact" && !c.ofContact(r) {
			s.addRef(r)
		}
	}
	c.expand(&s) // Behind a group lies what is known of each contact.
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

// forgetDeparted drops what triggers remember of contacts who have left the account.
func (s *State) forgetDeparted() {
	left := func(key string) bool {
		_, contact := splitInstanceKey(key)
		return s.departed(contact)
	}
	maps.DeleteFunc(s.Triggers, func(key string, _ *TriggerState) bool { return left(key) })
	s.dropAlarms(left)
}

// departed reports whether an ID is no contact's of the account; an empty one is the account itself, which stays.
func (s *State) departed(contact string) bool {
	_, known := s.Contacts[contact]
	return contact != "" && !known
}
