package customer

import (
	"reflect"
	"time"
)

// update replaces what an account.updated entry brings.
func (t *evaluation) update(e *Entry) {
	before := t.s.Contacts
	t.s.update(e)
	t.touch("account", "")
	for id := range t.s.Contacts {
		if old, known := before[id]; !known || !reflect.DeepEqual(old, t.s.Contacts[id]) {
			t.touchContact(id)
		}
	}
	for id := range before {
		if _, known := t.s.Contacts[id]; !known {
			t.touchContact(id)
		}
	}
}

// touchContact notes that a contact came, left or changed.
func (t *evaluation) touchContact(id string) {
	t.touch("contacts", "")
	t.touch("contact", "")
	put(&t.changedAbout, id, true)
}

func (s *State) update(e *Entry) {
	if name, ok := e.Data["name"]; ok {
		s.Name, _ = name.(string)
	}
	if attributes, ok := e.Data["attributes"]; ok {
		s.Attributes = object(attributes)
	}
	contacts, ok := e.Data["contacts"]
	if !ok {
		return
	}
	s.Contacts, s.evictionOrder = nil, nil
	list, _ := contacts.([]any)
	for _, item := range list {
		fields, _ := item.(map[string]any)
		c := Contact{ID: text(fields["id"]), Name: text(fields["name"]), Email: text(fields["email"]), Attributes: object(fields["attributes"])}
		if c.ID != "" {
			put(&s.Contacts, c.ID, c)
		}
	}
	s.forgetDeparted()
}

// runFinished ends a run that is in progress, whatever its slot's ID is today. The end of an older one changes nothing.
func (t *evaluation) runFinished(e *Entry, at time.Time) {
	playbook := text(e.Data["playbook"])
	slot := t.s.Enrolled[playbook].of(text(e.Data["run"]))
	if e.Source != SourceTend || slot == nil {
		return
	}
	slot.ended(at)
	t.s.Matures = t.core.matures(t.s, t.now)
	t.touch("running", playbook)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// object copies an object, without the parts that stand for a missing value. An empty one is nil, so that a state is
// the same after it was stored and read.
func object(v any) map[string]any {
	fields, _ := v.(map[string]any)
	var all map[string]any
	for name, value := range fields {
		if value = plain(value); value != nil && value != "" {
			put(&all, name, value)
		}
	}
	return all
}

// plain is a value in the form that it has after it was stored and read.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case []any:
		all := make([]any, len(v))
		for i, item := range v {
			all[i] = plain(item)
		}
		return all
	case map[string]any:
		all := make(map[string]any, len(v))
		for name, item := range v {
			all[name] = plain(item)
		}
		return all
	}
	return v
}
