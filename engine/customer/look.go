package customer

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// look is a trigger that looks at whom it watches: the account or, where it watches each contact, one of them.
// Only the contacts whom the account has are watched: an ID that is no contact's is a stranger's.
type look struct {
	tr *trigger
	// contact is empty for the account.
	contact string
}

// key is that of the state which the trigger keeps of whom it looks at.
func (l look) key() string {
	if l.contact == "" || !l.tr.EachContact {
		return l.tr.key
	}
	return l.tr.key + contactPart + escaped(l.contact)
}

// watched is the contact whom the trigger of an occurrence watched; empty: the account.
func (o *occurrence) watched() string {
	if o.trigger.EachContact {
		return o.Contact
	}
	return ""
}

// subject is the parts of a look's key: the trigger's, and the contact, which is empty for the account.
func subject(key string) (trigger, contact string) {
	trigger, contact, _ = strings.Cut(key, contactPart)
	return trigger, unescape.Replace(contact)
}

// as has look see the facts of a contact, and what triggers remember of that one; an empty ID is the account.
func (t *turn) as(contact string, look func()) {
	view, before := t.view, t.contact
	if t.contact = contact; contact != "" {
		t.view = view.of(contact)
	}
	look()
	t.view, t.contact = view, before
}

// looks is who is looked at: where something changed that a trigger reads, an alarm has gone off or somebody
// poked. They are in the order of the triggers. Who was heard of and has left by the end of the turn is looked at
// no more.
func (t *turn) looks() []look {
	all := t.poked
	t.poked = nil
	var asked []*trigger
	t.core.watching.concerned(&t.changes, func(tr *trigger) { asked = append(asked, tr) })
	slices.SortFunc(asked, func(a, b *trigger) int { return a.rank - b.rank })
	for _, tr := range slices.Compact(asked) {
		for _, contact := range t.watchedBy(tr) {
			all = append(all, look{tr, contact})
		}
	}
	for _, a := range t.s.Alarms {
		if a.At.After(t.now) {
			break
		}
		key, contact := subject(a.Key)
		if tr := t.core.watching.byKey[key]; tr != nil {
			all = append(all, look{tr, contact})
		}
	}
	all = slices.DeleteFunc(all, func(l look) bool { return t.s.left(l.contact) })
	slices.SortFunc(all, func(a, b look) int {
		return cmp.Or(a.tr.rank-b.tr.rank, strings.Compare(a.contact, b.contact))
	})
	return slices.Compact(all)
}

// ofAccount is whom triggers look at that don't look at contacts.
var ofAccount = []string{""}

// watchedBy is whom a trigger looks at that reads something that changed: the contacts of whom it did, or the account.
func (t *turn) watchedBy(tr *trigger) []string {
	if !tr.EachContact {
		return ofAccount
	}
	t.view.need(&tr.shared) // Once for all of them.
	some, all := t.whose(&tr.needs, &tr.shared)
	if all {
		return slices.Collect(maps.Keys(t.s.Contacts))
	}
	return slices.Collect(maps.Keys(some))
}

// whose is the contacts of whom something changed that is read; all says that it may be everyone.
func (t *turn) whose(n, shared *needs) (some map[string]bool, all bool) {
	switch {
	case t.changes.concern(shared) || t.everyone && t.changes.concern(n):
		return nil, true
	case t.changes.concern(n):
		return t.about, false
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

// ofContact says whether what is read is a metric or a segment of contacts.
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

// forgetLeft drops what triggers remember of contacts who have left the account.
func (s *State) forgetLeft() {
	left := func(key string) bool {
		_, contact := subject(key)
		return s.left(contact)
	}
	maps.DeleteFunc(s.Triggers, func(key string, _ *Trigger) bool { return left(key) })
	s.dropAlarms(left)
}

// left says that an ID is no contact's of the account; an empty one is the account itself, which stays.
func (s *State) left(contact string) bool {
	_, known := s.Contacts[contact]
	return contact != "" && !known
}
