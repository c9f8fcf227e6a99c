package engine

import (
	"context"
	"errors"

	"github.com/tendhq/tend/engine/store"
)

// advanceAccount processes what is due for one account.
func (e *Engine) advanceAccount(ctx context.Context, account string) error {
	return e.advanceAccountThen(ctx, account, func(*accountTx) error { return nil })
}

// advanceAccountThen processes what is due for one account, and then calls then in the same transaction.
func (e *Engine) advanceAccountThen(ctx context.Context, account string, then func(*accountTx) error) error {
	return e.withAccount(ctx, account, func(c *accountTx) error {
		if err := c.renew(); err != nil {
			return err
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		return then(c)
	})
}

// withAccount runs fn in a transaction on one account, which may be of an older version. An account that was forgotten
// meanwhile is success.
func (e *Engine) withAccount(ctx context.Context, account string, fn func(*accountTx) error) error {
	return e.commitQuietly(ctx, []string{account}, func(tx store.Tx, p *publication, after *postCommit) error {
		c, err := e.openStale(tx, p, account, false, after)
		if errors.Is(err, store.ErrNotFound) {
			return nil // It was forgotten meanwhile.
		}
		if err != nil {
			return err
		}
		if err := fn(c); err != nil {
			return err
		}
		return c.close()
	})
}
