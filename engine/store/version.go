package store

import "time"

// Version is an entry of the workspace log: a publication, or an event type's first arrival.
type Version struct {
	// Number orders the log, from 1; the store gives it.
	Number int64
	// Kind is "published" or "first_seen".
	Kind string
	// Hash is the workspace's, by content.
	Hash string
	// Note is the files, or the event type.
	Note string
	At   time.Time
}
