package customer

import (
	"slices"
	"time"
)

// Arrival is the first time that the workspace received a type of event, about any account.
type Arrival struct {
	Type string
	At   time.Time
}

// awaits says that the fold hasn't come to the first arrival of an event type yet.
func (f *refold) awaits(eventType string) bool {
	return slices.ContainsFunc(f.arrivals, func(a Arrival) bool { return a.Type == eventType })
}

// advance runs what was due until an instant. Event types that arrived for the first time until then change what
// is known of the account when they did, and nothing fires from it.
func (f *refold) advance(until time.Time) {
	for len(f.arrivals) > 0 && !instant(f.arrivals[0].At).After(until) {
		at := instant(f.arrivals[0].At)
		f.core.Advance(f.s, at)
		f.learn(at)
		f.core.Rebase(f.s, nil, at) // The definitions stay: the log isn't asked for.
	}
	f.core.Advance(f.s, until)
}

// learn knows the event types that had arrived by an instant.
func (f *refold) learn(until time.Time) {
	for len(f.arrivals) > 0 && !instant(f.arrivals[0].At).After(until) {
		f.arrivals = f.arrivals[1:]
	}
}
