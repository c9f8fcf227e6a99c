package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// History takes the history of accounts. It changes facts and fires nothing.
type History struct{ engine *Engine }

// BeginHistory makes ready for the history of these accounts, of which each is taken once. What is due of those
// that are known happens before, as history isn't there yet. The types of its entries count as received from then
// on, so that no account is judged before the last of them has arrived.
func (e *Engine) BeginHistory(ctx context.Context, accounts, types []string) (*History, error) {
	pass := func(ctx context.Context, account string) error {
		return e.withAccount(ctx, account, (*accountTx).untilNow)
	}
	for i, err := range all(ctx, accounts, pass) {
		if err != nil {
			return nil, fmt.Errorf("import account %s: %w", accounts[i], err)
		}
	}
	if err := e.publishChange(ctx, slices.Sorted(slices.Values(types))); err != nil {
		return nil, err
	}
	return &History{engine: e}, nil
}

// Taken is what became of an account's history.
type Taken struct {
	// Appended has one item for each entry, in their order.
	Appended []store.Appended
	// Left is the contacts of the account's updates who weren't taken, as they were forgotten.
	Left []string
}

// Import takes all history of an account into its log, making the account when it isn't known, and judges it once,
// by all of it. It says what became of each entry; with an error, nothing of them is committed. The entries may be
// gone through several times; their second value says why they end early.
func (h *History) Import(ctx context.Context, account string, entries iter.Seq2[customer.Entry, error]) (Taken, error) {
	var done Taken
	after := &postCommit{}
	err := h.engine.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		*after, done = postCommit{}, Taken{}
		if gone, err := gone(tx, account); gone || err != nil {
			if err == nil {
				done.Appended, err = refused(entries)
			}
			return err
		}
		c, err := h.engine.find(tx, p, account, true, after)
		if err != nil {
			return err
		}
		if err := c.untilNow(); err != nil {
			return err
		}
		if done, err = c.importAll(entries); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return Taken{}, fmt.Errorf("import account %s: %w", account, err)
	}
	h.engine.committed(after)
	return done, nil
}

// untilNow lets happen what is due, before the account's history is there. How the version in force judges the account
// by then, where it does otherwise than the one before, is provisional: the history decides. So an account of which
// nothing is due stays at an older version.
func (c *accountTx) untilNow() error {
	if !c.stale() {
		return c.advance(c.now())
	}
	due, err := c.isDue()
	if err != nil || !due {
		return err
	}
	before, err := c.tx.Account(c.state.Account)
	if err != nil {
		return err
	}
	c.changed = true
	if err := c.pub.upToDate(c.tx, c.state, c.now()); err != nil {
		return err
	}
	c.provisional = c.state.Provisional(before)
	if err := c.advance(c.now()); err != nil {
		return err
	}
	c.provisional.Undo(c.state)
	c.provisional = nil
	return nil
}

// isDue says whether anything of the account is due.
func (c *accountTx) isDue() (bool, error) {
	wake, at, err := c.earliestWake()
	due := c.core.Due(c.state)
	return wake != nil && !at.After(c.now()) || !due.IsZero() && !due.After(c.now()), err
}

// importAll appends entries to the log and folds in those that it didn't have.
func (c *accountTx) importAll(entries iter.Seq2[customer.Entry, error]) (Taken, error) {
	appended := &appending{accountTx: c}
	var err error
	if appended.whole, err = c.tx.Horizon(); err != nil {
		return Taken{}, err
	}
	before, added := c.state.Health, appended.added(entries)
	if c.stale() {
		c.changed = true
		err = c.pub.rebase(c.tx, c.state, func(core *customer.Core, log iter.Seq[customer.Entry]) {
			core.RebaseAll(c.state, log, added, c.now())
		})
	} else {
		c.core.ApplyAll(c.state, added, c.now())
	}
	if err = errors.Join(err, appended.failed); err != nil {
		return Taken{}, err
	}
	return appended.taken, c.scored(before, c.state.Now)
}

// appending is entries on their way into a log.
type appending struct {
	*accountTx
	// whole is from when on logs are whole.
	whole  time.Time
	taken  Taken
	failed error
}

// added is the entries that the log didn't have, until one can't be appended.
func (a *appending) added(entries iter.Seq2[customer.Entry, error]) iter.Seq[customer.Entry] {
	return func(yield func(customer.Entry) bool) {
		for entry, err := range entries {
			if err == nil {
				err = a.append(&entry)
			}
			if err != nil {
				a.failed = err
				return
			}
			if a.taken.Appended[len(a.taken.Appended)-1] == store.Added && !yield(entry) {
				return
			}
		}
	}
}

func (a *appending) append(e *customer.Entry) error {
	e.Account, e.Received, e.Imported = a.state.Account, a.now(), true
	if e.Type != customer.TypeAccountUpdated && e.Time.Before(a.whole) {
		return fmt.Errorf("an event of %s is from before %s, from when on logs are kept: nobody knows whether it is known",
			e.Time.Format(time.RFC3339), a.whole.Format(time.RFC3339))
	}
	result, err := a.take(e)
	if err != nil {
		return err
	}
	a.taken.Appended = append(a.taken.Appended, result)
	a.changed = a.changed || result == store.Added
	return nil
}

// take appends an entry, unless it is about somebody who was forgotten since.
func (a *appending) take(e *customer.Entry) (store.Appended, error) {
	reason, err := refusal(a.tx, a.state, e.Contact, e.Time)
	switch {
	case err != nil:
		return 0, err
	case reason != "" && e.Time.Before(a.state.ForgottenAt):
		return store.Refused, nil
	case reason != "":
		return store.RefusedContact, nil
	}
	left, err := a.withoutForgotten(e)
	if err != nil {
		return 0, err
	}
	a.taken.Left = append(a.taken.Left, left...)
	return a.tx.Append(e)
}
