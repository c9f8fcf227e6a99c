package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// sweepBatch is how many accounts one look at the store brings.
const sweepBatch = 200

// sweepAtOnce is how many accounts are passed at the same time.
const sweepAtOnce = 16

// Sweep lets time pass for every account that is due, each at its own due instants, and rebases accounts
// to the version in force; when nothing is due, it removes what is older than the retention. It returns when to
// sweep next, zero when nothing is due ever. An account that can't be passed doesn't hold up the others: it is left
// out, and what was wrong with it is returned.
func (e *Engine) Sweep(ctx context.Context) (time.Time, error) {
	failed := e.reevaluateResumed(ctx)
	left := map[string]bool{}
	for {
		accounts, next, err := e.dueAccounts(ctx, len(left))
		if err != nil {
			return time.Time{}, fmt.Errorf("sweep: %w", err)
		}
		accounts = slices.DeleteFunc(accounts, func(account string) bool { return left[account] })
		errs := all(ctx, accounts, e.advanceAccount)
		for i, account := range accounts {
			if errs[i] != nil {
				left[account] = true
				failed = errors.Join(failed, errs[i])
			}
		}
		if slices.Contains(errs, nil) {
			continue
		}
		called, room, err := e.admitQueued(ctx, left)
		failed = errors.Join(failed, err)
		if called > 0 {
			continue
		}
		more, purge, err := e.purge(ctx)
		failed = errors.Join(failed, err)
		if !more {
			return soonest(soonest(next, room), purge), failed
		}
	}
}

// all does something with accounts, several at once so that the store writes them together.
func all(ctx context.Context, accounts []string, do func(ctx context.Context, account string) error) []error {
	errs := make([]error, len(accounts))
	var done sync.WaitGroup
	places := make(chan struct{}, sweepAtOnce)
	for i, account := range accounts {
		places <- struct{}{}
		done.Go(func() {
			errs[i] = do(ctx, account)
			<-places
		})
	}
	done.Wait()
	return errs
}

// dueAccounts is a batch of accounts that are due or of an older version; more makes room for those that
// were left out.
func (e *Engine) dueAccounts(ctx context.Context, more int) (accounts []string, next time.Time, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		due, err := r.DueAccounts(e.clock.Now(), sweepBatch+more)
		if err != nil {
			return err
		}
		stale, err := r.StaleAccounts(e.published.Load().version, sweepBatch+more)
		if err != nil {
			return err
		}
		accounts = slices.Concat(due, stale)
		next, err = r.NextDue()
		return err
	})
	return accounts, next, err
}

// soonest is the earlier of two instants of which each may be zero: never.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// advanceAccount lets time pass for one account.
func (e *Engine) advanceAccount(ctx context.Context, account string) error {
	return e.advanceAccountAnd(ctx, account, func(*accountTx) error { return nil })
}

// advanceAccountAnd lets time pass for one account, and then does something with it.
func (e *Engine) advanceAccountAnd(ctx context.Context, account string, then func(*accountTx) error) error {
	return e.withAccount(ctx, account, func(c *accountTx) error {
		if err := c.renew(); err != nil {
			return err
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		return then(c)
	})
}

// withAccount lets time pass for one account, which may be of an older version, in the way that is given.
func (e *Engine) withAccount(ctx context.Context, account string, way func(*accountTx) error) error {
	after := &postCommit{}
	err := e.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		*after = postCommit{}
		c, err := e.find(tx, p, account, false, after)
		if errors.Is(err, store.ErrNotFound) {
			return nil // It was forgotten meanwhile.
		}
		if err != nil {
			return err
		}
		if err := way(c); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return err
	}
	e.metrics.decided(after.decisions)
	e.metrics.ended(after.finished)
	e.metrics.goalsEnded(after.goals)
	if after.outbox {
		signal(e.outbox)
	}
	return nil
}

// RunSweeper sweeps whenever something is due, and ends what was begun to be forgotten, until the context ends.
func (e *Engine) RunSweeper(ctx context.Context) error {
	var forgetter sync.WaitGroup
	defer forgetter.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	forgetter.Go(func() { e.runForgetter(ctx) })
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
