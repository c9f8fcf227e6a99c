package actionstest

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/tendhq/tend/actions"
)

// Recorded is one attempt that a recorder saw.
type Recorded struct {
	Kind string
	Call actions.Call
	// Args is as the action would get it: a text that was filled in is the JSON of an actions.Markdown.
	Args json.RawMessage
}

// Answer says what a recorded attempt leads to.
type Answer func(ctx context.Context, call actions.Call, args json.RawMessage) (json.RawMessage, error)

// Recorder takes the place of actions: it checks their arguments, writes down every attempt and does
// nothing. It may be used concurrently.
type Recorder struct {
	mu      sync.Mutex
	calls   []Recorded
	answers map[string]Answer
}

// NewRecorder makes a recorder that answers every attempt with an empty result.
func NewRecorder() *Recorder { return &Recorder{answers: map[string]Answer{}} }

// Wrap returns the definition with the recorder behind it.
func (r *Recorder) Wrap(d actions.Definition) actions.Definition {
	return d.Replace(func(ctx context.Context, call actions.Call, args json.RawMessage) (json.RawMessage, error) {
		if err := d.Check(args); err != nil {
			return nil, err
		}
		return r.record(ctx, Recorded{Kind: d.Kind, Call: call, Args: slices.Clone(args)})
	})
}

// Respond sets the answer to the attempts of a kind from now on.
func (r *Recorder) Respond(kind string, answer Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[kind] = answer
}

// Calls returns what was recorded, in order.
func (r *Recorder) Calls() []Recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

func (r *Recorder) record(ctx context.Context, seen Recorded) (json.RawMessage, error) {
	r.mu.Lock()
	r.calls = append(r.calls, seen)
	answer := r.answers[seen.Kind]
	r.mu.Unlock()
	if answer == nil {
		return json.RawMessage(`{}`), nil
	}
	return answer(ctx, seen.Call, seen.Args)
}
