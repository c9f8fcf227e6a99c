package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Redact removes what is remembered of a contact who is none of the account's any more, and has the rest redacted: a
// value comes back as it may stay. Numbers that were counted stay.
func (s *State) Redact(contact string, value func(any) any) {
	delete(s.People, contact)
	s.forgetLeft()
	text := func(at *string) { *at, _ = value(*at).(string) }
	for _, slots := range s.Enrolled {
		slots.redact(contact, text)
	}
	s.Held = slices.DeleteFunc(s.Held, func(h Held) bool { return h.Contact == contact })
	s.Pursued = slices.DeleteFunc(s.Pursued, func(e *Enrolment) bool { return e.PerContact && e.Contact == contact })
	text(&s.Name)
	s.Attributes = redacted(s.Attributes, value)
	for id, other := range s.Contacts {
		text(&other.Name)
		other.Attributes = redacted(other.Attributes, value)
		s.Contacts[id] = other
	}
	for i := range s.Held {
		s.Held[i].redact(value)
	}
	for _, e := range s.Pursued {
		if e.Contact == contact {
			e.Contact = ""
		}
		e.Trigger = redacted(e.Trigger, value)
	}
	for _, tr := range s.Triggers {
		if tr.Last != nil && tr.Last.Contact == contact {
			tr.Last.Contact, tr.Last.ID, tr.Last.Data = "", "", nil
		} else if tr.Last != nil {
			tr.Last.Data = redacted(tr.Last.Data, value)
		}
	}
	s.redactMetrics(s.Metrics, text)
	for _, p := range s.People {
		s.redactMetrics(p.Metrics, text)
	}
}

// redactMetrics keeps how many values there were.
func (s *State) redactMetrics(metrics map[string]*Metric, text func(*string)) {
	for _, m := range metrics {
		text(&m.Problem)
		for _, name := range slices.Sorted(maps.Keys(m.Values)) {
			marks, other := m.Values[name], name
			if text(&other); other != name {
				delete(m.Values, name)
				m.Values[unique(m.Values, other)] = marks
			}
		}
	}
}

// redact removes the slots of a contact, and has the keys of others redacted.
func (slots Slots) redact(contact string, text func(*string)) {
	for _, id := range slices.Sorted(maps.Keys(slots)) {
		of, key, _ := strings.Cut(id, "/")
		slot, other := slots[id], unescape.Replace(key)
		if of != "" && unescape.Replace(of) == contact {
			delete(slots, id)
			continue
		}
		if text(&other); other != unescape.Replace(key) {
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

// redact has the texts of a decision redacted.
func (d *Decision) redact(value func(any) any) {
	for _, text := range []*string{&d.Key, &d.Detail, &d.CauseSource, &d.CauseID} {
		*text, _ = value(*text).(string)
	}
	d.Values = redacted(d.Values, value)
}

func redacted(values map[string]any, value func(any) any) map[string]any {
	if len(values) == 0 {
		return values
	}
	fields, _ := value(values).(map[string]any)
	return fields
}
