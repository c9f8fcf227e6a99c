package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// Settle processes what is due for a run and returns what is outstanding now. It is idempotent. A run that has ended
// is answered as done.
func (e *Engine) Settle(ctx context.Context, runID string) (run.Outstanding, error) {
	return e.settle(ctx, runID, func(*accountTx, *live) error { return nil })
}

// settle returns a run's transaction: what is due first, then fn on the run if it is still live.
func (e *Engine) settle(ctx context.Context, runID string, fn func(*accountTx, *live) error) (run.Outstanding, error) {
	row, err := e.run(ctx, runID)
	if err != nil {
		return run.Outstanding{}, err
	}
	return e.settleFor(ctx, row.Account, runID, fn)
}

// settleFor is settle for a caller that knows the run's account.
func (e *Engine) settleFor(ctx context.Context, account, runID string, fn func(*accountTx, *live) error) (run.Outstanding, error) {
	var out run.Outstanding
	err := e.commit(ctx, []string{account}, func(tx store.Tx, p *publication, after *postCommit) error {
		c, err := e.open(tx, p, account, false, after)
		if errors.Is(err, store.ErrNotFound) {
			out, err = endedOutstanding(tx, runID)
		}
		if c == nil || err != nil {
			return err
		}
		c.settling = runID
		if err := c.advance(c.now()); err != nil {
			return err
		}
		if out, err = c.settleRun(runID, fn); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return out, fmt.Errorf("settle run %s: %w", runID, err)
	}
	return out, nil
}

// settleRun runs fn on a live run and returns what is outstanding.
func (c *accountTx) settleRun(runID string, fn func(*accountTx, *live) error) (run.Outstanding, error) {
	l, err := c.liveRun(runID)
	if err != nil {
		return run.Outstanding{}, err
	}
	if l != nil {
		if err := fn(c, l); err != nil {
			return run.Outstanding{}, err
		}
		if err := c.drain(); err != nil {
			return run.Outstanding{}, err
		}
		return c.engine.outstanding(l), nil
	}
	return endedOutstanding(c.tx, runID)
}

// endedOutstanding returns the set of a run that has ended, also when its customer was forgotten.
func endedOutstanding(r store.Reader, runID string) (run.Outstanding, error) {
	row, err := r.Run(runID)
	if err == nil && row.Outcome == "" {
		err = fmt.Errorf("run %s is in progress and its account doesn't know it", runID)
	}
	return run.Outstanding{Revision: row.Revision, Done: true, Outcome: row.Outcome}, err
}

// outstanding returns a run's set with what only the engine knows: wall time, and the actions' timeouts.
func (e *Engine) outstanding(l *live) run.Outstanding {
	out := l.core.Outstanding(l.state)
	if at := l.core.WakeAt(l.state); !at.IsZero() {
		out.WakeIn = e.wallUntil(at)
	}
	for i, a := range out.Actions {
		if definition, ok := e.actions.Get(a.Kind); ok {
			out.Actions[i].Timeout = definition.Timeout
		}
	}
	return out
}

// wallUntil returns the wall time until an instant: at least a millisecond, as zero means no timer.
func (e *Engine) wallUntil(at time.Time) time.Duration {
	return max(e.clock.Wall(at.Sub(e.clock.Now())), time.Millisecond)
}

// run reads a run's row.
func (e *Engine) run(ctx context.Context, id string) (row store.Run, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		row, err = r.Run(id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return row, fmt.Errorf("run %q: %w", id, err)
	}
	return row, err
}
