// Package actions is the room of the effects: how an action is defined, described and called.
//
// An action is an ordinary Go function from typed arguments to a typed result, made known with
// Define and collected in a Registry. No concrete action lives here (each has a folder of its own),
// and nothing of the engine or the language may be imported: an engineer's action needs this package
// and its own integration, nothing else.
package actions

import (
	"context"
	"encoding/json"
	"time"
)

// Call is what an action knows about the call besides its arguments.
type Call struct {
	// Key is the idempotency key: the same for every attempt of one effect (run, step, iteration,
	// recipient), different for every other. Opaque; safe to hand to other systems.
	Key string
	// Run, Account and Step say where the call comes from.
	Run, Account, Step string
	// Now is the engine's time when the call was first made, which an accelerated clock may run ahead of
	// the wall's. Like the arguments it is the same for every attempt: mails are dated and meetings placed
	// by it, and a second attempt must have the same effect.
	Now time.Time
	// Deadline is the wall time by which the attempt must end; the context ends then too.
	Deadline time.Time
	// Attempt counts from 1.
	Attempt int
	// DryRun asks the action to check its arguments and act on nothing.
	DryRun bool
	// Hours finds business time in the workspace's calendar.
	Hours Hours
}

// Hours is the business calendar that an action may ask.
type Hours interface {
	// NextSlot is the first instant at or after from at which d fits inside business hours.
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
