package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
)

// contactStatus tells of a trigger that watches each contact: of the one that the explanation is about, or of all.
func (t *evaluation) contactStatus(tr *triggerDef, s TriggerStatus) TriggerStatus {
	id := t.core.subject.Contact
	if id == "" {
		return t.eachContactStatus(tr, s)
	}
	if _, known := t.s.Contacts[id]; !known {
		s.Waits, s.State = eachWaits, fmt.Sprintf("The account has no contact %q, so that nothing is watched.", id)
		return s
	}
	t.as(id, func() { s = t.triggerStatus(tr) })
	s.Waits = eachWaits + " " + s.Waits
	return s
}

const eachWaits = "Watches each contact on its own."

// eachContactStatus tells of a trigger that watches each contact: how many there are, and where the one stands who is
// due next or, if nobody is, the first.
func (t *evaluation) eachContactStatus(tr *triggerDef, s TriggerStatus) TriggerStatus {
	contacts := slices.Sorted(maps.Keys(t.s.Contacts))
	if len(contacts) == 0 {
		s.Waits, s.State = eachWaits, "The account has no contacts."
		return s
	}
	shown, due, n := contacts[0], time.Time{}, 0
	for _, id := range contacts {
		t.as(id, func() {
			st := t.state(tr)
			if !st.Due.IsZero() && (due.IsZero() || st.Due.Before(due)) {
				shown, due = id, st.Due
			}
			if t.isSo(tr, st) {
				n++
			}
		})
	}
	t.as(shown, func() { s = t.triggerStatus(tr) })
	who := "The contact"
	if !due.IsZero() {
		who = "Next comes the contact"
	}
	s.Waits, s.values = eachWaits+" "+s.Waits, nil // They are of one contact, and it may be another who fires.
	so := fmt.Sprintf(isSoOf[tr.Kind], n)
	s.State = strings.TrimSpace(fmt.Sprintf("Of the account's %s %s. %s %q: %s", count(float64(len(contacts)), "contact"), so, who, shown, s.State))
	return s
}

// isSo says whether what a trigger waits for is so of the contact who is looked at.
func (t *evaluation) isSo(tr *triggerDef, st *TriggerState) bool {
	switch tr.Kind {
	case dsl.Becomes:
		return t.holds(tr.fact)
	case dsl.OnEvent:
		return len(t.stillCounted(tr, st.Counted)) > 0 || st.Last != nil
	case dsl.OnDate:
		return len(st.FiredFor) > 0
	case dsl.UsageLimit:
		return st.Share > 0
	case dsl.Coverage:
		return t.view.metric(tr.covered) == 0.0
	}
	return st.Fired
}

// isSoOf says of how many contacts it is so, by the kind of trigger.
var isSoOf = map[dsl.TriggerKind]string{
	dsl.Becomes:    "it is true of %d",
	dsl.Inactivity: "the silence of %d has lasted so long",
	dsl.OnEvent:    "events of %d are remembered",
	dsl.OnDate:     "the date of %d has come",
	dsl.UsageLimit: "a share is crossed for %d",
	dsl.Coverage:   "it is 0 for %d",
}
