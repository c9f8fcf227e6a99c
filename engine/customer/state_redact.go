package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Redactor redacts the values from which a contact is forgotten. It changes no name of a field.
type Redactor interface {
	// Entry redacts the data of an entry about somebody else.
	Entry(Entry) map[string]any
	// Own redacts a value that is the account's own, or another contact's.
	Own(any) any
	// Value redacts a value, or a text, that the engine made.
	Value(any) any
	// Key redacts a value that was counted, or the key of an enrolment.
	Key(string) string
}

// Redact removes what is remembered of a contact whom the account doesn't have any more, and redacts the rest as the log
// is. Numbers that were counted stay, and so do the names and addresses of the other contacts.
func (s *State) Redact(contact string, r Redactor) {
	delete(s.ContactFacts, contact)
	s.forgetDeparted()
	for _, slots := range s.Enrolled {
		slots.redact(contact, r)
	}
	s.Held = slices.DeleteFunc(s.Held, func(h Held) bool { return h.Contact == contact })
	s.Tracked = slices.DeleteFunc(s.Tracked, func(e *Enrolment) bool { return e.PerContact && e.Contact == contact })
	s.Name, _ = r.Own(s.Name).(string)
	s.Attributes = redacted(s.Attributes, r.Own)
	for id, other := range s.Contacts {
		other.Attributes = redacted(other.Attributes, r.Own)
		s.Contacts[id] = other
	}
	for i := range s.Held {
		s.Held[i].redact(r)
	}
	for _, e := range s.Tracked {
		if e.Contact == contact {
			e.Contact = ""
		}
		e.Trigger = redacted(e.Trigger, r.Value)
	}
	for _, tr := range s.Triggers {
		if tr.Last != nil && tr.Last.Contact == contact {
			tr.Last.Contact, tr.Last.ID, tr.Last.Data = "", "", nil
		} else if tr.Last != nil {
			tr.Last.Data = r.Entry(*tr.Last)
		}
	}
	redactMetrics(s.Metrics, r)
	for _, p := range s.ContactFacts {
		redactMetrics(p.Metrics, r)
	}
}

// redactMetrics redacts the values of metrics; their number stays.
func redactMetrics(metrics map[string]*Metric, r Redactor) {
	for _, m := range metrics {
		m.Problem, _ = r.Value(m.Problem).(string)
		for _, name := range slices.Sorted(maps.Keys(m.Values)) {
			buckets, other := m.Values[name], r.Key(name)
			if other != name {
				delete(m.Values, name)
				m.Values[unique(m.Values, other)] = buckets
			}
		}
	}
}

// redact removes the slots of a contact, and redacts the keys of others.
func (slots Slots) redact(contact string, r Redactor) {
	for _, id := range slices.Sorted(maps.Keys(slots)) {
		of, key, _ := strings.Cut(id, "/")
		slot, other := slots[id], r.Key(unescape.Replace(key))
		if of != "" && unescape.Replace(of) == contact {
			delete(slots, id)
			continue
		}
		if other != unescape.Replace(key) {
			delete(slots, id)
			slots[unique(slots, of+"/"+escaped(other))] = slot
		}
	}
}

// unique is a name that isn't in a map yet.
func unique[V any](m map[string]V, name string) string {
	other := name
	for i := 2; ; i++ {
		if _, taken := m[other]; !taken {
			return other
		}
		other = fmt.Sprintf("%s %d", name, i)
	}
}

// redact redacts the texts of a decision.
func (d *Decision) redact(r Redactor) {
	d.Key = r.Key(d.Key)
	for _, text := range []*string{&d.Detail, &d.CauseID} {
		*text, _ = r.Value(*text).(string)
	}
	d.Values = redacted(d.Values, r.Value)
}

func redacted(values map[string]any, value func(any) any) map[string]any {
	if len(values) == 0 {
		return values
	}
	kept := make(map[string]any, len(values))
	for name, v := range values {
		kept[name] = value(v)
	}
	return kept
}
