package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// forgetBatch is how many rows of each kind one transaction forgets at most, so that others hardly wait.
const forgetBatch = 500

// Effects keeps what actions did.
type Effects interface {
	// Forget removes what calls have left, by their idempotency keys, and accepts nothing more of attempts that have
	// begun. What isn't there is no error.
	Forget(ctx context.Context, keys []string) error
}

// Forget removes all that is known of an account, and returns how much that was: when it returns nil, no file that the
// engine keeps has a trace of it, however long that takes. Its runs end as forgotten. What is interrupted is completed
// beside the sweeper. It returns the store's ErrNotFound for an unknown account.
func (e *Engine) Forget(ctx context.Context, account string) (store.Purged, error) {
	f := &forgetting{engine: e, account: account, effects: map[string][]string{}}
	defer signal(e.due)
	defer signal(e.rest)
	err := f.begin(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return store.Purged{}, fmt.Errorf("account %q: %w", account, err)
	}
	if err == nil {
		err = f.end(ctx)
	}
	if err == nil {
		err = e.erase(ctx)
	}
	if err != nil {
		// This goes to the log, which isn't to name whom it is about.
		return store.Purged{}, fmt.Errorf("forget an account: %w", err)
	}
	return f.held, nil
}

// Held returns how much is known of an account. It returns the store's ErrNotFound for an unknown one.
func (e *Engine) Held(ctx context.Context, account string) (held store.Purged, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		if _, err := r.Account(account); err != nil {
			return err
		}
		held, err = r.Held(account, "")
		return err
	})
	return held, err
}

// forgetRest completes the forgetting that a process which died, or a caller who has gone, began.
func (e *Engine) forgetRest(ctx context.Context) error {
	for some := true; some; {
		var err error
		if some, err = e.forgetSome(ctx); err != nil {
			return fmt.Errorf("forget what is to be forgotten: %w", err)
		}
	}
	if err := e.store.Erase(ctx); err != nil {
		return fmt.Errorf("forget what is to be forgotten: %w", err)
	}
	return nil
}

// forgetSome completes the forgetting of some accounts and contacts, and reports whether there were any.
func (e *Engine) forgetSome(ctx context.Context) (some bool, err error) {
	var accounts []string
	var contacts []store.Redacting
	err = e.store.View(ctx, func(r store.Reader) (err error) {
		if accounts, err = r.Forgetting(sweepBatch); err == nil {
			contacts, err = r.Redacting("", sweepBatch)
		}
		return err
	})
	for _, account := range accounts {
		f := &forgetting{engine: e, account: account, more: true, effects: map[string][]string{}}
		err = errors.Join(err, f.end(ctx))
	}
	for _, row := range contacts {
		f := &contactForgetting{engine: e, account: row.Account, effects: map[string][]string{}}
		err = errors.Join(err, f.forget(ctx, row.Contact))
	}
	return len(accounts)+len(contacts) > 0, err
}

// eraseAgain is how long to wait for readers of what is to be erased, in wall time: each attempt holds up others.
const eraseAgain = time.Second

// erase erases the traces of what was forgotten, once nobody reads them any more. A caller that doesn't wait for it
// leaves it to the forgetter.
func (e *Engine) erase(ctx context.Context) error {
	defer signal(e.rest)
	for {
		err := e.store.Erase(ctx)
		if !errors.Is(err, store.ErrInUse) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(eraseAgain):
		}
	}
}

// runForgetter completes interrupted forgetting, until the context ends. No timer waits for it.
func (e *Engine) runForgetter(ctx context.Context) {
	repeat(ctx, e.rest, func() time.Duration {
		err := e.forgetRest(ctx)
		if err == nil || ctx.Err() != nil {
			return 0
		}
		if !errors.Is(err, store.ErrInUse) {
			e.logger.Error("what is to be forgotten isn't yet, and is tried again", "error", err)
		}
		return eraseAgain
	})
}

// forgetting forgets one account, part by part.
type forgetting struct {
	engine  *Engine
	account string
	// held is what there was of it, and more reports that not all is removed.
	held store.Purged
	more bool
	// effects is what the account's runs did, by run.
	effects map[string][]string
}

// begin forgets the first part of an account that is known, or whose forgetting has begun.
func (f *forgetting) begin(ctx context.Context) error {
	return f.part(ctx, func(tx store.Tx) error {
		_, err := tx.Account(f.account)
		if errors.Is(err, store.ErrNotFound) {
			if begun, failed := isForgetting(tx, f.account); begun || failed != nil {
				err = failed
			}
		}
		if err == nil {
			f.held, err = tx.Held(f.account, "")
		}
		return err
	})
}

// end forgets the rest: first what is known, then what actions did.
func (f *forgetting) end(ctx context.Context) error {
	for f.more {
		if err := f.part(ctx, func(store.Tx) error { return nil }); err != nil {
			return err
		}
	}
	return f.engine.forgetAllEffects(ctx, f.effects)
}

