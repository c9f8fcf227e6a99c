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

// History imports the history of accounts. It changes facts and fires nothing.
type History struct{ engine *Engine }

// BeginHistory prepares the import of these accounts, of which each is imported once. What is due of the known ones
// happens before, without the history. The types of the entries count as received from then on, so that no account is
// judged before the last type has arrived.
func (e *Engine) BeginHistory(ctx context.Context, accounts, types []string) (*History, error) {
	pass := func(ctx context.Context, account string) error {
		return e.withAccount(ctx, account, (*accountTx).advanceProvisionally)
	}
	for i, err := range forEachAccount(ctx, accounts, pass) {
		if err != nil {
			return nil, fmt.Errorf("import account %s: %w", accounts[i], err)
		}
	}
	if err := e.publishFirstSeen(ctx, slices.Sorted(slices.Values(types))); err != nil {
		return nil, err
	}
	return &History{engine: e}, nil
}

// Imported is the outcome of an account's import.
type Imported struct {
	// Appended has one item for each entry, in their order.
	Appended []store.Appended
	// ForgottenContacts is the contacts that were left out of the account's updates, as they were forgotten.
	ForgottenContacts []string
}

// Import appends all history of an account to its log, creating the account if it is unknown, and judges it once, by
// all of it. With an error, nothing is committed. The entries may be iterated several times; their second value ends
// them early.
func (h *History) Import(ctx context.Context, account string, entries iter.Seq2[customer.Entry, error]) (Imported, error) {
	var done Imported
	err := h.engine.commit(ctx, []string{account}, func(tx store.Tx, p *publication, after *postCommit) error {
		done = Imported{}
		if gone, err := isForgotten(tx, account); gone || err != nil {
			if err == nil {
				done.Appended, err = refusedAll(entries)
			}
			return err
		}
		c, err := h.engine.openStale(tx, p, account, true, after)
		if err != nil {
			return err
		}
		if err := c.advanceProvisionally(); err != nil {
			return err
		}
		if done, err = c.importAll(entries); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import account %s: %w", account, err)
	}
	return done, nil
}

// advanceProvisionally processes what is due before the account's history is imported. Where the version in force
// judges the account otherwise than the one before, its judgement is provisional: the history decides. An account of
// which nothing is due stays at its older version.
func (c *accountTx) advanceProvisionally() error {
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
	if err := c.pub.rebaseIfStale(c.tx, c.state, c.now()); err != nil {
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

// isDue reports whether anything of the account is due.
func (c *accountTx) isDue() (bool, error) {
	wake, at, err := c.earliestWake()
	due := c.core.Due(c.state)
	return wake != nil && !at.After(c.now()) || !due.IsZero() && !due.After(c.now()), err
}

// importAll appends entries to the log and folds in those that are new.
func (c *accountTx) importAll(entries iter.Seq2[customer.Entry, error]) (Imported, error) {
	appended := &appending{accountTx: c}
	var err error
	if appended.retainedSince, err = c.tx.Horizon(); err != nil {
		return Imported{}, err
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
		return Imported{}, err
	}
	return appended.imported, c.scored(before, c.state.Now)
}

// appending appends entries to a log.
type appending struct {
	*accountTx
	// retainedSince is the instant from which on logs are complete.
	retainedSince time.Time
	imported      Imported
	failed        error
}

// added yields the entries that are new to the log, until one can't be appended.
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
			if a.imported.Appended[len(a.imported.Appended)-1] == store.Added && !yield(entry) {
				return
			}
		}
	}
}

// append appends an entry and records its outcome.
func (a *appending) append(e *customer.Entry) error {
	e.Account, e.Received, e.Imported = a.state.Account, a.now(), true
	if e.Type != customer.TypeAccountUpdated && e.Time.Before(a.retainedSince) {
		return fmt.Errorf("an event of %s is from before %s, from when on logs are kept: nobody knows whether it is known",
			e.Time.Format(time.RFC3339), a.retainedSince.Format(time.RFC3339))
	}
	result, err := a.appendEntry(e)
	if err != nil {
		return err
	}
	a.imported.Appended = append(a.imported.Appended, result)
	a.changed = a.changed || result == store.Added
	return nil
}

// appendEntry appends an entry, unless it is about an account or a contact that was forgotten since.
func (a *appending) appendEntry(e *customer.Entry) (store.Appended, error) {
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
	a.imported.ForgottenContacts = append(a.imported.ForgottenContacts, left...)
	return a.tx.Append(e)
}
