package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

// reevaluateResumed decides again what a pause held that has ended. It runs when an engine starts and after a playbook
// was resumed, so that an engine that died in between has lost nothing.
func (e *Engine) reevaluateResumed(ctx context.Context) error {
	if !e.resumed.Swap(false) {
		return nil
	}
	var playbooks []string
	failed := e.store.View(ctx, func(r store.Reader) (err error) {
		playbooks, err = r.PausedPlaybooks()
		return err
	})
	for _, playbook := range playbooks {
		if _, paused := e.published.Load().paused[playbook]; !paused {
			failed = errors.Join(failed, e.reevaluatePlaybook(ctx, playbook))
		}
	}
	if failed != nil {
		e.resumed.Store(true)
		return fmt.Errorf("ask again what was held in a pause: %w", failed)
	}
	return nil
}

// reevaluatePlaybook decides again what a playbook's pause held. Its cost is in proportion to that.
func (e *Engine) reevaluatePlaybook(ctx context.Context, playbook string) error {
	var failed error
	for last := int64(0); ; {
		var rows []store.DecisionRow
		err := e.store.View(ctx, func(r store.Reader) (err error) {
			rows, err = r.Paused(playbook, last, sweepBatch)
			return err
		})
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, row := range rows {
			last = row.ID
			err := e.advanceAccountThen(ctx, row.Account, func(c *accountTx) error { return c.reevaluate(playbook) })
			failed = errors.Join(failed, err)
		}
		if len(rows) < sweepBatch {
			return failed
		}
	}
}

// reevaluate decides again what the account holds of a playbook.
func (c *accountTx) reevaluate(playbook string) error {
	at := c.now()
	c.changed = true
	if err := c.decided(c.core.Reevaluate(c.state, playbook, at), at); err != nil {
		return err
	}
	return c.drain()
}
