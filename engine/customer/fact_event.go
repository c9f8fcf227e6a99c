package customer

import (
	"maps"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// Values is the entry as expressions see it: its properties, what every event has, and the contact that it
// is about, nil if none. It can't have happened after now.
func (e *Entry) Values(contact map[string]any, now time.Time) map[string]any {
	all := map[string]any{"id": e.ID, "type": e.Type, "time": expression.FormatTime(e.happened(now))}
	maps.Copy(all, e.Data)
	if contact != nil {
		all["contact"] = contact
	}
	return all
}

// event is an entry with the contact as the state knows it.
func (v *view) event(e *Entry) map[string]any {
	if e.Contact == "" {
		return e.Values(nil, v.now)
	}
	return e.Values(contactValue(v.s, e.Contact), v.now)
}

// eventNames is the names that an expression about an entry knows, as far as they are read. Where only
// properties are, the event is what the entry carries: expressions change nothing.
func (v *view) eventNames(e *Entry, n *needs) map[string]any {
	if v.entry != e {
		v.entry, v.names = e, map[string]any{"event": e.Data, "contact": nil}
		v.full = false
	}
	if n.beyond && !v.full {
		v.names["event"], v.full = v.event(e), true
	}
	if e.Contact != "" && v.names["contact"] == nil && n.aboutContact() {
		v.names["contact"] = contactValue(v.s, e.Contact)
	}
	return v.names
}

// about evaluates a condition about an entry.
func (v *view) about(x *condition, e *Entry) (bool, error) {
	return x.program.True(v.with(v.eventNames(e, &x.needs), &x.needs))
}
