package dsl

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Inactivity triggers fire when an expected event has not come.
const Inactivity TriggerKind = "inactivity"

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
		{name: "event", required: true, kind: kindEvent, example: `"login"`, doc: "The type of event that is expected."},
		{name: "after", required: true, kind: kindDuration, example: `"14d"`, doc: "How long the silence lasts before it fires; once, until the event comes again."},
		{name: "when", kind: kindCondition, example: `"contact.role == 'champion'"`, doc: "Which events end the silence; it can read `event`, `account`, and `contact` when the event is about one. It doesn't say whose silence counts: that is the playbook's `when`."},
	},
	brings: []triggerField{
		{"since", expression.Time, "Since when it has not come: the last one, or when the account or the contact was first seen."},
	},
	example: `trigger "inactivity" {
  event = "login"
  after = "14d"
}`,
}

func (*InactivityTrigger) schema() *schema { return inactivitySchema }

func (t *InactivityTrigger) decode(d *triggerDecoder) {
	*t = InactivityTrigger{After: d.needed("after")}
	d.t.Inactivity = t
	if event := d.l.eventRef(d.block, "event"); event != nil {
		t.Event = event.Name
		// Who is silent is a contact only where the playbook enrols contacts.
		d.contact = d.playbook.PerContact && event.AboutContact
		t.Which = d.condition("when", d.l.eventScope(d.l.accountScope(), event))
	}
	d.decides(content{"event": t.Event, "which": condition(t.Which), "after": t.After}, program(t.Which))
}

func (t *InactivityTrigger) eachContact(l *loader) bool {
	return l.aboutContact(t.Event)
}

func (t *InactivityTrigger) checkRetention(l *loader, at diag.Range, kept time.Duration) {
	if l.lengthOf(t.After) > kept {
		l.Errorf(diag.CodeRetention, at, "Silence longer than events are kept",
			"The trigger looks %s back for the last event, and the workspace's \"retention\" is %s: where it is added later, nobody knows how long it has been silent.", t.After, l.ws.Retention)
	}
}
