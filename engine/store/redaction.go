package store

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Redaction describes how a contact is removed from what is known of an account.
type Redaction struct {
	Contact string
	At      time.Time
	// Own is the contact's own enrolments and runs, by ID: those of playbooks that enrol contacts.
	Own []string
	// As is the contact that entries about the removed one are about from then on.
	As string
	// Redactor decides what may stay of the rest.
	customer.Redactor
}
