package dsl

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// watchesContacts says whether the trigger watches each contact on its own, where a playbook enrols contacts:
// what it looks at is of one contact. Any other watches the account, and fires for its contacts.
func (d *triggerDecoder) watchesContacts() bool {
	switch t := d.t; {
	case t.Event != nil:
		return (t.Event.Count > 0 || t.Event.Debounce != nil) && d.l.aboutContact(t.Event.Event)
	case t.Inactivity != nil:
		return d.l.aboutContact(t.Inactivity.Event)
	case t.Becomes != nil:
		return d.l.ofEach(program(t.Becomes.Expression))
	case t.Date != nil:
		return d.l.ofEach(t.Date.Date)
	case t.UsageLimit != nil:
		return d.l.ofEach(t.UsageLimit.Value, t.UsageLimit.Limit)
	case t.Coverage != nil:
		return d.l.readsContact("metric." + t.Coverage.Metric)
	}
	return false
}

func (l *loader) aboutContact(event string) bool {
	e := l.ws.Events[event]
	return e != nil && e.AboutContact
}

// ofEach says whether expressions look at a contact.
func (l *loader) ofEach(programs ...*expression.Program) bool {
	return slices.ContainsFunc(programs, func(p *expression.Program) bool {
		return p != nil && slices.ContainsFunc(p.Reads(), l.readsContact)
	})
}

// readsContact says whether a name is a fact of a contact.
func (l *loader) readsContact(read string) bool {
	root, name, _ := strings.Cut(read, ".")
	switch root {
	case "contact":
		return true
	case "metric", "previous", "change":
		m := l.ws.Metrics[name]
		return m != nil && m.OfContact
	case "segment":
		s := l.ws.Segments[name]
		return s != nil && s.OfContact
	}
	return false
}
