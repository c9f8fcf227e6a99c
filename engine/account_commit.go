package engine

import (
	"context"

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

// commit is update for a transaction with consequences: they are counted, and the loops are woken, once it is committed.
func (e *Engine) commit(ctx context.Context, accounts []string, fn func(store.Tx, *publication, *postCommit) error) error {
	err := e.commitQuietly(ctx, accounts, fn)
	if err == nil {
		signal(e.due)
	}
	return err
}

// commitQuietly is commit without waking the sweeper.
func (e *Engine) commitQuietly(ctx context.Context, accounts []string, fn func(store.Tx, *publication, *postCommit) error) error {
	after := &postCommit{}
	err := e.update(ctx, accounts, func(tx store.Tx, p *publication) error {
		*after = postCommit{} // What was collected before a repetition isn't committed.
		return fn(tx, p, after)
	})
	if err == nil {
		e.count(after)
	}
	return err
}

// count counts what was committed and wakes the dispatcher.
func (e *Engine) count(after *postCommit) {
	e.metrics.decided(after.decisions)
	e.metrics.ended(after.finished)
	e.metrics.goalsEnded(after.goals)
	if after.outbox {
		signal(e.outbox)
	}
}
