package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// purgeEvery is how often the engine removes what is older than the retention.
const purgeEvery = time.Hour

// purgeBatch is how many rows of each kind one transaction removes at most: few enough that events which come
// meanwhile wait for less than a tenth of a second, also where runs have long timelines.
const purgeBatch = 100

// purge removes a part of what is older than the retention. It reports whether there may be more, else when to look
// next (zero: never). Each part is complete by itself, so that an engine that dies in between has lost nothing.
func (e *Engine) purge(ctx context.Context) (more bool, next time.Time, err error) {
	p, now := e.published.Load(), e.clock.Now()
	if p.workspace.Retention == nil {
		return false, time.Time{}, nil
	}
	if next = time.UnixMicro(e.purgeAt.Load()).UTC(); now.Before(next) {
		return false, next, nil
	}
	var accounts []string
	err = e.store.View(ctx, func(r store.Reader) error {
		accounts, err = r.Aged(purgeBefore(p.horizon(now)), purgeBatch)
		return err
	})
	if err == nil && len(accounts) > 0 {
		err = e.purgeAccounts(ctx, accounts, now)
	}
	if err != nil {
		return false, time.Time{}, fmt.Errorf("remove what is older than the retention: %w", err)
	}
	if len(accounts) > 0 {
		return true, time.Time{}, nil
	}
	next = now.Add(purgeEvery)
	e.purgeAt.Store(next.UnixMicro())
	return false, next, nil
}

// purgeBefore returns the instant before which rows are removed so that logs are complete from the horizon on: what
// was received before it also happened before the horizon.
func purgeBefore(horizon time.Time) time.Time { return horizon.Add(-clockSkew) }

// purgeAccounts removes the oldest rows of accounts, by the retention in force in the transaction.
func (e *Engine) purgeAccounts(ctx context.Context, accounts []string, now time.Time) error {
	var done store.Purged
	err := e.update(ctx, accounts, func(tx store.Tx, p *publication) error {
		done = store.Purged{}
		horizon := p.horizon(now)
		if horizon.IsZero() {
			return nil
		}
		err := tx.SetHorizon(horizon)
		if err == nil {
			var runs []store.Run
			done, runs, err = tx.Purge(purgeBefore(horizon), purgeBatch)
			if err == nil {
				err = e.purgeEffects(tx, runs)
			}
		}
		return err
	})
	if err == nil {
		e.metrics.removed(done)
		signal(e.outbox)
	}
	return err
}

// purgeEffects queues the forgetting of what removed runs did, as nothing leads to it any more.
func (e *Engine) purgeEffects(tx store.Tx, runs []store.Run) error {
	if e.effects == nil {
		return nil
	}
	c := &accountTx{engine: e, tx: tx, post: &postCommit{}}
	for _, row := range runs {
		if err := c.forgetRun(row, map[string][]string{}); err != nil {
			return err
		}
	}
	return nil
}
