package customer

import (
	"maps"
	"slices"
)

// perContact splits an occurrence of a playbook that enrols contacts: one for the contact that it concerns or, where it
// concerns the account, one for each contact. Without any contact, the rules refuse it.
func (t *evaluation) perContact(o occurrence) []occurrence {
	if !o.trigger.playbook.PerContact || o.reevaluated {
		return []occurrence{o}
	}
	contacts := []string{o.Contact}
	if len(t.s.Contacts) > 0 && !o.trigger.concernsContact() {
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

// contactRule refuses what is about no contact where the playbook enrols contacts.
func contactRule() rule {
	return rule{name: "contact", passes: "The playbook enrols accounts.", ask: (*evaluation).askContact, perSlot: true}
}

func (t *evaluation) askContact(o occurrence) ruleResult {
	switch {
	case !o.trigger.playbook.PerContact:
		return ruleResult{}
	case t.departed(&o):
		return refused(ReasonNoContact, "The contact %q is not one of the account's any more.", o.Contact)
	case o.Contact != "":
		return ruleResult{detail: "The playbook enrols contacts, and it is known which one is meant."}
	case o.trigger.concernsContact():
		return refused(ReasonNoContact, "The playbook enrols contacts, and it is not known which one is meant.")
	}
	return refused(ReasonNoContact, "The playbook enrols contacts, and the account has none.")
}

// departed reports whether a contact has left the account while the occurrence was held. The contact of an event may be
// one whom the account never had.
func (t *evaluation) departed(o *occurrence) bool {
	_, known := t.s.Contacts[o.Contact]
	return o.reevaluated && !known && (o.trigger.EachContact || !o.trigger.concernsContact())
}
