package store

import "time"

// Version is an entry of the workspace log: a publication, an event type's first arrival, or what an
// operator did to a playbook.
type Version struct {
	// Number orders the log, from 1; the store gives it.
	Number int64
	// Kind is "published", "first_seen", "paused" or "resumed".
	Kind string
	// Hash is the workspace's, by content.
	Hash string
	// Note is the files, the event type, or the operator's reason.
	Note string
	// Playbook is the one that was paused or resumed, and By who did it.
	Playbook, By string
	At           time.Time
}
