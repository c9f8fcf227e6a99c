package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// StepWait waits.
const StepWait StepKind = "wait"

// WaitStep waits for one of four: a while (For), an event (Event), an expression that turns true (Until),
// or a moment (At).
type WaitStep struct {
	For     string `json:"for,omitempty"`     // calendar.Duration
	Event   string `json:"event,omitempty"`   // type of event
	When    string `json:"when,omitempty"`    // of the event
	Until   string `json:"until,omitempty"`   // expression of a bool
	At      string `json:"at,omitempty"`      // expression of a date or time
	Late    string `json:"late,omitempty"`    // when At is past already: "skip", else it goes on at once
	Timeout string `json:"timeout,omitempty"` // calendar.Duration; empty: for ever
}

var waitSchema = &schema{
	word: "wait", labels: []string{"NAME"},
	doc: "Waits for one of four: a while (`for`), an event (`event`), an expression that turns true (`until`), or a moment (`at`). " +
		"With a timeout it has the results `matched` and `timed_out`; `event` is what came.",
	attrs: append([]attr{
		{name: "for", kind: kindDuration, example: `"3d"`, doc: "How long it waits."},
		{name: "event", kind: kindEvent, example: `"feature_used"`, doc: "The type of event that it waits for. `when` is about the event then: `event` can be read."},
		{name: "until", kind: kindCondition, example: `"health.band == 'green'"`, unsupported: true, doc: "The expression that it waits for; it doesn't wait when that is true already."},
		{name: "at", kind: kindDate, example: `"before(account.renewal_date, '30d')"`, unsupported: true, doc: "The moment that it waits for."},
		{name: "late", kind: kindWord, words: []string{"now", "skip"}, def: `"now"`, example: `"skip"`, unsupported: true, doc: "What happens when the moment of `at` is past already: the steps go on at once (`now`), or those after the wait in the same block are left out (`skip`)."},
		{name: "timeout", kind: kindDuration, example: `"5 business days"`, doc: "How long it waits at most for an event, an expression or a moment; without it, for as long as it takes."},
	}, stepAttrs()...),
	example: `wait "usage" {
  event   = "feature_used"
  when    = "event.count > 5"
  timeout = "3d"
}`,
}

// wait decodes a wait. With an event, `when` says which events match, and every step's own `when` has
// no place: a branch around the wait says so instead.
func (d *stepDecoder) wait() {
	w := &WaitStep{For: d.b.durationText("for"), Timeout: d.b.durationText("timeout")}
	d.step.Wait = w
	if d.waitsFor() != "for" {
		d.result["matched"], d.result["timed_out"] = expression.Bool, expression.Bool
	}
	if event := d.l.eventRef(d.b, "event"); event != nil {
		w.Event = event.Name
		match := d.l.eventScope(d.at, event)
		w.When = d.source(d.b.program("when", match, expression.Bool))
		d.result["event"] = match.names["event"]
	}
	w.Until = d.source(d.b.program("until", d.at, expression.Bool))
	w.At = d.source(d.b.moment("at", d.at))
	if d.b.has("at") {
		d.result["late"] = expression.Bool
	}
	if d.b.word("late") == "skip" {
		w.Late = "skip"
	}
}

// waitsFor is the attribute that says what the wait is for; empty when none does.
func (d *stepDecoder) waitsFor() string {
	var found []string
	for _, name := range []string{"for", "event", "until", "at"} {
		if d.b.has(name) {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 0:
		d.b.reportMissing(diag.CodeOneOf, []string{"for", "event", "until", "at"}, "Waits for nothing", "A wait needs \"for\" (a duration), \"event\" (a type of event), \"until\" (an expression) or \"at\" (a moment).")
		return ""
	case len(found) > 1:
		d.l.Errorf(diag.CodeOneOf, d.b.nameAt(found[1]), "Waits for two things", "A wait has either \"for\", \"event\", \"until\" or \"at\". An event with a limit is \"event\" with \"timeout\".")
	case d.b.has("timeout") && found[0] == "for":
		d.l.Errorf(diag.CodeOneOf, d.b.nameAt("timeout"), "Timeout of a while", "\"timeout\" limits the wait for an \"event\", \"until\" or \"at\". How long to wait is \"for\".")
	}
	if d.b.has("late") && !slices.Contains(found, "at") {
		d.l.Errorf(diag.CodeOneOf, d.b.nameAt("late"), "Late without a moment", "\"late\" says what happens when the moment of \"at\" is past already.")
	}
	return found[0]
}

// durationText reads a duration in its canonical form; empty when it isn't written or wrong.
func (b *block) durationText(name string) string {
	if d := b.long(name); d != nil {
		return d.String()
	}
	return ""
}
