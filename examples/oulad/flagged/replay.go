package main

import (
	"math"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// replay folds each learner's log, letting time pass between the entries, and notes the first flags.
func replay(w *dsl.Workspace, learners []*learner) {
	core := customer.New(w, 1, func(string) bool { return true })
	for _, l := range learners {
		state := core.Fresh(l.id, l.log[0].Received)
		for _, e := range l.log {
			if e.Received.After(l.ends) {
				break
			}
			l.note(core.Advance(state, e.Received))
			l.note(core.Apply(state, e))
		}
		l.note(core.Advance(state, l.ends))
	}
}

// note keeps the first flag of each playbook. A flag at the instant of leaving is too late.
func (l *learner) note(decisions []customer.Decision) {
	for _, d := range decisions {
		if d.Outcome != customer.Enrol || d.At.Before(l.begins) || l.left && !d.At.Before(l.ends) {
			continue
		}
		for _, playbook := range []string{d.Playbook, anyPlaybook} {
			if l.flags[playbook].IsZero() {
				l.flags[playbook] = d.At
			}
		}
	}
}

// days is how many days lie between two instants that are about midnight in the course's zone.
func days(from, to time.Time) int { return int(math.Round(to.Sub(from).Hours() / 24)) }
