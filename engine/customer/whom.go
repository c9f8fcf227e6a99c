package customer

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// each is the occurrences that a firing is: as it is where the playbook enrols accounts, or one for each
// contact whom it enrols. A trigger about one contact is about that one; any other is about all contacts
// of the account. Where there is none, the rules say so.
func (t *turn) each(o occurrence) []occurrence {
	if !o.trigger.playbook.PerContact || o.recalled {
		return []occurrence{o}
	}
	contacts := []string{o.Contact}
	if len(t.s.Contacts) > 0 && !t.core.aboutOne(o.trigger) {
		contacts = slices.Sorted(maps.Keys(t.s.Contacts))
	}
	all := make([]occurrence, len(contacts))
	for i, id := range contacts {
		all[i] = o
		all[i].Contact = id
		all[i].Occurrence += contactPart + escaped(id)
	}
	return all
}

// aboutOne says whether a trigger is about one contact.
func (c *Core) aboutOne(tr *trigger) bool {
	if tr.EachContact {
		return true
	}
	switch tr.Kind {
	case dsl.OnEvent:
		e := c.workspace.Events[tr.Event.Event]
		return e != nil && e.AboutContact
	case dsl.AfterPlaybook:
		p := c.named[tr.Playbook.Playbook]
		return p != nil && p.PerContact
	case dsl.SegmentMove:
		return tr.ofContacts
	case dsl.Manual:
		return true
	}
	return false
}

// askContact refuses what is about no contact where the playbook enrols contacts.
func (t *turn) askContact(o occurrence) answer {
	switch {
	case !o.trigger.playbook.PerContact:
		return answer{}
	case t.gone(&o):
		return refused(ReasonNoContact, "The contact %q is not one of the account's any more.", o.Contact)
	case o.Contact != "":
		return answer{detail: "The playbook enrols contacts, and it is known which one is meant."}
	case t.core.aboutOne(o.trigger):
		return refused(ReasonNoContact, "The playbook enrols contacts, and it is not known which one is meant.")
	}
	return refused(ReasonNoContact, "The playbook enrols contacts, and the account has none.")
}

// gone says that a contact has left the account while the occurrence waited. Whom an event is about may be a
// stranger from the start.
func (t *turn) gone(o *occurrence) bool {
	_, known := t.s.Contacts[o.Contact]
	return o.recalled && !known && (o.trigger.EachContact || !t.core.aboutOne(o.trigger))
}
