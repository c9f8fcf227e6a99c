package customer

import (
	"maps"

	"github.com/tendhq/tend/dsl/expression"
)

// event is an entry as expressions see it: its properties, and what every event has.
func (v *view) event(e *Entry) map[string]any {
	all := map[string]any{"id": e.ID, "type": e.Type, "time": expression.FormatTime(e.happened(v.now))}
	maps.Copy(all, e.Data)
	if e.Contact != "" {
		all["contact"] = person(v.s, e.Contact)
	}
	return all
}

// eventNames is the names that are known when an entry is looked at.
func (v *view) eventNames(e *Entry) map[string]any {
	event := v.event(e)
	return map[string]any{"event": event, "contact": event["contact"]}
}

// about asks a condition about an entry.
func (v *view) about(x *test, e *Entry) (bool, error) {
	return x.program.True(v.with(v.eventNames(e), &x.needs))
}
