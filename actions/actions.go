package actions

import (
	"context"
	"encoding/json"
	"time"
)

// Hours is the business calendar that an action may ask.
type Hours interface {
	// NextSlot returns the first instant at or after from at which d fits inside business hours.
	NextSlot(from time.Time, d time.Duration) time.Time
}

// Contact is a person of the customer's, as arguments of kind KindContacts bring them.
type Contact struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	Locale string `json:"locale,omitempty"`
}

// Answer says what the answer to an action is: the event that its step's `wait` waits for.
type Answer struct {
	// Event is the type of the built-in event, such as "task.completed".
	Event string
	// As is the boolean of the step's results that the answer sets, such as "done".
	As string
}

// Definition describes one kind of action; Define makes it, a Registry holds it.
type Definition struct {
	// Kind is the word after `action` in a playbook.
	Kind string
	// Doc is one or two sentences for the reference.
	Doc string
	// Args and Result are read off the Go types.
	Args, Result Schema
	// Recipients names the argument of kind KindContacts over which the step fans out, one call for
	// each; empty when the action is called once with all its arguments.
	Recipients string
	// Sender names the argument of kind KindMember from which a message comes. Without it, or where it gives
	// nobody, the message comes from the team's lead, else from the playbook's owner, else from the engine's
	// default sender; empty for an action that sends nothing.
	Sender string
	// Answer is nil for an action whose step can't wait.
	Answer *Answer
	// Emits is the type of the built-in event that each call which went well puts into the account's log;
	// results that it declares become its properties. Empty: none.
	Emits string
	// Idempotent says that the receiver tells a repeated effect by the call's key, so that doing it twice
	// does it once.
	Idempotent bool
	// Timeout is the wall time that one attempt may take.
	Timeout time.Duration
	// Announced says that there is only the description: playbooks can be written and checked with it, but
	// no engine can do it yet.
	Announced bool

	do         func(context.Context, Call, json.RawMessage) (json.RawMessage, error)
	checkArgs  func(json.RawMessage) error
	checkKnown func(map[string]json.RawMessage, Known) (string, error)
	rule       func(any, Known) error
	lostLinks  func(Markdown) []LostLink
}
