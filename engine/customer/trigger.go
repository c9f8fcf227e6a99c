package customer

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// TriggerState is what a trigger remembers of the account or, where it watches each contact, of one of them: what it
// has fired for and needn't fire for again.
type TriggerState struct {
	// Fired says that the trigger has fired for what is still on: a fall, a silence, an expression that is true.
	Fired bool `json:"fired,omitempty"`
	// Quietly says that nothing was decided about that, as an edit or imported history brought it on.
	Unnoticed bool `json:"quietly,omitempty"`
	// Peaks is the past of the one measure that a health_drop looks at.
	Peaks []Peak `json:"peaks,omitempty"`
	// Plan is the latest start of the plan that was seen, which Noted is about.
	Plan time.Time `json:"plan,omitzero"`
	// Noted is what has been fired for: an onboarding_stall's milestones, and "" for idleness; a date.
	FiredFor []string `json:"noted,omitempty"`
	// Since is when what the trigger watches began: the last event of an inactivity, the moment at which an
	// expression turned true, or until when a schedule or a coverage is done, with the offset of the zone from UTC.
	// Of a date, when it fired; zero: it was only noted.
	Since time.Time `json:"since,omitzero"`
	// Met is since when the silence of a contact counts of whom no event has come.
	KnownSince time.Time `json:"met,omitzero"`
	// Counted is when the events happened that a counting trigger has counted since it fired, in
	// milliseconds of Unix time, oldest first: fewer than its count.
	Counted []int64 `json:"counted,omitempty"`
	// Last is the event with which a debounced trigger fires when its alarm goes off; nil: none came.
	Last *Entry `json:"last,omitempty"`
	// Share is the highest share of a limit that is crossed.
	Share float64 `json:"share,omitempty"`
	// Due is the trigger's alarm.
	Due time.Time `json:"due,omitzero"`
	// Quiet is when the trigger was added: what was due before is noted and fires nothing.
	QuietUntil time.Time `json:"quiet,omitzero"`
}

// triggerKeyLength is how much of a trigger's hash distinguishes it from others of its playbook.
const triggerKeyLength = 16

// triggerDef is a trigger's definition with what is computed once.
type triggerDef struct {
	*dsl.Trigger
	playbook *playbook
	when     *test
	key      string
	rank     int // the order in which simultaneous triggers are decided

	evaluate evaluator // nil for triggers that only events fire
	needs    needs     // of what it watches
	// shared is where it watches each contact what it reads that isn't of one contact only.
	shared needs
	fact   *test // becomes: the expression
	which  *test // inactivity: the events that count
	// ofContacts says that its segments are of contacts, personal that what it watches is made of a contact's events.
	ofContacts, personal bool
	// covered is the metric that a coverage asks.
	covered *metricDef
	// gather says of an event whether the trigger fires with it now; nil: with each.
	accumulate func(*evaluation, occurrence) bool
}

// occurrence is one time that a trigger fired: a decision in the making.
type occurrence struct {
	Decision
	trigger *triggerDef
	// unkeyed is why the playbook's key can't be evaluated, nil when it can.
	unkeyed error
	// arrived is the event that it is, of which its trigger still has to say whether it fires; nil: it fired.
	arrived *Entry
	// recalled says that it was held, so that it is known whom it is about.
	reevaluated bool
}

// atRest says that there is nothing to remember.
func (st *TriggerState) atRest() bool {
	return !st.Fired && !st.Unnoticed && len(st.Peaks) == 0 && st.Plan.IsZero() && len(st.FiredFor) == 0 && st.Since.IsZero() && st.KnownSince.IsZero() &&
		len(st.Counted) == 0 && st.Last == nil && st.Share == 0 && st.Due.IsZero() && st.QuietUntil.IsZero()
}

// knows says whether a trigger was there when the state was last rebased.
func (s *State) knows(tr *triggerDef) bool {
	return s.Triggers[tr.key] != nil || s.TriggerSet.has(tr.key)
}

