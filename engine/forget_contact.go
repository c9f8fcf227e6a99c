package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// ErrNoContact is returned when nothing is known of a contact of an account.
var ErrNoContact = errors.New("no such contact")

// redactBatch is how many rows of each kind one transaction redacts about, so that others hardly wait.
const redactBatch = 2000

// ForgetContact removes all that is known of a contact of an account, and says how much it was: when it returns nil,
// no file that the engine keeps has a trace of it. The contact's runs end as forgotten, and other runs of the account
// go on without. What the contact's events have counted stays counted. What is interrupted is ended beside the sweeper;
// until then, lists of the account's decisions, tasks and timelines may still have what the contact's events said.
// ErrNotFound of the store for an unknown account, ErrNoContact for an unknown contact.
func (e *Engine) ForgetContact(ctx context.Context, account, contact string) (store.Purged, error) {
	f := &contactForgetting{engine: e, account: account, effects: map[string][]string{}}
	if err := f.intend(ctx, contact); err != nil {
		return store.Purged{}, err
	}
	defer signal(e.due)
	defer signal(e.rest)
	err := f.forget(ctx, contact)
	if err == nil {
		err = e.erase(ctx)
	}
	if err != nil {
		return f.held, fmt.Errorf("forget a contact: %w", err)
	}
	return f.held, nil
}

// contactForgetting forgets one contact, part by part.
type contactForgetting struct {
	engine  *Engine
	account string
	redaction
	// held is what there was of the contact, place how far it is removed, and more reports that not all is.
	held  store.Purged
	place store.Place
	more  bool
	// effects is what runs did for the contact, by run.
	effects map[string][]string
}

// intend notes that the contact is to be forgotten, which takes a moment, whatever is known of the contact: from then on
// the engine does it, whoever asks, leaves or dies.
func (f *contactForgetting) intend(ctx context.Context, contact string) error {
	return f.engine.commit(ctx, []string{f.account}, func(tx store.Tx, p *publication, after *postCommit) error {
		c, err := f.engine.open(tx, p, f.account, false, after)
		if err != nil {
			return err
		}
		if f.held, err = heldOf(tx, c.state, contact); err != nil {
			return err
		}
		c.changed = true
		c.state.ForgotContact = c.now()
		if err := c.close(); err != nil {
			return err
		}
		return tx.IntendRedaction(f.account, contact)
	})
}

// forget forgets a contact of whom that is intended or begun.
func (f *contactForgetting) forget(ctx context.Context, contact string) error {
	learned, err := f.engine.collectNames(ctx, f.account, contact)
	if err == nil {
		err = f.begin(ctx, contact, learned)
	}
	if err == nil {
		err = f.end(ctx)
	}
	return err
}

// begin forgets the first part, or finds that this has begun, or is done: then the contact may have begun anew.
func (f *contactForgetting) begin(ctx context.Context, contact string, learned *redactor) error {
	return f.engine.commit(ctx, []string{f.account}, func(tx store.Tx, p *publication, after *postCommit) error {
		f.effects = map[string][]string{}
		c, err := f.engine.open(tx, p, f.account, false, after)
		if err != nil {
			return err
		}
		row, is, err := storedRedaction(tx, f.account, contact)
		if is && row.As != "" {
			f.more = true
			f.redaction, err = readRedaction(row)
		}
		if !is || row.As != "" || err != nil {
			return err
		}
		redactor := learned
		if redactor == nil || redactor.seq != c.state.Seq {
			if redactor, err = newRedactor(p.workspace, tx, c.state, contact); err != nil {
				return err
			}
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		return c.forgetContact(f, redactor)
	})
}

// end forgets the rest: first what live calls have left that weren't tried since, as what is done without the contact
// stays, then what is known, and what actions did.
func (f *contactForgetting) end(ctx context.Context) error {
	var left map[string][]string
	err := f.engine.store.View(ctx, func(r store.Reader) (err error) {
		left, err = f.left(r)
		return err
	})
	if err != nil {
		return err
	}
	if err := f.engine.forgetAllEffects(ctx, left); err != nil {
		return err
	}
	for f.more {
		if err := f.part(ctx); err != nil {
			return err
		}
	}
	return f.engine.forgetAllEffects(ctx, f.effects)
}

// part redacts a part in one transaction, unless somebody else has ended it: then the contact may have begun anew.
func (f *contactForgetting) part(ctx context.Context) error {
	return f.engine.store.Update(ctx, []string{f.account}, func(tx store.Tx) error {
		row, is, err := storedRedaction(tx, f.account, f.Seek.Contact)
		if err != nil || !is || row.As != f.As {
			f.more = false
			return err
		}
		f.place, f.more, err = f.redact(tx, f.place, redactBatch, false)
		return err
	})
}

// HeldContact returns how much is known of a contact, with the errors of ForgetContact.
func (e *Engine) HeldContact(ctx context.Context, account, contact string) (held store.Purged, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		state, err := r.Account(account)
		if err == nil {
			held, err = heldOf(r, state, contact)
		}
		return err
	})
	return held, err
}