// part forgets a part of the account in one transaction, after first.
func (f *forgetting) part(ctx context.Context, first func(store.Tx) error) error {
	e := f.engine
	err := e.commitQuietly(ctx, []string{f.account}, func(tx store.Tx, p *publication, after *postCommit) error {
		if err := first(tx); err != nil {
			return err
		}
		c := &accountTx{engine: e, tx: tx, pub: p, post: after, at: e.clock.Now()}
		var err error
		f.more, err = c.forget(f.account, forgetBatch, f.effects)
		return err
	})
	if err == nil {
		signal(e.outbox)
	}
	return err
}

// isForgetting reports whether an account is being forgotten.
func isForgetting(r store.Reader, account string) (bool, error) {
	all, err := r.Forgetting(0)
	return slices.Contains(all, account), err
}

// forget removes a part of what is known of an account, at most so many rows of each kind (zero: all). It collects
// what its runs did, which is forgotten after the commit; the outbox has it, too.
func (c *accountTx) forget(account string, limit int, effects map[string][]string) (more bool, err error) {
	at := c.at
	if state, err := c.tx.Account(account); err == nil && state.Now.After(at) {
		at = state.Now
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	running, err := c.tx.Runs(store.RunQuery{Account: account, Status: "running"})
	if err != nil {
		return false, err
	}
	for _, row := range running {
		if err := c.endForgotten(row, effects); err != nil {
			return false, err
		}
	}
	rows, err := c.tx.Runs(store.RunQuery{Account: account, Limit: limit})
	for _, row := range rows {
		if err == nil {
			err = c.forgetRun(row, effects)
		}
	}
	if err == nil {
		err = c.loseGoals(account, func(customer.Goal) bool { return true })
	}
	if err != nil {
		return false, err
	}
	return c.tx.Forget(account, at, limit)
}

// endForgotten ends a run: its workflow settles, and finds that it is over.
func (c *accountTx) endForgotten(row store.Run, effects map[string][]string) error {
	if err := c.forgetRun(row, effects); err != nil {
		return err
	}
	row.Status, row.Outcome, row.EndedAt, row.State = "finished", string(run.Forgotten), c.at, nil
	row.Revision++
	c.post.finished = append(c.post.finished, row)
	if err := c.tx.PutRun(row); err != nil {
		return err
	}
	return c.enqueue(store.Message{Run: row.ID, Kind: store.NudgeRun})
}

// forgetRun queues the forgetting of what a run did.
func (c *accountTx) forgetRun(row store.Run, effects map[string][]string) error {
	if row.State == nil {
		return nil
	}
	state, err := stateOf(row)
	if err != nil {
		return err
	}
	keys := state.Keys()
	if len(keys) == 0 {
		return nil
	}
	effects[row.ID] = keys
	return c.enqueueForget(row.ID, keys)
}

// enqueueForget queues the forgetting of what calls of a run left, also for the next process.
func (c *accountTx) enqueueForget(run string, keys []string) error {
	payload, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	return c.enqueue(store.Message{Run: run, Kind: store.ForgetEffects, Payload: payload})
}

// loseGoals ends some of the account's tracked goals as lost: whether they are reached can't be known any more.
func (c *accountTx) loseGoals(account string, lost func(customer.Goal) bool) error {
	rows, err := c.tx.Goals(store.GoalQuery{Account: account})
	for _, row := range rows {
		if row.Outcome != "" || !lost(row.Goal) {
			continue
		}
		row.Outcome, row.At = customer.Lost, c.at
		if err := c.tx.PutGoal(row.Goal); err != nil {
			return err
		}
		c.post.goals = append(c.post.goals, row.Goal)
	}
	return err
}

// forgetAllEffects removes what calls left, by run.
func (e *Engine) forgetAllEffects(ctx context.Context, effects map[string][]string) error {
	for _, run := range names(effects) {
		if err := e.forgetEffects(ctx, run, effects[run]); err != nil {
			return err
		}
	}
	return nil
}

// forgetEffects removes what a run's calls left, once no attempt of them is under way.
func (e *Engine) forgetEffects(ctx context.Context, run string, keys []string) error {
	if err := e.inflight.end(ctx, run); err != nil {
		return fmt.Errorf("wait for the actions of run %s: %w", run, err)
	}
	if e.effects == nil {
		return nil
	}
	if err := e.effects.Forget(ctx, keys); err != nil {
		return fmt.Errorf("forget what run %s did: %w", run, err)
	}
	return nil
}

// isForgotten reports whether an account is unknown because it was forgotten: only its own update creates it anew.
func isForgotten(r store.Reader, account string) (bool, error) {
	if _, err := r.Account(account); !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	at, err := r.Forgotten(account, "")
	return !at.IsZero(), err
}

// refusedAll returns the answer for history of an account that was forgotten.
func refusedAll(entries iter.Seq2[customer.Entry, error]) (done []store.Appended, err error) {
	for _, err := range entries {
		if err != nil {
			return nil, err
		}
		done = append(done, store.Refused)
	}
	return done, nil
}
