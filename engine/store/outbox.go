package store

import "encoding/json"

// Message is a row of the outbox towards Temporal.
type Message struct {
	// ID orders the messages; the store gives it.
	ID   int64
	Run  string
	Kind MessageKind
	// Payload is what a start needs, or which effects to forget, opaque here; empty for a nudge.
	Payload json.RawMessage
}

// MessageKind is what the dispatcher does with a message.
type MessageKind string

// The kinds of message.
const (
	StartRun MessageKind = "start"
	NudgeRun MessageKind = "nudge"
	// ForgetEffects makes those who keep a run's effects forget them.
	ForgetEffects MessageKind = "forget"
)
