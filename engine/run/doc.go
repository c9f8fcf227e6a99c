// Package run is the run core: a playbook's plan as a state machine. It takes a run's state and an input at an
// instant, and returns what is now in flight: actions to do, the next instant to wake up, subscriptions, or the end.
//
//   - core_* is the machine: inputs, transitions, waits, exits, and the rendering of what actions carry out.
//   - kind_* is the kinds of steps, one file a kind; kind.go is their table.
//   - state_* is the stored state of a run, and its redaction.
//
// It is pure: no I/O, no clock, no randomness and no Temporal may enter; time, facts and the account's log are
// parameters.
//
// Read core.go first, which lists the inputs, and then core_transition.go.
package run
