package dsl

import "github.com/tendhq/tend/dsl/expression"

// reservedPrefixes begin the names of the engine's own events, now or one day.
var reservedPrefixes = []string{"account", "contact", "email", "meeting", "run", "survey", "task", "tier", "tend"}

// builtInEvents adds the events that the engine and its actions write.
func (l *loader) builtInEvents() {
	for _, e := range []*Event{
		builtIn("account.updated", "What is known of the account was replaced.", map[string]expression.Type{
			"name":       expression.String,
			"attributes": {Kind: expression.KindObject, Open: true},
			"contacts":   expression.List(expression.Type{Kind: expression.KindObject, Open: true}),
		}),
		builtIn("run.finished", "A playbook's run ended.", map[string]expression.Type{
			"playbook": expression.String, "run": expression.String, "outcome": expression.String,
		}),
		builtIn("task.completed", "A person did a task.", step(map[string]expression.Type{
			"task": expression.String, "answers": {Kind: expression.KindObject, Open: true},
		})),
		builtIn("email.sent", "A mail server took a message.", step(nil)),
		builtIn("email.replied", "Somebody answered a message.", step(map[string]expression.Type{"text": expression.String})),
		meeting("meeting.requested", "An invitation was sent."),
		meeting("meeting.accepted", "An invitation was accepted."),
		meeting("meeting.held", "A meeting took place."),
	} {
		l.ws.Events[e.Name] = e
	}
}

func builtIn(name, description string, properties map[string]expression.Type) *Event {
	e := &Event{Name: name, Description: description, BuiltIn: true, Properties: map[string]Property{}}
	for property, t := range properties {
		// Not every one of them comes from a run, so nothing is there always.
		e.Properties[property] = Property{Type: t, Optional: true}
	}
	return e
}

// step adds where in a playbook an event comes from.
func step(properties map[string]expression.Type) map[string]expression.Type {
	all := map[string]expression.Type{"run": expression.String, "step": expression.String}
	for name, t := range properties {
		all[name] = t
	}
	return all
}

func meeting(name, description string) *Event {
	return builtIn(name, description, step(map[string]expression.Type{
		"purpose": expression.String, "starts_at": expression.Time,
	}))
}
