package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// InactivityTrigger fires when an expected event has not come for a while.
type InactivityTrigger struct {
	Event string
	// Which are the events that count; nil: all of the type.
	Which *Condition
	After calendar.Duration
}

var inactivitySchema = &schema{
	word: "trigger", kind: "inactivity", labels: []string{"KIND"},
	doc: "An expected event has not come for a while: since the last one, or since the account was first seen if it never came. " +
		"Where the playbook enrols contacts and the event is about a contact, it watches each contact on its own: silent since the contact's last event or, if none came, since the account has had the contact. " +
		"What came before the account had it, or comes from an ID that is no contact's, doesn't count; who leaves and is added again is silent since then.",
	attrs: []attr{
		{name: "event", required: true, takes: takesEvent, example: `"login"`, doc: "The type of event that is expected."},
		{name: "after", required: true, takes: takesDuration, example: `"14d"`, doc: "How long the silence lasts before it fires; once, until the event comes again."},
		{name: "when", takes: takesCondition, example: `"contact.role == 'champion'"`, doc: "Which events end the silence; it can read `event`, `account`, and `contact` when the event is about one. It doesn't say whose silence counts: that is the playbook's `when`."},
	},
	brings: []brought{
		{"since", expression.Time, "Since when it has not come: the last one, or when the account or the contact was first seen."},
	},
	example: `trigger "inactivity" {
  event = "login"
  after = "14d"
}`,
}

func (d *triggerDecoder) inactivity() {
	t := &InactivityTrigger{After: d.needed("after")}
	d.t.Inactivity = t
	if event := d.l.eventRef(d.block, "event"); event != nil {
		t.Event = event.Name
		// Who is silent is a contact only where the playbook enrols contacts.
		d.contact = d.playbook.PerContact && event.AboutContact
		t.Which = d.condition("when", d.l.eventPlace(d.l.accountPlace(), event))
	}
	d.decides(content{"event": t.Event, "which": condition(t.Which), "after": t.After}, program(t.Which))
}
