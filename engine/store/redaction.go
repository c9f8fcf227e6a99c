package store

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Redaction is how a contact is removed from what is known of an account.
type Redaction struct {
	Contact string
	At      time.Time
	// Own is the contact's own enrolments and runs, by ID: those of playbooks that enrol contacts.
	Own []string
	// As is whom entries are about from then on that were about the contact.
	As string
	// Redactor says what may stay of the rest.
	customer.Redactor
}
