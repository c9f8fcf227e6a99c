package customer

import (
	"maps"
	"slices"
	"time"
)

// TriggerState is what a trigger remembers of the account or, where it is evaluated for each contact, of one of them:
// what it has fired for and doesn't fire for again.
type TriggerState struct {
	// Fired says that the trigger has fired for what still lasts: a fall, an inactivity, an expression that is true.
	Fired bool `json:"fired,omitempty"`
	// Unnoticed says that nothing was decided about that, as an edit or imported history brought it on.
	Unnoticed bool `json:"quietly,omitempty"`
	// Peaks is the past of the one measure that a health_drop reads.
	Peaks []Peak `json:"peaks,omitempty"`
	// Plan is the latest start of the success plan, which FiredFor is about.
	Plan time.Time `json:"plan,omitzero"`
	// FiredFor is what the trigger has fired for: an onboarding_stall's milestones, and "" for idleness; a date.
	FiredFor []string `json:"noted,omitempty"`
	// Since is when what the trigger waits for began: the last event of an inactivity, the instant at which an
	// expression turned true, or until when a schedule or a coverage is done, with the offset of the zone from UTC.
	// Of a date, when it fired; zero: it was only noted.
	Since time.Time `json:"since,omitzero"`
	// KnownSince is since when the inactivity of a contact counts of whom no event has come.
	KnownSince time.Time `json:"met,omitzero"`
	// Counted is when the events happened that a counting trigger has counted since it fired, in
	// milliseconds of Unix time, oldest first: fewer than its count.
	Counted []int64 `json:"counted,omitempty"`
	// Last is the event with which a debounced trigger fires when its alarm is due; nil: none came.
	Last *Entry `json:"last,omitempty"`
	// Share is the highest share of a limit that is crossed.
	Share float64 `json:"share,omitempty"`
	// Due is the trigger's alarm.
	Due time.Time `json:"due,omitzero"`
	// QuietUntil is when the trigger was added: what was due before is noted and fires nothing.
	QuietUntil time.Time `json:"quiet,omitzero"`
}

// atRest reports whether there is nothing to remember.
func (st *TriggerState) atRest() bool {
	return !st.Fired && !st.Unnoticed && len(st.Peaks) == 0 && st.Plan.IsZero() && len(st.FiredFor) == 0 && st.Since.IsZero() && st.KnownSince.IsZero() &&
		len(st.Counted) == 0 && st.Last == nil && st.Share == 0 && st.Due.IsZero() && st.QuietUntil.IsZero()
}

// state is what a trigger remembers of the account or of the evaluation's contact. It is dropped when it is at rest.
func (t *evaluation) state(tr *triggerDef) *TriggerState {
	key := instance{tr, t.contact}.key()
	t.touchedStates = append(t.touchedStates, key)
	if st := t.s.Triggers[key]; st != nil {
		return st
	}
	return put(&t.s.Triggers, key, &TriggerState{})
}

// dropRestingStates drops the states that were touched and are at rest.
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

// addedLater reports whether the trigger was added after what it finds was due.
func (t *evaluation) addedLater(tr *triggerDef) bool {
	st := t.s.Triggers[tr.key]
	if st == nil {
		return false
	}
	t.touchedStates = append(t.touchedStates, tr.key)
	return t.now.Before(st.QuietUntil)
}

// onlyNotes reports whether what a trigger finds is only noted, not decided: history, what an edit brings, what was
// before the trigger was added, or facts of a contact that were forgotten meanwhile.
func (t *evaluation) onlyNotes(tr *triggerDef, contact string) bool {
	return !t.fire || t.addedLater(tr) || tr.personal && (t.returned[contact] || t.s.forgotten(contact))
}

// rebaseTriggers returns the triggers that are new to a state, and drops what is remembered of those that are gone.
// An event that one of them debounced is held until it is skipped, whatever it weighs: it was in the state before.
func (c *Core) rebaseTriggers(s *State) (added []*triggerDef) {
	known := map[string]bool{}
	for _, tr := range c.stateful {
		known[tr.key] = true
		if s.Triggers[tr.key] == nil && !s.TriggerSet.has(tr.key) {
			added = append(added, tr)
		}
	}
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
