package customer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// eventTrigger fires with each event of a type.
type eventTrigger struct {
	*triggerDef
	// aboutContact says that each event of the type is about a contact.
	aboutContact bool
}

func newEventTrigger(c *Core, tr *triggerDef) triggerKind {
	declared := c.workspace.Events[tr.Event.Event]
	k := eventTrigger{triggerDef: tr, aboutContact: declared != nil && declared.AboutContact}
	c.listen(tr, tr.Event.Event)
	switch {
	case tr.Event.Count > 0:
		counting := &countTrigger{k}
		c.evaluateOnChange(tr, counting)
		return counting
	case tr.Event.Debounce != nil:
		debounced := &debounceTrigger{k}
		c.evaluateOnChange(tr, debounced)
		return debounced
	}
	return &k
}

func (k *eventTrigger) ofContact() bool { return k.aboutContact }

func (k *eventTrigger) entryArrived(t *evaluation, e *Entry, _ time.Time) {
	o := k.occurrence(t, e)
	if _, waits := k.kind.(accumulator); waits {
		o.arrived = e
	}
	t.found = append(t.found, o)
}

// occurrence is the trigger's firing with an event: the one that arrived, or one that arrived before.
func (k *eventTrigger) occurrence(t *evaluation, e *Entry) occurrence {
	return t.occurrence(k.triggerDef, eventKey(e), map[string]any{"event": t.view.event(e)}, e)
}

func (k *eventTrigger) reason(*occurrence) string {
	return fmt.Sprintf("The event %s arrived.", k.Event.Event)
}

func (k *eventTrigger) status(_ *evaluation, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires with each event %s.", k.Event.Event)
}

// suppose has the last event stand for the next one, unless it was for another key than the explanation's.
func (k *eventTrigger) suppose(t *evaluation, s *TriggerStatus, last func(eventType string) *Entry) (values map[string]any) {
	t.cause = last(k.Event.Event)
	said := t.lastEvent(k.Event.Event)
	if t.cause != nil {
		values = map[string]any{"event": t.view.event(t.cause)}
	}
	if t.ofAnotherKey(t.occurrence(k.triggerDef, "", values, t.cause)) {
		said = fmt.Sprintf("The last event %s, on %s, was for another key.", k.Event.Event, t.formatTime(t.cause.Received))
		t.cause, values = nil, nil
	}
	s.State = strings.TrimSpace(s.State + " " + said)
	return values
}

// lastEvent states when an event last arrived, which is the evaluation's cause.
func (t *evaluation) lastEvent(eventType string) string {
	of := ""
	if e := t.core.workspace.Events[eventType]; e != nil && e.AboutContact && t.core.subject.Contact != "" {
		of = " of this contact"
	}
	switch {
	case t.cause == nil && !t.core.whole.IsZero():
		return fmt.Sprintf("No event %s%s is in the log, which is kept from %s on.", eventType, of, t.formatTime(t.core.whole))
	case t.cause == nil:
		return fmt.Sprintf("No event %s%s has arrived yet.", eventType, of)
	}
	return fmt.Sprintf("The last event %s%s arrived on %s; the rules are asked as if it came again.", eventType, of, t.formatTime(t.cause.Received))
}

// firesNow reports whether an occurrence fires: one that only arrived is given to its trigger, any other has fired.
// A trigger that is evaluated for each contact accumulates nothing for one whom the account doesn't have.
func (t *evaluation) firesNow(o occurrence) (fires bool) {
	if o.arrived == nil {
		return true
	}
	if _, known := t.s.Contacts[o.Contact]; !known && o.trigger.EachContact {
		return false
	}
	k := o.trigger.kind.(accumulator)
	t.as(o.instanceContact(), func() {
		if k.matches(t, o) {
			k.accumulate(t, o)
			fires = k.complete(t.state(o.trigger))
		}
	})
	return fires
}

// matches reports whether an event satisfies the trigger's condition by the facts that it found. One for which that
// can't be evaluated does, so that the rules say what is wrong.
func (k *eventTrigger) matches(t *evaluation, o occurrence) bool {
	if k.when == nil {
		return true
	}
	ok, err := k.when.program.True(t.conditionEnv(k.when, o))
	return ok || err != nil
}

// countTrigger fires with the event that makes its count full, and then counts anew.
type countTrigger struct{ eventTrigger }

// accumulate counts an event from when it happened until the trigger's time has passed.
func (k *countTrigger) accumulate(t *evaluation, o occurrence) {
	st := t.state(k.triggerDef)
	at := o.arrived.happened(t.now).UnixMilli()
	i, _ := slices.BinarySearch(st.Counted, at)
	st.Counted = k.counted(t, slices.Insert(st.Counted, i, at))
}

