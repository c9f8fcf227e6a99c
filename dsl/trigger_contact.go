package dsl

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// watchesContacts reports whether a trigger watches each contact on its own where a playbook enrols contacts.
func (l *loader) watchesContacts(t *Trigger) bool {
	s, can := t.Settings.(contactTrigger)
	return can && s.eachContact(l)
}

func (l *loader) aboutContact(event string) bool {
	e := l.ws.Events[event]
	return e != nil && e.AboutContact
}

// ofEach reports whether expressions look at a contact.
func (l *loader) ofEach(programs ...*expression.Program) bool {
	return slices.ContainsFunc(programs, func(p *expression.Program) bool {
		return p != nil && slices.ContainsFunc(p.Reads(), l.readsContact)
	})
}

// readsContact reports whether a name is a fact of a contact.
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
