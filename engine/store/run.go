package store

import (
	"encoding/json"
	"time"
)

// Run is a run's row: what lists show as columns, and the run core's state as JSON.
type Run struct {
	ID, Account, Contact, Playbook, PlanHash string
	// Status is "running" or "finished"; Outcome is empty until then.
	Status, Outcome string
	// At is the step that the run is at, for people: "review: waiting until …".
	At string
	// StartedAt and EndedAt bound the run's life; EndedAt is zero while it runs.
	StartedAt, EndedAt time.Time
	// WakeAt is the run's next timer, zero when none: ticks before an entry honour it.
	WakeAt time.Time
	// Revision counts the outstanding sets; State is the run core's own, opaque here.
	Revision int64
	State    json.RawMessage
}

// RunQuery selects runs in the order in which they were created. Empty fields don't restrict.
type RunQuery struct {
	Account, Playbook, Status string
	// After is the ID of the last run seen; ErrNotFound when there is no such run.
	After string
	Limit int
}
