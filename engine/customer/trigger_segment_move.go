package customer

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// evaluateSegmentMove fires when the account enters or leaves a segment, or a contact one of contacts.
func (t *evaluation) evaluateSegmentMove(tr *triggerDef, _ *TriggerState) time.Time {
	names, in := tr.segments()
	if !tr.ofContacts {
		for _, name := range names {
			if t.s.Segments[name] == in && t.before.segments[name] != in {
				t.edge(tr, map[string]any{"segment": name})
			}
		}
		return time.Time{}
	}
	for _, m := range t.contactMoves {
		if m.in == in && slices.Contains(names, m.segment) {
			t.edgeOf(tr, m.contact, map[string]any{"segment": m.segment})
		}
	}
	return time.Time{}
}

// segments is the segments that a trigger watches, and whether it is for those who enter.
func (tr *triggerDef) segments() (names []string, enter bool) {
	if len(tr.Move.Enters) > 0 {
		return tr.Move.Enters, true
	}
	return tr.Move.Leaves, false
}

// segmentMoved says for people who moved.
func (o *occurrence) segmentMoved() string {
	what := "left"
	if _, enter := o.trigger.segments(); enter {
		what = "entered"
	}
	if !o.trigger.ofContacts {
		return fmt.Sprintf("The account %s the segment %v.", what, o.Values["segment"])
	}
	return fmt.Sprintf("The contact %q %s the segment %v.", o.Contact, what, o.Values["segment"])
}

// segmentStatus tells of a trigger that waits for a move into segments, or out of them.
func (t *evaluation) segmentStatus(tr *triggerDef, s *TriggerStatus) {
	names, enter := tr.segments()
	who, what := "the account", "leaves"
	if enter {
		what = "enters"
	}
	if tr.ofContacts {
		who = "a contact"
	}
	s.Waits = fmt.Sprintf("Fires when %s %s the segment %s.", who, what, either(names))
	var all []string
	for _, name := range names {
		all = append(all, t.inSegment(tr, name))
	}
	s.State = strings.Join(all, " ")
}

// inSegment tells who is in a segment.
func (t *evaluation) inSegment(tr *triggerDef, name string) string {
	switch {
	case tr.ofContacts:
		in := 0
		for _, p := range t.s.ContactFacts {
			if p.Segments[name] {
				in++
			}
		}
		return fmt.Sprintf("%s in %s.", are(in, "contact"), name)
	case t.s.Segments[name]:
		return fmt.Sprintf("It is in %s.", name)
	}
	return fmt.Sprintf("It is not in %s.", name)
}
