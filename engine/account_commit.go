package engine

import (
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// postCommit collects what follows a committed transaction.
type postCommit struct {
	decisions []customer.Decision
	finished  []store.Run
	goals     []customer.Goal
	outbox    bool
}

// committed does what a committed transaction requires: it counts, and wakes the loops.
func (e *Engine) committed(after *postCommit) {
	e.count(after)
	signal(e.due)
}

// count counts what was committed and wakes the dispatcher. The sweeper, which calls it, needs no waking.
func (e *Engine) count(after *postCommit) {
	e.metrics.decided(after.decisions)
	e.metrics.ended(after.finished)
	e.metrics.goalsEnded(after.goals)
	if after.outbox {
		signal(e.outbox)
	}
}
