package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// inactivityTrigger fires when no event of a type has come for so long, once until one comes again.
type inactivityTrigger struct {
	*triggerDef
	ofAccounts
	// which says which events count; nil: all.
	which *condition
}

// sinceRoot is what changes when an older history moves the account's start, from which inactivity without any event
// is counted. Expressions can't read it.
const sinceRoot = "since"

func newInactivityTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &inactivityTrigger{triggerDef: tr, which: newCondition(tr.Inactivity.Which)}
	if !tr.EachContact {
		tr.needs.addRef(ref{root: sinceRoot})
	}
	c.listen(tr, tr.Inactivity.Event)
	c.evaluateOnChange(tr, k)
	return k
}

// entryArrived notes an event that ends the inactivity. One that happened earlier than the last changes nothing.
func (k *inactivityTrigger) entryArrived(t *evaluation, e *Entry, at time.Time) {
	contact := ""
	if k.EachContact {
		if _, known := t.s.Contacts[e.Contact]; !known {
			return
		}
		contact = e.Contact
	}
	if k.which != nil && !t.holdsFor(k.which, e) {
		return
	}
	t.as(contact, func() {
		if st := t.state(k.triggerDef); at.After(st.Since) {
			st.Since, st.KnownSince = at, time.Time{}
			t.recheck(k.triggerDef)
		}
	})
}

// accountReplayed notes since when the inactivity of each contact counts.
func (k *inactivityTrigger) accountReplayed(t *evaluation) {
	if !k.EachContact {
		return
	}
	for id := range t.s.Contacts {
		t.as(id, func() { k.since(t, t.state(k.triggerDef)) })
	}
}

// since is when the inactivity began: with the last event or else with the account's start or, for a contact, when the
// account got the contact.
func (k *inactivityTrigger) since(t *evaluation, st *TriggerState) time.Time {
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

func (k *inactivityTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	since := k.since(t, st)
	at := instant(t.core.hours.Add(since, k.Inactivity.After))
	if t.now.Before(at) {
		st.Fired = st.Fired && !t.edited.IsZero() // An edit of the time doesn't begin another inactivity.
		st.Unnoticed = st.Unnoticed && st.Fired
		return at
	}
	if !st.Fired {
		st.Fired = true
		st.Unnoticed = !t.edge(k.triggerDef, map[string]any{"since": expression.FormatTime(since)})
	}
	return time.Time{}
}

func (k *inactivityTrigger) reason(*occurrence) string {
	return fmt.Sprintf("No event %s came for %s.", k.Inactivity.Event, k.Inactivity.After)
}

func (k *inactivityTrigger) status(t *evaluation, s *TriggerStatus) {
	s.Waits = fmt.Sprintf("Fires when no event %s has come for %s, once until it comes again.", k.Inactivity.Event, k.Inactivity.After)
	st := t.state(k.triggerDef)
	since, what := k.since(t, st), "The last one came on"
	switch {
	case st.Since.IsZero() && t.contact != "":
		what = "None has come since it became a contact of the account's on"
	case st.Since.IsZero():
		what = "None has come since the account's start on"
	}
	if since.IsZero() {
		s.State = "The account has not started."
		return
	}
	s.values = map[string]any{"since": expression.FormatTime(since)}
	s.State = fmt.Sprintf("%s %s.", what, t.formatTime(since))
	at := instant(t.core.hours.Add(since, k.Inactivity.After))
	switch {
	case st.Unnoticed:
		s.State += fmt.Sprintf(" The time was over on %s already %s: that doesn't count. It fires after the next one.", t.formatTime(at), unnoticedCauses)
	case st.Fired:
		s.State += fmt.Sprintf(" It fired on %s.", t.formatTime(at))
	default:
		s.State += fmt.Sprintf(" It fires on %s, in %s.", t.formatTime(at), showDuration(at.Sub(t.now)))
	}
}

func (*inactivityTrigger) met(_ *evaluation, st *TriggerState) bool { return st.Fired }

func (*inactivityTrigger) metText(n int) string {
	return fmt.Sprintf("the silence of %d has lasted so long", n)
}
