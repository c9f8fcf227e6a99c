package dsl

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// OnEvent triggers fire when an event arrives.
const OnEvent TriggerKind = "event"

// EventTrigger fires when an event arrives.
type EventTrigger struct {
	Event string
	// Count is which of the events within Within fires: the n-th; 0: each.
	Count  int
	Within calendar.Duration
	// Debounce waits until no such event came for so long, and fires with the last; nil: at once.
	Debounce *calendar.Duration
}

// maxCount is how many events a trigger counts at most: the instant of each is kept.
const maxCount = 1000

var eventTriggerSchema = &schema{
	word: "trigger", kind: "event", labels: []string{"KIND"},
	doc: "An event arrives. In `when`, it is `event` too. Where the playbook enrols contacts and the event is about a contact, `count` and `debounce` are of each contact on its own: " +
		"events of an ID that is no contact's aren't gathered, and what was gathered of a contact who leaves is forgotten.",
	attrs: []attr{
		{name: "event", required: true, kind: kindEvent, example: `"contract_signed"`, doc: "The type of event."},
		{name: "when", kind: kindCondition, example: `"event.score <= 6"`, doc: "Which of these events count; it can read every fact, `event`, `trigger`, and `contact` when the event is about one. " +
			"With `count` or `debounce` it is asked of each event as it arrives, and once more when the trigger fires."},
		{name: "count", kind: kindWhole, example: "3", doc: "Fires with the event that makes it so many within `within`, and then counts anew; from 2 to 1000 (for more, use a metric and the trigger `becomes`). " +
			"It counts what arrives while the trigger is in force, not what was imported."},
		{name: "within", kind: kindClock, example: `"7d"`, doc: "The time in which `count` events have to come: each counts for so long after it happened, and at the end of that time no more."},
		{name: "debounce", kind: kindClock, example: `"10m"`, doc: "Waits until no such event has arrived for so long, and fires once, with the one of them that happened last; an event that arrives before starts the time anew."},
	},
	brings: []triggerField{
		{"event", expression.Any, "The event: its properties, `id`, `type` and `time`, and `contact` where it is about one."},
	},
	example: `trigger "event" {
  event = "nps_response"
  when  = "event.score <= 6"
}`,
}

func (*EventTrigger) schema() *schema { return eventTriggerSchema }

func (t *EventTrigger) decode(d *triggerDecoder) {
	*t = EventTrigger{Debounce: d.plainDuration("debounce")}
	d.t.Event = t
	p := d.scope.with("event", expression.Any)
	if event := d.l.eventRef(d.block, "event"); event != nil {
		t.Event = event.Name
		d.contact = event.AboutContact
		d.fields["event"] = d.l.eventType(event)
		p = d.l.eventScope(d.scope, event)
		d.refuseRunFinished(event)
	}
	d.counted(t)
	d.scope = p
	d.when()
	c := content{"event": t.Event}
	if t.Count > 0 {
		c["count"], c["within"] = t.Count, t.Within
	}
	if t.Debounce != nil {
		c["debounce"] = t.Debounce
	}
	d.decides(c)
}

func (t *EventTrigger) eachContact(l *loader) bool {
	return (t.Count > 0 || t.Debounce != nil) && l.aboutContact(t.Event)
}

func (t *EventTrigger) checkRetention(l *loader, at diag.Range, kept time.Duration) {
	if l.lengthOf(t.Within) > kept {
		l.Warnf(diag.CodeRetention, at, "Count over more than events are kept",
			"The trigger counts events of %s, and the workspace's \"retention\" is %s: those that arrive later than that are refused and not counted.", t.Within, l.ws.Retention)
	}
}

// refuseRunFinished leads to the trigger "playbook", which knows which playbook starts which.
func (d *triggerDecoder) refuseRunFinished(event *Event) {
	if event.Name == "run.finished" {
		d.l.Errorf(diag.CodeValue, d.at("event"), "Event that has a trigger of its own", "A playbook that follows another is written with `trigger \"playbook\"`, so that two of them can't start each other without end.")
	}
}

func (d *triggerDecoder) counted(t *EventTrigger) {
	if d.has("count") != d.has("within") {
		d.reportMissing(diag.CodeOneOf, []string{"count", "within"}, "Half of a count", "\"count\" and \"within\" belong together: so many events within so much time.")
	}
	t.Count = d.whole("count", 2, maxCount)
	if within := d.plainDuration("within"); within != nil {
		t.Within = *within
	}
	if d.has("count") && d.has("debounce") {
		d.l.Errorf(diag.CodeOneOf, d.nameAt("debounce"), "Counted and debounced", "A trigger either counts events or waits for silence after them.")
	}
}