// complete empties a count that is full.
func (k *countTrigger) complete(st *TriggerState) bool {
	if len(st.Counted) < k.Event.Count {
		return false
	}
	st.Counted = nil
	return true
}

// counted is those of the events that still count.
func (k *countTrigger) counted(t *evaluation, events []int64) []int64 {
	gone := func(at int64) bool {
		return !t.core.hours.Add(time.UnixMilli(at), k.Event.Within).After(t.now)
	}
	for len(events) > 0 && gone(events[0]) {
		events = events[1:]
	}
	if len(events) == 0 {
		return nil // The same as after it was stored and read.
	}
	return events
}

// evaluate fires nothing: only events do.
func (*countTrigger) evaluate(*evaluation, *TriggerState) time.Time { return time.Time{} }

func (k *countTrigger) reason(*occurrence) string {
	return fmt.Sprintf("%d events %s came within %s.", k.Event.Count, k.Event.Event, k.Event.Within)
}

func (k *countTrigger) status(t *evaluation, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when %d events %s have come within %s, and then counts anew.", k.Event.Count, k.Event.Event, k.Event.Within)
	counted := float64(len(k.counted(t, t.state(k.triggerDef).Counted)))
	s.add("counted", counted)
	s.add("missing", float64(k.Event.Count)-counted)
	s.State = fmt.Sprintf("%s of %d have come.", showNumber(counted), k.Event.Count)
}

func (k *countTrigger) met(t *evaluation, st *TriggerState) bool {
	return len(k.counted(t, st.Counted)) > 0
}

func (*countTrigger) metText(n int) string { return remembered(n) }

// debounceTrigger fires with the last event when none has come for so long.
type debounceTrigger struct{ eventTrigger }

// accumulate keeps the event that happened last, and sets the alarm for when none has come for so long.
func (k *debounceTrigger) accumulate(t *evaluation, o occurrence) {
	st := t.state(k.triggerDef)
	if last := o.arrived.kept(t.now); st.Last == nil || !last.Time.Before(st.Last.Time) {
		st.Last = last
	}
	t.s.setAlarm(instance{k.triggerDef, t.contact}.key(), st, instant(t.core.hours.Add(t.now, *k.Event.Debounce)))
}

// complete is false: only the alarm fires.
func (*debounceTrigger) complete(*TriggerState) bool { return false }

// kept is a copy of the entry for the state, the same after it was stored and read.
func (e *Entry) kept(now time.Time) *Entry {
	last := *e
	last.Time, last.Received, last.Data = e.happened(now), now, nil
	if len(e.Data) > 0 {
		last.Data, _ = plain(e.Data).(map[string]any)
	}
	return &last
}

func (k *debounceTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	if st.Last == nil || t.now.Before(st.Due) {
		return st.Due
	}
	last := st.Last
	st.Last = nil
	t.found = append(t.found, k.occurrence(t, last))
	return time.Time{}
}

func (k *debounceTrigger) reason(*occurrence) string {
	return fmt.Sprintf("No event %s came for %s after the last one.", k.Event.Event, k.Event.Debounce)
}

func (k *debounceTrigger) status(t *evaluation, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when no event %s has come for %s, with the last one.", k.Event.Event, k.Event.Debounce)
	if st := t.state(k.triggerDef); st.Last != nil {
		s.State = fmt.Sprintf("It fires on %s with the event of %s, unless another comes before.", t.formatTime(st.Due), t.formatTime(st.Last.Time))
	}
}

func (*debounceTrigger) met(_ *evaluation, st *TriggerState) bool { return st.Last != nil }

func (*debounceTrigger) metText(n int) string { return remembered(n) }

// remembered states for how many contacts events are remembered.
func remembered(n int) string { return fmt.Sprintf("events of %d are remembered", n) }

// abandoned is the decision so far about an event that was debounced when its trigger was removed: it is held, to be
// skipped for that and not in silence.
func abandoned(s *State, key string, last *Entry) Decision {
	trigger, contact := splitInstanceKey(key)
	playbook, hash, _ := strings.Cut(trigger, "/")
	d := Decision{
		Occurrence: strings.Join([]string{s.identity(), escaped(playbook), hash, eventKey(last)}, "/"),
		Account:    s.Account, Contact: last.Contact, Playbook: playbook, Trigger: string(dsl.OnEvent), At: last.Received,
		Outcome: Pending, CauseSource: last.Source, CauseID: last.ID,
		Values: map[string]any{"kind": string(dsl.OnEvent), "at": expression.FormatTime(last.Received)},
	}
	if contact != "" {
		d.Occurrence += contactPart + escaped(contact)
	}
	return d
}
