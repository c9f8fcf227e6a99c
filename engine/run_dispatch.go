package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// dispatchBatch is how many messages one poll of the outbox brings.
const dispatchBatch = 200

// dispatchConcurrency is how many runs are delivered to at a time: Temporal doesn't group commits, so one after
// another they would wait for each other.
const dispatchConcurrency = 32

// Dispatch delivers what is in the outbox, a run's messages in their order, and returns how many it delivered. A
// message is removed once it is delivered, so one may be delivered twice: starts and nudges are idempotent. Runs whose
// delivery fails don't hold up the others; the first error is returned.
func (e *Engine) Dispatch(ctx context.Context, d Driver) (int, error) {
	messages, err := e.outgoing(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the outbox: %w", err)
	}
	delivered, failed := e.deliverAll(ctx, d, messages)
	if len(delivered) > 0 {
		err := e.store.Update(ctx, nil, func(tx store.Tx) error { return tx.Dequeue(delivered...) })
		if err != nil && failed == nil {
			failed = fmt.Errorf("clear the outbox: %w", err)
		}
	}
	return len(delivered), failed
}

// deliverAll delivers several runs' messages at a time, those of one run in their order. It returns what was
// delivered, and the first error.
func (e *Engine) deliverAll(ctx context.Context, d Driver, messages []store.Message) ([]int64, error) {
	var runs []string
	queues := map[string][]store.Message{}
	for _, m := range messages {
		if queues[m.Run] == nil {
			runs = append(runs, m.Run)
		}
		queues[m.Run] = append(queues[m.Run], m)
	}
	var mu sync.Mutex
	var delivered []int64
	var through, failed []string
	var group errgroup.Group
	group.SetLimit(dispatchConcurrency)
	for _, id := range runs {
		group.Go(func() error {
			done, err := e.deliverTo(ctx, d, queues[id])
			mu.Lock()
			defer mu.Unlock()
			delivered = append(delivered, done...)
			if err != nil {
				failed = append(failed, id)
			} else {
				through = append(through, id)
			}
			return err
		})
	}
	err := group.Wait()
	if ctx.Err() == nil {
		e.undelivered.record(through, failed)
	}
	return delivered, err
}

// startMessage is the payload of a message that starts a run.
type startMessage struct {
	run.Outstanding
	Playbook string `json:"playbook"`
	// WakeAt is when the set's timer is due: the message may wait in the outbox.
	WakeAt time.Time `json:"wake_at,omitzero"`
}

// deliverTo delivers one run's messages until one fails, and returns the IDs of those delivered.
func (e *Engine) deliverTo(ctx context.Context, d Driver, queue []store.Message) (delivered []int64, err error) {
	for _, m := range queue {
		if err := e.deliver(ctx, d, m); err != nil {
			return delivered, err
		}
		delivered = append(delivered, m.ID)
	}
	return delivered, nil
}

// deliver delivers one message.
func (e *Engine) deliver(ctx context.Context, d Driver, m store.Message) error {
	if m.Kind == store.NudgeRun {
		if err := d.Nudge(ctx, m.Run); err != nil {
			return fmt.Errorf("nudge run %s: %w", m.Run, err)
		}
		return nil
	}
	if m.Kind == store.ForgetEffects {
		var keys []string
		if err := json.Unmarshal(m.Payload, &keys); err != nil {
			return fmt.Errorf("forget what run %s did: %w", m.Run, err)
		}
		return e.forgetEffects(ctx, m.Run, keys)
	}
	var s startMessage
	if err := json.Unmarshal(m.Payload, &s); err != nil {
		return fmt.Errorf("start run %s: %w", m.Run, err)
	}
	if s.WakeIn > 0 {
		s.WakeIn = e.wallUntil(s.WakeAt)
	}
	if err := d.Start(ctx, m.Run, s.Playbook, s.Outstanding); err != nil {
		return fmt.Errorf("start run %s: %w", m.Run, err)
	}
	return nil
}

// RunDispatcher delivers what comes into the outbox until the context ends.
func (e *Engine) RunDispatcher(ctx context.Context, d Driver) error {
	const pollInterval = 5 * time.Second // another process may have written; our own commits signal
	repeat(ctx, e.outbox, func() time.Duration {
		n, err := e.Dispatch(ctx, d)
		if ctx.Err() != nil {
			return 0
		}
		e.report(err)
		switch {
		case n >= dispatchBatch:
			return 1
		case err != nil:
			return time.Second
		}
		return pollInterval
	})
	return nil
}

// report keeps the dispatcher's state for Ready, and logs when it changes.
func (e *Engine) report(err error) {
	before := e.dispatched.Load()
	if err == nil {
		if before != nil {
			e.logger.Info("the dispatcher works again")
		}
		e.dispatched.Store(nil)
		return
	}
	if before == nil {
		e.logger.Error("the dispatcher failed and tries again every second", "error", err)
	}
	e.dispatched.Store(&err)
}

// Reconcile starts the workflow of every unfinished run again; those that exist stay as they are. Afterwards a store
// restored from a backup, or a Temporal that lost its data, is whole.
func (e *Engine) Reconcile(ctx context.Context, d Driver) error {
	for after := ""; ; {
		var rows []store.Run
		err := e.store.View(ctx, func(r store.Reader) error {
			var err error
			rows, err = r.Runs(store.RunQuery{Status: "running", After: after, Limit: dispatchBatch})
			return err
		})
		if err != nil {
			return fmt.Errorf("reconcile runs: %w", err)
		}
		for _, row := range rows {
			// An empty set makes a new workflow settle first; the nudge, one that is there: it may have been
			// restored to a moment before its last one.
			if err := d.Start(ctx, row.ID, row.Playbook, run.Outstanding{WakeIn: time.Millisecond}); err != nil {
				return fmt.Errorf("reconcile run %s: %w", row.ID, err)
			}
			if err := d.Nudge(ctx, row.ID); err != nil {
				return fmt.Errorf("reconcile run %s: %w", row.ID, err)
			}
			after = row.ID
		}
		if len(rows) < dispatchBatch {
			return nil
		}
	}
}
