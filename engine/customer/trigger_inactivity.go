package customer

import (
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// sinceRoot is what changes when an older history moves the account's start, from which a silence without
// any event is counted. Expressions can't read it.
const sinceRoot = "since"

// activityArrived notes an event that ends a silence. One that happened earlier than the last changes nothing.
func (t *evaluation) activityArrived(tr *triggerDef, e *Entry, at time.Time) {
	contact := ""
	if tr.EachContact {
		if _, known := t.s.Contacts[e.Contact]; !known {
			return
		}
		contact = e.Contact
	}
	if tr.which != nil && !t.holdsFor(tr.which, e) {
		return
	}
	t.as(contact, func() {
		if st := t.state(tr); at.After(st.Since) {
			st.Since, st.KnownSince = at, time.Time{}
			t.recheck(tr)
		}
	})
}

// inactiveSince is since when the event has not come: since the last one or else since the account's start or,
// for a contact, since the account has had the contact.
func (t *evaluation) inactiveSince(st *TriggerState) time.Time {
	switch {
	case !st.Since.IsZero():
		return st.Since
	case t.contact == "":
		return t.s.Since
	case st.KnownSince.IsZero():
		st.KnownSince = t.now
	}
	return st.KnownSince
}

// beginInactivity notes since when the silence of each contact counts, for triggers that were added since.
func (t *evaluation) beginInactivity(added []*triggerDef) {
	for _, tr := range added {
		if tr.Kind != dsl.Inactivity || !tr.EachContact {
			continue
		}
		for id := range t.s.Contacts {
			t.as(id, func() { t.inactiveSince(t.state(tr)) })
		}
	}
}

// evaluateInactivity fires when the event has not come for so long; once until it comes again.
func (t *evaluation) evaluateInactivity(tr *triggerDef, st *TriggerState) time.Time {
	since := t.inactiveSince(st)
	at := instant(t.core.hours.Add(since, tr.Inactivity.After))
	if t.now.Before(at) {
		st.Fired = st.Fired && !t.edited.IsZero() // It is still the same silence.
		st.Unnoticed = st.Unnoticed && st.Fired
		return at
	}
	if !st.Fired {
		st.Fired = true
		st.Unnoticed = !t.edge(tr, map[string]any{"since": expression.FormatTime(since)})
	}
	return time.Time{}
}
