package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Import takes history into an account's log, making the account when it isn't known. It changes facts
// and fires nothing. It says what became of each entry; with an error, nothing of them is committed.
func (e *Engine) Import(ctx context.Context, account string, entries []customer.Entry) ([]store.Appended, error) {
	types := map[string]bool{}
	for _, entry := range entries {
		types[entry.Type] = true
	}
	if err := e.notice(ctx, slices.Sorted(maps.Keys(types))); err != nil {
		return nil, err
	}
	var done []store.Appended
	after := &aftermath{}
	err := e.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		*after = aftermath{}
		if gone, err := gone(tx, account); gone || err != nil {
			done = refused(entries)
			return err
		}
		c, err := e.open(tx, p, account, true, after)
		if err != nil {
			return err
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		if done, err = c.importAll(entries); err != nil {
			return err
		}
		return c.close()
	})
	if err != nil {
		return nil, fmt.Errorf("import account %s: %w", account, err)
	}
	e.committed(after)
	return done, nil
}

func (c *change) importAll(entries []customer.Entry) ([]store.Appended, error) {
	whole, err := c.tx.Horizon()
	if err != nil {
		return nil, err
	}
	done := make([]store.Appended, len(entries))
	var added []customer.Entry
	for i, entry := range entries {
		entry.Account, entry.Received, entry.Imported = c.state.Account, c.now(), true
		if entry.Type != customer.TypeAccountUpdated && entry.Time.Before(whole) {
			return nil, fmt.Errorf("an event of %s is from before %s, from when on logs are kept: nobody knows whether it is known",
				entry.Time.Format(time.RFC3339), whole.Format(time.RFC3339))
		}
		reason, err := c.refusal(entry.Contact, entry.Time)
		if err == nil && reason == "" {
			err = c.withoutForgotten(&entry)
		}
		if err != nil {
			return nil, err
		}
		if reason != "" {
			done[i] = store.Refused
			continue
		}
		if done[i], err = c.tx.Append(&entry); err != nil {
			return nil, err
		}
		if done[i] == store.Added {
			added = append(added, entry)
		}
	}
	if len(added) > 0 {
		c.changed = true
		before := c.state.Health
		c.core.ApplyAll(c.state, added, c.now())
		return done, c.scored(before, c.state.Now)
	}
	return done, nil
}
