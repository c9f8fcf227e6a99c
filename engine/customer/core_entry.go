package customer

import "time"

// Entry is one entry of an account's log: a customer's event, an update of the account, or what the engine and its
// actions report. Nothing else changes an account.
type Entry struct {
	// Seq orders the entries of one account, from 1; 0 until appended.
	Seq int64 `json:"seq"`
	// Source and ID identify the entry; the same pair again changes nothing.
	Source string `json:"source"`
	ID     string `json:"id"`
	Type   string `json:"type"`
	// Account is the log's account; Contact is the contact that it is about, if any.
	Account string `json:"account"`
	Contact string `json:"contact,omitempty"`
	// Time is when it happened, which places it in windows.
	Time time.Time `json:"time"`
	// Received is when it was received: the now with which it is applied.
	Received time.Time `json:"received"`
	// Data is the properties, as JSON values.
	Data map[string]any `json:"data,omitempty"`
	// Imported marks history: it changes facts and fires nothing.
	Imported bool `json:"imported,omitempty"`
}

// SourceTend is the source of the engine's own entries; clients can't use it.
const SourceTend = "tend"

// The engine's own types of entry.
const (
	// TypeAccountUpdated carries "name", "attributes" and "contacts"; each one that is present replaces
	// what was known, each one that is absent leaves it.
	TypeAccountUpdated = "account.updated"
	// TypeEnrolment requests to enrol the account, or its Contact: it carries "playbook", "by" and "note".
	TypeEnrolment = "enrolment.requested"
	// TypeRunFinished carries "playbook", "run" and "outcome".
	TypeRunFinished = "run.finished"
)

// happened is when the entry counts as having happened. A sender's clock that runs ahead must not put
// events beyond now; without a time it happened when it was received.
func (e *Entry) happened(now time.Time) time.Time {
	if at := instant(e.Time); !e.Time.IsZero() && at.Before(now) {
		return at
	}
	return now
}
