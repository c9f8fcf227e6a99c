package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// sweepBatch is how many accounts one look at the store brings.
const sweepBatch = 200

// Sweep lets time pass for every account that is due, each at its own due instants, and rebases a batch
// of accounts to the version in force. It returns the next due instant, zero when nothing is due ever.
func (e *Engine) Sweep(ctx context.Context) (time.Time, error) {
	for {
		due, stale, next, err := e.dueAccounts(ctx)
		if err != nil {
			return time.Time{}, fmt.Errorf("sweep: %w", err)
		}
		if len(due)+len(stale) == 0 {
			return next, nil
		}
		for _, account := range append(due, stale...) {
			if err := e.pass(ctx, account); err != nil {
				return time.Time{}, fmt.Errorf("sweep: %w", err)
			}
		}
	}
}

func (e *Engine) dueAccounts(ctx context.Context) (due, stale []string, next time.Time, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		if due, err = r.DueAccounts(e.clock.Now(), sweepBatch); err != nil {
			return err
		}
		if stale, err = r.StaleAccounts(e.published.Load().number, sweepBatch); err != nil {
			return err
		}
		next, err = r.NextDue()
		return err
	})
	return due, stale, next, err
}

// pass lets time pass for one account.
func (e *Engine) pass(ctx context.Context, account string) error {
	after := &aftermath{}
	err := e.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		*after = aftermath{}
		c, err := e.open(tx, p, account, false, after)
		if err != nil {
			return err
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return fmt.Errorf("account %s: %w", account, err)
	}
	e.metrics.decided(after.decisions)
	e.metrics.ended(after.finished)
	if after.outbox {
		signal(e.outbox)
	}
	return nil
}

// RunSweeper sweeps whenever something is due, until the context ends.
func (e *Engine) RunSweeper(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.due:
		case <-timer.C:
		}
		next, err := e.Sweep(ctx)
		switch {
		case ctx.Err() != nil || errors.Is(err, context.Canceled):
			return nil
		case err != nil:
			e.logger.Error("the sweeper failed and tries again", "error", err)
			timer.Reset(time.Second)
		case next.IsZero():
			timer.Stop()
		default:
			timer.Reset(max(e.clock.Wall(next.Sub(e.clock.Now())), time.Millisecond))
		}
	}
}
