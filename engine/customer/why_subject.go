package customer

import (
	"fmt"
	"strings"
)

// Subject is whom an explanation is about: a contact, where the playbook enrols contacts, and one value of the
// playbook's key. What is empty may be any.
type Subject struct{ Contact, Key string }

// About is the core with a subject for its explanations.
func (c *Core) About(w Subject) *Core {
	about := *c
	if about.subject = w; w.Key != "" {
		about.subject.Key = distinctKey(w.Key)
	}
	return &about
}

// Concerns reports whether a decision is about the subject.
func (w Subject) Concerns(d *Decision) bool {
	return (w.Contact == "" || d.Contact == w.Contact) && (w.Key == "" || d.Key == distinctKey(w.Key))
}

// MayConcern reports whether an event may be about the subject: it is about the contact, or about none.
func (w Subject) MayConcern(e *Entry) bool {
	return w.Contact == "" || e.Contact == "" || e.Contact == w.Contact
}

// ownsSlot reports whether a slot is the subject's.
func (w Subject) ownsSlot(slot string) bool {
	contact, key, _ := strings.Cut(slot, "/")
	return (w.Contact == "" || contact == escaped(w.Contact)) && (w.Key == "" || key == escaped(w.Key))
}

// phrase names the subject at the beginning of a sentence.
func (w Subject) phrase() string {
	who := "The account"
	if w.Contact != "" {
		who = fmt.Sprintf("The contact %q", w.Contact)
	}
	if w.Key != "" {
		who += fmt.Sprintf(", for the key %q,", w.Key)
	}
	return who
}

// phraseInside names the subject inside of a sentence.
func (w Subject) phraseInside() string { return "t" + strings.TrimPrefix(w.phrase(), "T") }

// knowsSlot reports whether the subject determines the slot of a playbook that a run would take.
func (w Subject) knowsSlot(p *playbook) bool {
	if p.PerContact && w.Contact == "" {
		return false
	}
	return w.Key != "" || !p.keyNeeds.reads("event") && !p.keyNeeds.reads("trigger")
}
