package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// accumulatorOf is what an event trigger does that doesn't fire with each event.
func accumulatorOf(e *dsl.EventTrigger) func(*evaluation, occurrence) bool {
	switch {
	case e.Count > 0:
		return (*evaluation).accumulateCount
	case e.Debounce != nil:
		return (*evaluation).accumulateDebounce
	}
	return nil
}

// eventArrived is an event that fires a trigger, or that the trigger gathers.
func (t *evaluation) eventArrived(tr *triggerDef, e *Entry) {
	o := t.eventOccurrence(tr, e)
	if tr.accumulate != nil {
		o.arrived = e
	}
	t.found = append(t.found, o)
}

// eventOccurrence is a trigger's firing with an event: this one, or one that came before.
func (t *evaluation) eventOccurrence(tr *triggerDef, e *Entry) occurrence {
	return t.occurrence(tr, eventKey(e), map[string]any{"event": t.view.event(e)}, e)
}

// accumulate gives an event that arrived to its trigger, which says whether it fires with it. Where the trigger
// watches each contact, it gathers nothing of one whom the account doesn't have.
func (t *evaluation) accumulate(o occurrence) (fires bool) {
	if _, known := t.s.Contacts[o.Contact]; !known && o.trigger.EachContact {
		return false
	}
	t.as(o.instanceContact(), func() { fires = o.trigger.accumulate(t, o) })
	return fires
}

// accumulates says whether the trigger counts an event: when it satisfies the trigger's condition by the facts
// that it found. One that can't be told counts, so that the rules say what is wrong.
func (t *evaluation) accumulates(o occurrence) bool {
	x := o.trigger.when
	if x == nil {
		return true
	}
	ok, err := x.program.True(t.asking(x, o))
	return ok || err != nil
}

// accumulateCount fires with the event that makes the count full, and counts anew. An event counts from when it
// happened until the trigger's time has passed.
func (t *evaluation) accumulateCount(o occurrence) bool {
	if !t.accumulates(o) {
		return false
	}
	st, def := t.state(o.trigger), o.trigger.Event
	at := o.arrived.happened(t.now).UnixMilli()
	i, _ := slices.BinarySearch(st.Counted, at)
	st.Counted = t.stillCounted(o.trigger, slices.Insert(st.Counted, i, at))
	if len(st.Counted) < def.Count {
		return false
	}
	st.Counted = nil
	return true
}

// stillCounted is those of the events of a counting trigger that still count.
func (t *evaluation) stillCounted(tr *triggerDef, events []int64) []int64 {
	gone := func(at int64) bool {
		return !t.core.hours.Add(time.UnixMilli(at), tr.Event.Within).After(t.now)
	}
	for len(events) > 0 && gone(events[0]) {
		events = events[1:]
	}
	if len(events) == 0 {
		return nil // The same as after it was stored and read.
	}
	return events
}

// accumulateDebounce keeps the event that happened last, and sets the alarm for when none has come for so long.
func (t *evaluation) accumulateDebounce(o occurrence) bool {
	if !t.accumulates(o) {
		return false
	}
	st := t.state(o.trigger)
	if last := o.arrived.kept(t.now); st.Last == nil || !last.Time.Before(st.Last.Time) {
		st.Last = last
	}
	t.s.setAlarm(instance{o.trigger, t.contact}.key(), st, instant(t.core.hours.Add(t.now, *o.trigger.Event.Debounce)))
	return false
}

// kept is a copy of the entry for the state, the same after it was stored and read.
func (e *Entry) kept(now time.Time) *Entry {
	last := *e
	last.Time, last.Received, last.Data = e.happened(now), now, nil
	if len(e.Data) > 0 {
		last.Data, _ = plain(e.Data).(map[string]any)
	}
	return &last
}

// evaluateDebounce fires with the last event when none has come for so long.
func (t *evaluation) evaluateDebounce(tr *triggerDef, st *TriggerState) time.Time {
	if st.Last == nil || t.now.Before(st.Due) {
		return st.Due
	}
	last := st.Last
	st.Last = nil
	t.found = append(t.found, t.eventOccurrence(tr, last))
	return time.Time{}
}
