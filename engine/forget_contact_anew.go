package engine

import (
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// endContactForgettings completes the forgetting of contacts who come anew.
func (c *accountTx) endContactForgettings(contacts []customer.Contact) error {
	if c.state.ForgotContact.IsZero() {
		return nil
	}
	for _, contact := range contacts {
		row, is, err := storedRedaction(c.tx, c.state.Account, contact.ID)
		if err == nil && is && row.As == "" {
			row, err = c.beginContactForgetting(contact.ID)
		}
		if err == nil && is {
			err = c.endContactForgetting(row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// endContactForgetting removes the rest of a contact of whom the first part is removed.
func (c *accountTx) endContactForgetting(row store.Redacting) error {
	r, err := readRedaction(row)
	if err != nil {
		return err
	}
	left, err := r.left(c.tx)
	if err != nil {
		return err
	}
	if err := c.enqueueForgetAll(left); err != nil {
		return err
	}
	_, _, err = r.redact(c.tx, store.Place{}, 0, false)
	return err
}

// enqueueForgetAll has the outbox forget what calls of some runs did.
func (c *accountTx) enqueueForgetAll(keys map[string][]string) error {
	for _, run := range names(keys) {
		if err := c.enqueueForget(run, keys[run]); err != nil {
			return err
		}
	}
	return nil
}

// beginContactForgetting forgets the first part of a contact of whom that is only intended.
func (c *accountTx) beginContactForgetting(contact string) (store.Redacting, error) {
	f := &contactForgetting{engine: c.engine, account: c.state.Account, effects: map[string][]string{}}
	redactor, err := newRedactor(c.pub.workspace, c.tx, c.state, contact)
	if err == nil {
		err = c.forgetContact(f, redactor)
	}
	if err == nil {
		err = c.enqueueForgetAll(f.effects)
	}
	if err != nil {
		return store.Redacting{}, err
	}
	row, _, err := storedRedaction(c.tx, c.state.Account, contact)
	return row, err
}
