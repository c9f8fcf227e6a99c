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

// sweepBatch is how many accounts one poll of the store brings.
const sweepBatch = 200

// sweepAtOnce is how many accounts are advanced at the same time.
const sweepAtOnce = 16

// Sweep advances every account that is due, each at its own due instants, and rebases accounts to the version in
// force. When nothing is due, it removes what is older than the retention. It returns when to sweep next, zero when
// nothing is ever due. An account that can't be advanced doesn't hold up the others: it is skipped, and its error is
// returned.
func (e *Engine) Sweep(ctx context.Context) (time.Time, error) {
	failed := e.reevaluateResumed(ctx)
	skip := map[string]bool{}
	for {
		accounts, next, err := e.dueAccounts(ctx, len(skip))
		if err != nil {
			return time.Time{}, fmt.Errorf("sweep: %w", err)
		}
		accounts = slices.DeleteFunc(accounts, func(account string) bool { return skip[account] })
		errs := forEachAccount(ctx, accounts, e.advanceAccount)
		for i, account := range accounts {
			if errs[i] != nil {
				skip[account] = true
				failed = errors.Join(failed, errs[i])
			}
		}
		if slices.Contains(errs, nil) {
			continue
		}
		admitted, nextFree, err := e.admitQueued(ctx, skip)
		failed = errors.Join(failed, err)
		if admitted > 0 {
			continue
		}
		more, purge, err := e.purge(ctx)
		failed = errors.Join(failed, err)
		if !more {
			return earlier(earlier(next, nextFree), purge), failed
		}
	}
}

// forEachAccount calls do for each account, several at once so that the store commits them together.
func forEachAccount(ctx context.Context, accounts []string, do func(ctx context.Context, account string) error) []error {
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

// dueAccounts returns a batch of accounts that are due or of an older version, enlarged by more to make up for those
// that are skipped.
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

// earlier returns the earlier of two instants, of which zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// RunSweeper sweeps whenever something is due, and completes interrupted forgetting, until the context ends.
func (e *Engine) RunSweeper(ctx context.Context) error {
	var forgetter sync.WaitGroup
	defer forgetter.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	forgetter.Go(func() { e.runForgetter(ctx) })
	repeat(ctx, e.due, func() time.Duration {
		next, err := e.Sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return 0
		case err != nil:
			e.logger.Error("the sweeper failed and tries again", "error", err)
			return time.Second
		case next.IsZero():
			return 0
		}
		return max(e.clock.Wall(next.Sub(e.clock.Now())), time.Millisecond)
	})
	return nil
}
