package store

import "encoding/json"

// Message is an outbox row towards Temporal.
type Message struct {
	// ID orders the messages; the store gives it.
	ID   int64
	Run  string
	Kind MessageKind
	// Payload is what a start needs to know, or which effects are to be forgotten, opaque here; empty for a nudge.
	Payload json.RawMessage
}

// MessageKind says what the dispatcher does.
type MessageKind string

// The kinds of message.
const (
	StartRun MessageKind = "start"
	NudgeRun MessageKind = "nudge"
	// ForgetEffects has what a run has done forgotten by those who keep it.
	ForgetEffects MessageKind = "forget"
)
