package run

import (
	"encoding/json"
	"time"
)

// State is one run: small, serialisable, and everything that its next transition depends on besides facts.
type State struct {
	Run      string `json:"run"`
	Account  string `json:"account"`
	Contact  string `json:"contact,omitempty"`
	Playbook string `json:"playbook"`
	// Trigger is what started the run: kind, at, from, to, event, …
	Trigger   map[string]any `json:"trigger,omitempty"`
	StartedAt time.Time      `json:"started_at"`
	// Now never goes backwards.
	Now time.Time `json:"now"`
	// Revision grows with every change of what is in flight.
	Revision int64 `json:"revision"`
	// Mark is the log position after which an event counts for the next wait: that of the last action's
	// intent, or of the last wait's end.
	Mark int64 `json:"mark"`
	// Steps is the state of each step that was reached, by name.
	Steps map[string]*Step `json:"steps,omitempty"`
	// Exits is each exit condition's last value: an exit fires when its condition becomes true.
	Exits map[string]bool `json:"exits,omitempty"`
	// Exiting is the exit that is taken when the action in flight has finished; empty: none.
	Exiting string `json:"exiting,omitempty"`
	// Outcome is empty while the run lives.
	Outcome Outcome `json:"outcome,omitempty"`
	// Detail is the outcome's detail: the exit's name, or the error.
	Detail  string    `json:"detail,omitempty"`
	EndedAt time.Time `json:"ended_at,omitzero"`
}

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Completed Outcome = "completed"
	Exited    Outcome = "exited"
	Failed    Outcome = "failed"
	// Forgotten is how a run ends whose customer is forgotten: nothing else is known of it then.
	Forgotten Outcome = "forgotten"
)

// Keys is the idempotency keys of all that the run did or is about to do.
func (s *State) Keys() []string {
	var keys []string
	for _, st := range s.Steps {
		for _, call := range st.Calls {
			keys = append(keys, call.Key)
		}
	}
	return keys
}

// Phase is the phase of a step.
type Phase string

// The phases of a step that was reached.
const (
	Acting  Phase = "acting"  // its action is in flight
	Waiting Phase = "waiting" // for a time or an event
	Inside  Phase = "inside"  // a branch whose case is under way
	Done    Phase = "done"
	Skipped Phase = "skipped" // its `when` was false
)

// Step is the state of one step that was reached.
type Step struct {
	Phase     Phase     `json:"phase"`
	ReachedAt time.Time `json:"reached_at"`
	// Due is the instant until which the step waits; zero: none.
	Due time.Time `json:"due,omitzero"`
	// Since is the log position after which an event counts for the step's wait.
	Since int64 `json:"since,omitempty"`
	// Taken is the index of the branch's case; -1 for default.
	Taken *int `json:"taken,omitempty"`
	// Calls is the action's calls with their arguments, rendered once.
	Calls []Call `json:"calls,omitempty"`
	// Result is what expressions see as steps.NAME, besides reached.
	Result map[string]any `json:"result,omitempty"`
}

// set puts a value among the step's results.
func (s *Step) set(name string, value any) {
	if s.Result == nil {
		s.Result = map[string]any{}
	}
	s.Result[name] = value
}

// Call is one effect of an action: its arguments as every attempt uses them, and its result.
type Call struct {
	Key       string          `json:"key"`
	Recipient string          `json:"recipient,omitempty"` // a contact's ID
	Args      json.RawMessage `json:"args"`
	// At is the instant of the intent, which every attempt gets as its time.
	At time.Time `json:"at"`
	// Attempts counts those begun; Open says that the last one's end isn't recorded yet.
	Attempts int  `json:"attempts,omitempty"`
	Open     bool `json:"open,omitempty"`
	Done     bool `json:"done,omitempty"`
	// Error is the last attempt's, empty when it went well.
	Error string `json:"error,omitempty"`
	// Failed says that no further attempt will be made.
	Failed bool `json:"failed,omitempty"`
}

// live reports whether the call is still to be done.
func (c Call) live() bool { return !c.Done && !c.Failed }

// Line is one line of a run's timeline.
type Line struct {
	At   time.Time
	Step string
	// Code is a word for programs, Text a sentence for people.
	Code string
	Text string
	Data map[string]any
}
