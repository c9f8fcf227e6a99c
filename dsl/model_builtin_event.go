package dsl

import (
	"maps"

	"github.com/tendhq/tend/dsl/expression"
)

// reservedPrefixes begin the names of the engine's own events, now or one day.
var reservedPrefixes = []string{"account", "contact", "email", "meeting", "run", "survey", "task", "tier", "tend"}

// builtInEvents adds the events that the engine and its actions write, and those that other systems send
// about what actions did.
func (l *loader) builtInEvents() {
	open := expression.Type{Kind: expression.KindObject, Open: true}
	for _, e := range []*Event{
		builtIn("account.updated", "What is known of the account was replaced.", fields{
			"name": expression.String, "attributes": open, "contacts": expression.List(open),
		}),
		builtIn("run.finished", "A playbook's run ended.", fields{
			"playbook": expression.String, "run": expression.String, "outcome": expression.String, "detail": expression.String,
		}),
		builtIn("task.completed", "A person did a task.", step(fields{"task": expression.String, "answers": open})),
		builtIn("task.overdue", "A task wasn't done when it was due.", step(fields{
			"task": expression.String, "assignee": expression.Member, "due": expression.Time,
		})).markUnsupported(),
		builtIn("email.sent", "A mail server took a message.", step(nil)).ofContact(),
		builtIn("email.replied", "Somebody answered a message.", step(fields{"text": expression.String})).ofContact(),
		builtIn("email.bounced", "A message couldn't be delivered.", step(fields{"reason": expression.String})).ofContact(),
		builtIn("email.unsubscribed", "Somebody doesn't want any more messages.", step(nil)).ofContact(),
		meeting("meeting.requested", "An invitation was sent.", nil),
		meeting("meeting.accepted", "An invitation was accepted.", nil),
		meeting("meeting.declined", "An invitation was declined.", fields{"reason": expression.String}),
		meeting("meeting.moved", "A meeting was given another time.", fields{"from": expression.Time}),
		meeting("meeting.held", "A meeting took place.", nil),
		meeting("meeting.no_show", "A meeting was missed by those who were invited.", nil),
		meeting("meeting.cancelled", "A meeting was called off.", fields{"reason": expression.String}),
		builtIn("survey.answered", "Somebody answered a survey.", step(fields{
			"score": expression.Number, "comment": expression.String,
		})).ofContact(),
		builtIn("tier.changed", "The account moved to another tier.", fields{"from": expression.String, "to": expression.String}).markUnsupported(),
		builtIn("contact.added", "A contact was added to the account.", nil).ofContact().markUnsupported(),
		builtIn("contact.left", "A contact left the account.", nil).ofContact().markUnsupported(),
	} {
		l.ws.Events[e.Name] = e
	}
}

// fields is names with their types.
type fields map[string]expression.Type

func builtIn(name, description string, properties fields) *Event {
	e := &Event{Name: name, Description: description, BuiltIn: true, Properties: map[string]Property{}}
	for property, t := range properties {
		// Not every one of them comes from a run, so nothing is there always.
		e.Properties[property] = Property{Type: t, Optional: true}
	}
	return e
}

// ofContact says that a contact comes with most of these events.
func (e *Event) ofContact() *Event {
	e.AboutContact, e.ContactOptional = true, true
	return e
}

// markUnsupported says that nobody writes the event so far.
func (e *Event) markUnsupported() *Event {
	e.unsupported = true
	return e
}

// step adds where in a playbook an event comes from.
func step(properties fields) fields {
	all := fields{"run": expression.String, "step": expression.String}
	maps.Copy(all, properties)
	return all
}

func meeting(name, description string, more fields) *Event {
	properties := step(more)
	maps.Copy(properties, fields{
		"meeting_id": expression.String, "purpose": expression.String, "starts_at": expression.Time, "organizer": expression.Member,
	})
	return builtIn(name, description, properties).ofContact()
}
