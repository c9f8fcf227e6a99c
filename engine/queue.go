package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// callQueued calls those who wait for room of a playbook, the first of each queue first, as long as there is
// room. It says how many it called, and when there will be room for others (zero: when a run ends). Those whose
// account is left out don't hold up the others.
func (e *Engine) callQueued(ctx context.Context, left map[string]bool) (called int, next time.Time, err error) {
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
		n, at, err := e.callQueue(ctx, playbook, left)
		called += n
		failed = errors.Join(failed, err)
		next = soonest(next, at)
	}
	return called, next, failed
}

func (e *Engine) callQueue(ctx context.Context, playbook string, left map[string]bool) (called int, next time.Time, err error) {
	last := ""
	for called < sweepBatch {
		first, at, err := e.firstQueued(ctx, playbook, left)
		switch {
		case err != nil:
			return called, time.Time{}, fmt.Errorf("look who waits for %q: %w", playbook, err)
		case first.Occurrence == "" || at.IsZero():
			return called, time.Time{}, nil
		case first.Occurrence == last: // It was called in vain, which must not go on for ever.
			return called - 1, time.Time{}, nil
		case at.After(e.clock.Now()):
			return called, at, nil
		}
		err = e.passAnd(ctx, first.Account, func(c *change) error { return c.call(first.Occurrence, at) })
		if err != nil {
			left[first.Account] = true
			return called, time.Time{}, err
		}
		last = first.Occurrence
		called++
	}
	return called, time.Time{}, nil
}

// firstQueued is the first of a queue, and when it is called: when there is room, or at once when nothing
// keeps it until then. Nobody is called while an account is due who may come at the same time.
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
		due, err := r.DueAccounts(rows[i].At, len(left)+1)
		if err != nil || slices.ContainsFunc(due, func(account string) bool { return !isLeft(account) }) {
			return err
		}
		p, m := e.published.Load(), &room{r: r}
		first, at = rows[i], rows[i].At
		if known := p.workspace.Playbooks[playbook]; known != nil && known.Enroll.Hold != nil {
			at, _ = p.core.With(m).Vacant(playbook, at)
		}
		return m.failed
	})
	return first, at, err
}

// call asks a queued occurrence again, at an instant or now, whatever is later for the account.
func (c *change) call(occurrence string, at time.Time) error {
	if at.Before(c.state.Now) {
		at = c.state.Now
	}
	c.changed = true
	if err := c.decided(c.core.Call(c.state, occurrence, at), at); err != nil {
		return err
	}
	return c.drain()
}
