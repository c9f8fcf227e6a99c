package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// recallResumed asks again what is held because of a pause that has ended. It is looked for when an engine
// starts and when a playbook is resumed, so that an engine that died meanwhile has lost nothing.
func (e *Engine) recallResumed(ctx context.Context) error {
	if !e.resumed.Swap(false) {
		return nil
	}
	var failed error
	err := e.eachPending(ctx, func(d store.DecisionRow) {
		if _, paused := e.published.Load().paused[d.Playbook]; paused || d.Reason != customer.ReasonPaused {
			return
		}
		err := e.passAnd(ctx, d.Account, func(c *change) error { return c.recall(d.Playbook) })
		failed = errors.Join(failed, err)
	})
	if failed = errors.Join(failed, err); failed != nil {
		e.resumed.Store(true)
		return fmt.Errorf("ask again what was held in a pause: %w", failed)
	}
	return nil
}

// eachPending calls yield for every decision that is pending, oldest first.
func (e *Engine) eachPending(ctx context.Context, yield func(store.DecisionRow)) error {
	q := store.DecisionQuery{Outcome: customer.Pending, Limit: sweepBatch}
	for {
		var rows []store.DecisionRow
		err := e.store.View(ctx, func(r store.Reader) (err error) {
			rows, err = r.Decisions(q)
			return err
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			yield(row)
			q.After = row.ID
		}
		if len(rows) < sweepBatch {
			return nil
		}
	}
}

// recall asks again what the account holds of a playbook.
func (c *change) recall(playbook string) error {
	at := c.now()
	c.changed = true
	if err := c.decided(c.core.Recall(c.state, playbook, at), at); err != nil {
		return err
	}
	return c.drain()
}
