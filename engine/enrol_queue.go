package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// admitQueued calls those who wait for room of a playbook, the first of each queue first, as long as there is
// room. It says how many it called, and when it calls others (zero: nobody waits). Those whose account is left out
// don't hold up the others.
func (e *Engine) admitQueued(ctx context.Context, left map[string]bool) (called int, next time.Time, err error) {
	var queues []string
	err = e.store.View(ctx, func(r store.Reader) error {
		queues, err = r.Queues()
		return err
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("look who waits for room: %w", err)
	}
	var failed error
	for _, playbook := range queues {
		n, at, err := e.admitQueue(ctx, playbook, left)
		called += n
		failed = errors.Join(failed, err)
		next = soonest(next, at)
	}
	return called, next, failed
}

// admitQueue calls the first of a queue as long as there is room, and then those whose hold is over: they get none.
func (e *Engine) admitQueue(ctx context.Context, playbook string, left map[string]bool) (called int, next time.Time, err error) {
	last := ""
	for called < sweepBatch {
		first, at, err := e.firstQueued(ctx, playbook, left)
		switch {
		case err != nil:
			return called, time.Time{}, fmt.Errorf("look who waits for %q: %w", playbook, err)
		case first.Occurrence == "":
			return called, time.Time{}, nil
		case first.Occurrence == last: // It was called in vain, which must not go on for ever.
			return called - 1, time.Time{}, nil
		case at.After(e.clock.Now()):
			over, err := e.admitOverdue(ctx, playbook, left)
			return called + over, at, err
		}
		if err := e.admitOne(ctx, first, at, left); err != nil {
			return called, time.Time{}, err
		}
		last = first.Occurrence
		called++
	}
	return called, time.Time{}, nil
}

// admitOverdue calls those of a queue for the last time whose hold is over, when all places are given. Without an order
// they are the first of it.
func (e *Engine) admitOverdue(ctx context.Context, playbook string, left map[string]bool) (called int, err error) {
	p := e.published.Load()
	if known := p.workspace.Playbooks[playbook]; known == nil || known.Enroll.OrderBy == nil {
		return 0, nil
	}
	var rows []store.DecisionRow
	err = e.store.View(ctx, func(r store.Reader) error {
		rows, err = r.LongestQueued(playbook, sweepBatch+len(left))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("look who waits longest for %q: %w", playbook, err)
	}
	for _, row := range rows {
		over := p.core.HoldUntil(&row.Decision)
		if over.After(e.clock.Now()) {
			break
		}
		if left[row.Account] {
			continue
		}
		if err := e.admitOne(ctx, row, over, left); err != nil {
			return called, err
		}
		called++
	}
	return called, nil
}

// admitOne calls one who waits; an account at which that fails is left out from then on.
func (e *Engine) admitOne(ctx context.Context, row store.DecisionRow, at time.Time, left map[string]bool) error {
	err := e.advanceAccountAnd(ctx, row.Account, func(c *accountTx) error { return c.admit(row.Occurrence, at) })
	if err != nil {
		left[row.Account] = true
	}
	return err
}

// firstQueued is the first of a queue, and when it is called. Nobody is called while an account is due who may
// come at the same time.
func (e *Engine) firstQueued(ctx context.Context, playbook string, left map[string]bool) (first store.DecisionRow, at time.Time, err error) {
	isLeft := func(account string) bool { return left[account] }
	err = e.store.View(ctx, func(r store.Reader) error {
		rows, err := r.Queue(playbook, len(left)+1)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(row store.DecisionRow) bool { return !isLeft(row.Account) })
		if i < 0 {
			return nil
		}
		m := &capacity{r: r}
		calls := e.published.Load().core.With(m).AdmitAt(&rows[i].Decision)
		until := calls
		if now := e.clock.Now(); until.After(now) {
			until = now
		}
		due, err := r.DueAccounts(until, len(left)+1)
		if err != nil || slices.ContainsFunc(due, func(account string) bool { return !isLeft(account) }) {
			return err
		}
		first, at = rows[i], calls
		return m.failed
	})
	return first, at, err
}

// admit asks a queued occurrence again, at an instant or now, whatever is later for the account.
func (c *accountTx) admit(occurrence string, at time.Time) error {
	if at.Before(c.state.Now) {
		at = c.state.Now
	}
	c.changed = true
	if err := c.decided(c.core.Admit(c.state, occurrence, at), at); err != nil {
		return err
	}
	return c.drain()
}
