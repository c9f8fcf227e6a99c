package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// sinceRoot is what changes when an older history moves the account's start, from which a silence without
// any event is counted. Expressions can't read it.
const sinceRoot = "since"

// heard notes an event that ends a silence. One that happened earlier than the last changes nothing.
func (t *turn) heard(tr *trigger, e *Entry, at time.Time) {
	if tr.which != nil && !t.holdsFor(tr.which, e) {
		return
	}
	if st := t.state(tr); at.After(st.Since) {
		st.Since = at
		t.poke(tr)
	}
}

// watchSilence fires when the event has not come for so long, since the last one or else since the account's
// start; once until it comes again.
func (t *turn) watchSilence(tr *trigger, st *Trigger) time.Time {
	since := st.Since
	if since.IsZero() {
		since = t.s.Since
	}
	at := instant(t.core.hours.Add(since, tr.Inactivity.After))
	if t.now.Before(at) {
		st.Fired = st.Fired && t.edited // It is still the same silence.
		return at
	}
	if !st.Fired {
		st.Fired = true
		t.edge(tr, map[string]any{"since": expression.FormatTime(since)})
	}
	return time.Time{}
}
