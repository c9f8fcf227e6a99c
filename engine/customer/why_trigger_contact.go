package customer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// contactStatus is the status of a trigger that is evaluated for each contact: of the subject's contact, or of all.
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

// eachContactStatus counts the contacts for whom a trigger is evaluated and for whom it is met, and has the status of the
// one who is due next or, if none is, of the first.
func (t *evaluation) eachContactStatus(tr *triggerDef, s TriggerStatus) TriggerStatus {
	contacts := slices.Sorted(maps.Keys(t.s.Contacts))
	if len(contacts) == 0 {
		s.Waits, s.State = eachWaits, "The account has no contacts."
		return s
	}
	kind := tr.kind.(contactKind)
	shown, due, n := contacts[0], time.Time{}, 0
	for _, id := range contacts {
		t.as(id, func() {
			st := t.state(tr)
			if !st.Due.IsZero() && (due.IsZero() || st.Due.Before(due)) {
				shown, due = id, st.Due
			}
			if kind.met(t, st) {
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
	s.State = strings.TrimSpace(fmt.Sprintf("Of the account's %s %s. %s %q: %s", count(float64(len(contacts)), "contact"), kind.metText(n), who, shown, s.State))
	return s
}