// rebaseTriggers gives the triggers that are new to a state, and drops what is remembered of those that are gone. What
// waited there for a lull is held until it can be skipped, however much it is: it was in the state before.
func (c *Core) rebaseTriggers(s *State) (added []*triggerDef) {
	known := map[string]bool{}
	c.edgeTriggers(func(tr *triggerDef) {
		known[tr.key] = true
		if !s.knows(tr) {
			added = append(added, tr)
		}
	})
	gone := func(key string) bool {
		trigger, _ := splitInstanceKey(key)
		return !known[trigger]
	}
	for _, key := range slices.Sorted(maps.Keys(s.Triggers)) {
		if last := s.Triggers[key].Last; last != nil && gone(key) {
			s.Held = append(s.Held, Held{Decision: abandoned(s, key, last)})
		}
	}
	maps.DeleteFunc(s.Triggers, func(key string, _ *TriggerState) bool { return gone(key) })
	s.dropAlarms(gone)
	s.TriggerSet = c.triggerSet
	return added
}

// abandoned is what is known of an occurrence that waited for a lull when its trigger was taken away, so that it
// is skipped for that and not in silence.
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

// edgeTriggers are those that remember something: most watch a level and fire when it is crossed.
func (c *Core) edgeTriggers(yield func(*triggerDef)) {
	for _, t := range c.triggerIndex.all {
		yield(t)
	}
	for _, t := range c.drops {
		yield(t)
	}
	for _, def := range c.plans {
		for _, t := range def.stalls {
			yield(t)
		}
	}
}

// state is the edge state that a trigger keeps of whom it looks at. It is forgotten when it is at rest.
func (t *evaluation) state(tr *triggerDef) *TriggerState {
	key := instance{tr, t.contact}.key()
	t.touchedStates = append(t.touchedStates, key)
	if st := t.s.Triggers[key]; st != nil {
		return st
	}
	return put(&t.s.Triggers, key, &TriggerState{})
}

// addedLater says that what a trigger finds is only noted: it was due before the trigger was added.
func (t *evaluation) addedLater(tr *triggerDef) bool {
	st := t.s.Triggers[tr.key]
	if st == nil {
		return false
	}
	t.touchedStates = append(t.touchedStates, tr.key)
	return t.now.Before(st.QuietUntil)
}

// dropRestingStates forgets the states that were looked at and are at rest.
func (t *evaluation) dropRestingStates() {
	for _, key := range t.touchedStates {
		st := t.s.Triggers[key]
		if st == nil {
			continue
		}
		if !st.QuietUntil.After(t.now) {
			st.QuietUntil = time.Time{}
		}
		if st.atRest() {
			delete(t.s.Triggers, key)
		}
	}
	t.touchedStates = t.touchedStates[:0]
	if len(t.s.Triggers) == 0 {
		t.s.Triggers = nil // The same as after it was stored and read.
	}
}

// onlyNotes says that what a trigger finds is only noted, not decided: history, what an edit brings, what was before
// the trigger was added, or facts of a contact that were forgotten meanwhile.
func (t *evaluation) onlyNotes(tr *triggerDef, contact string) bool {
	return !t.fire || t.addedLater(tr) || tr.personal && (t.returned[contact] || t.s.forgotten(contact))
}

// edge adds an occurrence of a trigger that watches a level, and says so, unless it only has to be noted.
func (t *evaluation) edge(tr *triggerDef, values map[string]any) bool {
	return t.edgeOf(tr, t.contact, values)
}

// edgeOf is edge for what happened to a contact; an empty ID is the account.
func (t *evaluation) edgeOf(tr *triggerDef, contact string, values map[string]any) bool {
	if t.onlyNotes(tr, contact) {
		return false
	}
	t.s.Edges++
	o := t.occurrence(tr, edgeKey(t.s.Edges), values, t.cause)
	if contact != "" {
		o.Contact = contact
	}
	t.found = append(t.found, o)
	return true
}

// occurrence is a trigger's firing in this turn; the cause is the entry that led to it, nil when it was time.
func (t *evaluation) occurrence(tr *triggerDef, key string, values map[string]any, cause *Entry) occurrence {
	o := occurrence{trigger: tr, Decision: Decision{
		Occurrence: tr.occurrenceID(t.s, key), Account: t.s.Account, Playbook: tr.playbook.Name,
		Trigger: string(tr.Kind), At: t.now, Values: t.triggerValues(tr, values),
	}}
	if cause != nil {
		o.CauseSource, o.CauseID = cause.Source, cause.ID
		if tr.Kind == dsl.OnEvent || t.core.concernsContact(tr) {
			o.Contact = cause.Contact
		}
	}
	return o
}

// takeFound hands over the occurrences in the order in which they are decided.
func (t *evaluation) takeFound() []occurrence {
	found := t.found
	t.found = nil
	slices.SortStableFunc(found, compareOccurrences)
	return found
}
