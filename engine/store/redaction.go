package store

import (
	"encoding/json"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Redaction is how a contact is removed from what is known of an account, part by part.
type Redaction struct {
	Contact string
	At      time.Time
	// Own is the contact's own enrolments and runs, by ID: those of playbooks that enrol contacts.
	Own []string
	// As is whom entries are about from then on that were about the contact.
	As string
	// Redactor says what may stay of the rest.
	customer.Redactor
	// Open says that there is more to be done than the store's: the contact stays Redacting.
	Open bool
	// Rest is what another process needs to end the redaction. It is kept until nothing is left to be redacted.
	Rest json.RawMessage
}

// Redacting is a contact of whom Redact hasn't removed everything yet.
type Redacting struct {
	Account, Contact, As string
	Rest                 json.RawMessage
}

// Place is how far a redaction has come, by the last row of each kind. Zero is the beginning.
type Place struct{ Entry, Decision, Run, Task int64 }