// heldOf returns how much is known of a contact, who may have left since: then the log tells who it was.
func heldOf(r store.Reader, state *customer.State, contact string) (store.Purged, error) {
	if contact == "" {
		return store.Purged{}, ErrNoContact
	}
	held, err := r.Held(state.Account, contact)
	_, is := state.Contacts[contact]
	if _, was := state.ContactFacts[contact]; err != nil || held != (store.Purged{}) || is || was {
		return held, err
	}
	if _, is, err := storedRedaction(r, state.Account, contact); is || err != nil {
		return held, err
	}
	named := false
	err = r.Entries(state.Account, 0, []string{customer.TypeAccountUpdated}, func(e customer.Entry) bool {
		list, _ := e.Data["contacts"].([]any)
		named = slices.ContainsFunc(list, func(item any) bool {
			fields, _ := item.(map[string]any)
			return fields["id"] == contact
		})
		return !named
	})
	if err == nil && !named {
		err = ErrNoContact
	}
	return held, err
}

// collectNames collects what identifies a contact on a snapshot: that takes a while where the log is long, and nobody
// has to wait for it. It is nil when the forgetting has begun, or is done.
func (e *Engine) collectNames(ctx context.Context, account, contact string) (learned *redactor, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		row, is, err := storedRedaction(r, account, contact)
		if !is || row.As != "" || err != nil {
			return err
		}
		state, err := r.Account(account)
		if err != nil {
			return err
		}
		learned, err = newRedactor(e.Workspace(), r, state, contact)
		return err
	})
	return learned, err
}

// removeContact removes the contact from the account's, which fires nothing.
func (c *accountTx) removeContact(contact string) error {
	if _, is := c.state.Contacts[contact]; !is {
		return nil
	}
	others := maps.Clone(c.state.Contacts)
	delete(others, contact)
	data, err := updateData(AccountUpdate{Contacts: slices.Collect(maps.Values(others))})
	if err != nil {
		return err
	}
	left := customer.Entry{
		Source: customer.SourceTend, ID: fmt.Sprintf("%s/forgot/%d", c.state.Account, c.state.Seq),
		Type: customer.TypeAccountUpdated, Time: c.now(), Data: map[string]any{"contacts": data["contacts"]},
	}
	_, err = c.importAll(func(yield func(customer.Entry, error) bool) { yield(left, nil) })
	return err
}

// redactRunningCalls makes the account's runs in progress continue without the contact.
func (c *accountTx) redactRunningCalls(r *redactor, effects map[string][]string) error {
	for _, l := range c.runs {
		err := c.step(l, func() ([]run.Line, error) {
			effects[l.row.ID], _ = l.state.KeysOf(r.Contact, r.mentionedIn)
			return l.core.Forget(l.state, r.Contact, c.env(c.now()))
		})
		if err != nil {
			return err
		}
	}
	return c.drain()
}
