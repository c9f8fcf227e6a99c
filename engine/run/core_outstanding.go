package run

import "time"

// Outstanding is what of a run is now in flight: actions to do, the next instant to wake up, or the end. Of two sets the
// one with the higher revision holds. It carries no customer data, as it goes
// through Temporal.
type Outstanding struct {
	// Revision grows with every set that differs from the one before it.
	Revision int64 `json:"rev"`
	// Actions is what has to be done, in the order of its paths.
	Actions []Action `json:"actions,omitempty"`
	// WakeIn is the wall time until the run has to be settled; 0 when only a nudge can bring it on.
	WakeIn time.Duration `json:"wake,omitempty"`
	// Done says that the run has ended; nothing else is outstanding then.
	Done bool `json:"done,omitempty"`
	// Outcome is the word that the run ended with; empty until then.
	Outcome string `json:"outcome,omitempty"`
}

// Action is one effect that is outstanding.
type Action struct {
	// Path is the step's place in the run, opaque and without customer data: one effect has one path.
	Path string `json:"path"`
	// Kind is the action's type, such as "email".
	Kind string `json:"kind"`
	// Timeout is the wall time that one attempt may take; 0 leaves it to the worker.
	Timeout time.Duration `json:"timeout,omitempty"`
}
