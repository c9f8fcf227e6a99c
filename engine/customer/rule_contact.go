package customer

import (
	"maps"
	"slices"

	"github.com/tendhq/tend/dsl"
)

// perContact is the occurrences that a firing is: as it is where the playbook enrols accounts, or one for each
// contact whom it enrols. A trigger about one contact is about that one; any other is about all contacts
// of the account. Where there is none, the rules say so.
func (t *evaluation) perContact(o occurrence) []occurrence {
	if !o.trigger.playbook.PerContact || o.reevaluated {
		return []occurrence{o}
	}
	contacts := []string{o.Contact}
	if len(t.s.Contacts) > 0 && !t.core.concernsContact(o.trigger) {
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

// concernsContact says whether a trigger is about one contact.
func (c *Core) concernsContact(tr *triggerDef) bool {
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
func (t *evaluation) askContact(o occurrence) ruleResult {
	switch {
	case !o.trigger.playbook.PerContact:
		return ruleResult{}
	case t.departed(&o):
		return refused(ReasonNoContact, "The contact %q is not one of the account's any more.", o.Contact)
	case o.Contact != "":
		return ruleResult{detail: "The playbook enrols contacts, and it is known which one is meant."}
	case t.core.concernsContact(o.trigger):
		return refused(ReasonNoContact, "The playbook enrols contacts, and it is not known which one is meant.")
	}
	return refused(ReasonNoContact, "The playbook enrols contacts, and the account has none.")
}

// departed says that a contact has left the account while the occurrence waited. Whom an event is about may be a
// stranger from the start.
func (t *evaluation) departed(o *occurrence) bool {
	_, known := t.s.Contacts[o.Contact]
	return o.reevaluated && !known && (o.trigger.EachContact || !t.core.concernsContact(o.trigger))
}
