package store

import "time"

// Redaction is how a contact is removed from what is known of an account.
type Redaction struct {
	Contact string
	At      time.Time
	// Own is the contact's own enrolments and runs, by ID: those of playbooks that enrol contacts.
	Own []string
	// As is whom entries are about from then on that were about the contact.
	As string
	// Value gives a JSON value, or a text, as it may stay.
	Value func(any) any
}
