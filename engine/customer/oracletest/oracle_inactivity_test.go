package oracletest

import (
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// hears reports whether an entry ends the inactivity that a trigger waits for.
func (o *oracle) hears(tr trigger, e *arrived) bool {
	return tr.Kind == dsl.Inactivity && tr.Inactivity.Event == e.Type &&
		o.holds(tr.Inactivity.Which, e.now, with(e.known.facts(o.account), e.names()))
}

// silence is what is known of the inactivity of one contact: since when the account has had the contact, and when the
// last event happened that arrived since.
type silence struct{ met, last time.Time }

// listen has a trigger that watches the inactivity of each contact take in an entry.
func (o *oracle) listen(tr trigger, e *arrived, heard bool) {
	if tr.Kind != dsl.Inactivity || !tr.EachContact {
		return
	}
	known := o.silences[tr.key()]
	for id := range known {
		if _, there := e.known.contacts[id]; !there {
			delete(known, id)
		}
	}
	if known == nil {
		known = map[string]*silence{}
		o.silences[tr.key()] = known
	}
	for id := range e.known.contacts {
		if known[id] == nil {
			known[id] = &silence{met: e.now}
		}
	}
	if s := known[e.Contact]; s != nil && heard && e.at.After(s.last) {
		s.last = e.at
	}
}

// meet has a trigger that an edit adds know those of whom the log doesn't tell since when the account has them.
func (o *oracle) meet(tr trigger, now time.Time) {
	if tr.Kind != dsl.Inactivity || !tr.EachContact {
		return
	}
	if o.silences[tr.key()] == nil {
		o.silences[tr.key()] = map[string]*silence{}
	}
	for id := range o.record().contacts {
		if o.silences[tr.key()][id] == nil {
			o.silences[tr.key()][id] = &silence{met: now}
		}
	}
}

// silentSince is when the last event came or else the account's start or, of a contact, since when the account has
// had the contact.
func (o *oracle) silentSince(tr trigger) time.Time {
	if tr.contact != "" {
		s := o.silences[tr.key()][tr.contact]
		if s.last.IsZero() {
			return s.met
		}
		return s.last
	}
	since := o.since()
	for _, e := range o.log {
		if e.heard[tr.key()] && e.at.After(since) {
			since = e.at
		}
	}
	return since
}

// fallen is whether an inactivity has lasted for long enough, and since when it lasts.
type fallen struct {
	silent bool
	since  time.Time
}

// inactivity fires when the event has not come for so long, once in each inactivity: also where an edit makes it last
// longer until it counts.
func (o *oracle) inactivity(m *moment, tr trigger) []map[string]any {
	since := o.silentSince(tr)
	due := instant(o.w.Hours.Add(since, tr.Inactivity.After))
	m.offer(due)
	var was fallen
	if before := o.last(); before != nil {
		was, _ = before.remembered[tr.memory()].(fallen)
	}
	is := fallen{!m.now.Before(due) || was.silent && was.since.Equal(since), since}
	m.remembered[tr.memory()] = is
	if !is.silent || was.silent {
		return nil
	}
	return []map[string]any{{"since": expression.FormatTime(since)}}
}
