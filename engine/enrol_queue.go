package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// admitQueued fills free places from the queues of all playbooks, each in its order. It returns how many it admitted,
// and when the next place is free (zero: no queue). Accounts in skip don't hold up the others.
func (e *Engine) admitQueued(ctx context.Context, skip map[string]bool) (admitted int, next time.Time, err error) {
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
		n, at, err := e.admitQueue(ctx, playbook, skip)
		admitted += n
		failed = errors.Join(failed, err)
		next = earlier(next, at)
	}
	return admitted, next, failed
}

// admitQueue fills a playbook's free places in the queue's order, and then decides those whose hold is over: they get
// none.
func (e *Engine) admitQueue(ctx context.Context, playbook string, skip map[string]bool) (admitted int, next time.Time, err error) {
	last := ""
	for admitted < sweepBatch {
		first, at, err := e.firstQueued(ctx, playbook, skip)
		switch {
		case err != nil:
			return admitted, time.Time{}, fmt.Errorf("look who waits for %q: %w", playbook, err)
		case first.Occurrence == "":
			return admitted, time.Time{}, nil
		case first.Occurrence == last: // It was called in vain, which must not go on for ever.
			return admitted - 1, time.Time{}, nil
		case at.After(e.clock.Now()):
			over, err := e.admitOverdue(ctx, playbook, skip)
			return admitted + over, at, err
		}
		if err := e.admitOne(ctx, first, at, skip); err != nil {
			return admitted, time.Time{}, err
		}
		last = first.Occurrence
		admitted++
	}
	return admitted, time.Time{}, nil
}

// admitOverdue decides those of a queue whose hold is over while all places are taken. Without order_by these are the
// first of the queue, so nothing is left to do here.
func (e *Engine) admitOverdue(ctx context.Context, playbook string, skip map[string]bool) (admitted int, err error) {
	p := e.published.Load()
	if known := p.workspace.Playbooks[playbook]; known == nil || known.Enroll.OrderBy == nil {
		return 0, nil
	}
	var rows []store.DecisionRow
	err = e.store.View(ctx, func(r store.Reader) error {
		rows, err = r.LongestQueued(playbook, sweepBatch+len(skip))
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
		if skip[row.Account] {
			continue
		}
		if err := e.admitOne(ctx, row, over, skip); err != nil {
			return admitted, err
		}
		admitted++
	}
	return admitted, nil
}

// admitOne decides one queued occurrence. An account at which that fails is skipped from then on.
func (e *Engine) admitOne(ctx context.Context, row store.DecisionRow, at time.Time, skip map[string]bool) error {
	err := e.advanceAccountThen(ctx, row.Account, func(c *accountTx) error { return c.admit(row.Occurrence, at) })
	if err != nil {
		skip[row.Account] = true
	}
	return err
}

// firstQueued returns the first of a queue, and when it is admitted. It returns none while an account is due that may
// join the queue at the same instant.
func (e *Engine) firstQueued(ctx context.Context, playbook string, skip map[string]bool) (first store.DecisionRow, at time.Time, err error) {
	skipped := func(account string) bool { return skip[account] }
	err = e.store.View(ctx, func(r store.Reader) error {
		rows, err := r.Queue(playbook, len(skip)+1)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(row store.DecisionRow) bool { return !skipped(row.Account) })
		if i < 0 {
			return nil
		}
		m := &capacity{r: r}
		calls := e.published.Load().core.With(m).AdmitAt(&rows[i].Decision)
		until := calls
		if now := e.clock.Now(); until.After(now) {
			until = now
		}
		due, err := r.DueAccounts(until, len(skip)+1)
		if err != nil || slices.ContainsFunc(due, func(account string) bool { return !skipped(account) }) {
			return err
		}
		first, at = rows[i], calls
		return m.failed
	})
	return first, at, err
}

// admit decides a queued occurrence again, at an instant or at the account's present if that is later.
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
