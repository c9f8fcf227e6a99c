package customer

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// segmentTrigger fires when the account enters or leaves a segment, or a contact one of contacts.
type segmentTrigger struct {
	*triggerDef
	segments []string
	// enters says that it fires for those who enter, not for those who leave.
	enters bool
	// contacts says that the segments are of contacts.
	contacts bool
}

func newSegmentTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &segmentTrigger{triggerDef: tr, segments: tr.Move.Leaves}
	if k.enters = len(tr.Move.Enters) > 0; k.enters {
		k.segments = tr.Move.Enters
	}
	for _, name := range k.segments {
		tr.needs.addRef(ref{"segment", name})
		k.contacts = c.workspace.Segments[name].OfContact
	}
	tr.personal = k.contacts
	c.evaluateOnChange(tr, k)
	return k
}

func (k *segmentTrigger) ofContact() bool { return k.contacts }

func (k *segmentTrigger) evaluate(t *evaluation, _ *TriggerState) time.Time {
	if !k.contacts {
		for _, name := range k.segments {
			if t.s.Segments[name] == k.enters && t.before.segments[name] != k.enters {
				t.edge(k.triggerDef, map[string]any{"segment": name})
			}
		}
		return time.Time{}
	}
	for _, m := range t.contactMoves {
		if m.in == k.enters && slices.Contains(k.segments, m.segment) {
			t.edgeOf(k.triggerDef, m.contact, map[string]any{"segment": m.segment})
		}
	}
	return time.Time{}
}

func (k *segmentTrigger) reason(o *occurrence) string {
	what := "left"
	if k.enters {
		what = "entered"
	}
	if !k.contacts {
		return fmt.Sprintf("The account %s the segment %v.", what, o.Values["segment"])
	}
	return fmt.Sprintf("The contact %q %s the segment %v.", o.Contact, what, o.Values["segment"])
}

func (k *segmentTrigger) status(t *evaluation, s *TriggerStatus) {
	who, what := "the account", "leaves"
	if k.enters {
		what = "enters"
	}
	if k.contacts {
		who = "a contact"
	}
	s.Waits = fmt.Sprintf("Fires when %s %s the segment %s.", who, what, either(k.segments))
	var all []string
	for _, name := range k.segments {
		all = append(all, k.membership(t.s, name))
	}
	s.State = strings.Join(all, " ")
}

// membership states who is in a segment.
func (k *segmentTrigger) membership(s *State, name string) string {
	switch {
	case k.contacts:
		in := 0
		for _, p := range s.ContactFacts {
			if p.Segments[name] {
				in++
			}
		}
		return fmt.Sprintf("%s in %s.", are(in, "contact"), name)
	case s.Segments[name]:
		return fmt.Sprintf("It is in %s.", name)
	}
	return fmt.Sprintf("It is not in %s.", name)
}
