package store

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// DecisionRow is a decision as recorded, with its merged repetitions: Occurrence and At are the first's, all else of
// the Decision is the last's. The same holds for an occurrence that was pending for a while.
type DecisionRow struct {
	// ID orders decisions by their first occurrence; the store gives it.
	ID int64 `json:"id"`
	customer.Decision
	// Count is how many occurrences the row stands for, from 1.
	Count int `json:"count"`
	// LastAt is when the last of them was decided, or the one that was pending; else At.
	LastAt time.Time `json:"last_at"`
}

// First returns the final decision of the row's first occurrence. Where others were merged into it, the reason is the
// last one's, which is the same.
func (r DecisionRow) First() customer.Decision {
	d := r.Decision
	if r.Count == 1 {
		d.At = r.LastAt // It may have been pending before.
	}
	return d
}

// DecisionQuery selects decisions, oldest first. Empty fields don't restrict.
type DecisionQuery struct {
	Account, Playbook string
	Outcome           customer.Outcome
	// After is the ID of the last row seen.
	After int64
	Limit int
}
