package dsl

import "github.com/tendhq/tend/dsl/expression"

// WaitStep waits for a time or an event.
type WaitStep struct {
	For     string `json:"for,omitempty"`     // calendar.Duration
	Event   string `json:"event,omitempty"`   // type of event
	When    string `json:"when,omitempty"`    // of the event
	Timeout string `json:"timeout,omitempty"` // calendar.Duration; empty: for ever
}

var waitSchema = &schema{
	word: "wait", doc: "Waits for a time, or for an event. With `event`, `when` is about the event.",
	labels: []string{"NAME"},
	attrs: stepAttrs(
		attr{name: "for", takes: takesDuration, example: `"3d"`, doc: "How long."},
		attr{name: "event", takes: takesEvent, example: `"login"`, doc: "The type of event that it waits for."},
		attr{name: "until", takes: takesCondition, example: `"health.band == 'green'"`, pending: true, doc: "The expression that it waits for."},
		attr{name: "at", takes: takesDate, example: `"before(account.renewal_date, '30d')"`, pending: true, doc: "The time that it waits for."},
		attr{name: "late", takes: takesWord, words: []string{"skip", "now"}, example: `"skip"`, pending: true, doc: "What happens when the time is past already."},
		attr{name: "timeout", takes: takesDuration, example: `"5 business days"`, doc: "How long it waits for the event at most; without it, for ever."},
	),
	example: `wait "usage" {
  event   = "feature_used"
  timeout = "3d"
}`,
}

// wait decodes a wait. With an event, `when` says which events match, and every step's own `when` has
// no place: a branch around the wait says so instead.
func (p *planner) wait(b *block, at place, result map[string]expression.Type) *WaitStep {
	w := &WaitStep{For: b.durationText("for"), Timeout: b.durationText("timeout")}
	switch {
	case b.has("for") && b.has("event"):
		p.l.errorf(CodeOneOf, b.nameAt("event"), "Waits for two things", "A wait has either \"for\" or \"event\". An event with a limit is \"event\" with \"timeout\".")
	case !b.has("for") && !b.has("event") && !b.has("until") && !b.has("at"):
		p.l.errorf(CodeOneOf, b.head(), "Waits for nothing", "A wait needs \"for\", a duration, or \"event\", a type of event.")
	case b.has("timeout") && !b.has("event"):
		p.l.errorf(CodeOneOf, b.nameAt("timeout"), "Timeout without an event", "\"timeout\" limits the wait for an \"event\". How long to wait is \"for\".")
	}
	if !b.has("event") {
		return w
	}
	result["matched"], result["timed_out"] = expression.Bool, expression.Bool
	if event := p.l.eventRef(b, "event"); event != nil {
		w.Event = event.Name
		w.When = p.source(b.program("when", p.l.matchPlace(at, event), expression.Bool))
	}
	return w
}

// matchPlace adds an event that a run waits for: its properties, and the contact that it is about.
func (l *loader) matchPlace(p place, e *Event) place {
	fields := map[string]expression.Type{}
	for name, property := range e.Properties {
		fields[name] = property.Type
	}
	p = p.with("event", expression.Object(fields))
	if e.AboutContact {
		p = l.withContact(p)
	}
	return p
}

// durationText reads a duration in its canonical form; empty when it isn't written or wrong.
func (b *block) durationText(name string) string {
	d := b.duration(name)
	switch {
	case d == nil:
		return ""
	case d.IsZero():
		b.l.errorf(CodeDuration, b.at(name), "Duration of nothing", "%q has to be longer than nothing.", name)
		return ""
	}
	return d.String()
}
