package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/tendhq/tend/engine/customer"
)

// Event is something that happened, as a client reports it.
type Event struct {
	// ID names the event within its Source: the same pair again changes nothing.
	ID      string
	Source  string
	Type    string
	Account string
	// Contact is the person that the event is about; empty for events about the account.
	Contact string
	Time    time.Time
	Data    map[string]any
}

// Report is the outcome of a batch, event by event. Index counts from 0 in the order given.
type Report struct {
	Accepted   int
	Duplicates int
	Conflicts  []Conflict
	Rejected   []Rejection
	// UnknownContacts is the accepted and duplicate events about contacts that the account doesn't have.
	UnknownContacts []UnknownContact
}

// UnknownContact is an event about a contact that the account doesn't have. It counts all the same.
type UnknownContact struct {
	Index   int
	Account string
	Contact string
}

// Conflict is an event whose source and ID are known with other content. It changed nothing.
type Conflict struct {
	Index  int
	Source string
	ID     string
}

// Rejection is an event that was refused, and why.
type Rejection struct {
	Index  int
	Reason string
}

// AccountUpdate replaces what is known of an account.
type AccountUpdate struct {
	Name       string
	Attributes map[string]any
	Contacts   []customer.Contact
}

// Problem is one thing that is wrong with a request, at a field such as "attributes.ltv". Without a field, the reason
// is a whole sentence.
type Problem struct {
	Field  string
	Reason string
}

// InvalidError is a request that the workspace's declarations refuse. It changed nothing.
type InvalidError struct {
	Problems []Problem
}

// Error lists the problems in one line.
func (e *InvalidError) Error() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		if parts[i] = p.Reason; p.Field != "" {
			parts[i] = fmt.Sprintf("%s: %s", p.Field, p.Reason)
		}
	}
	return strings.Join(parts, "; ")
}
