package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

// errOver is returned by a transaction that is used beyond its function.
var errOver = errors.New("the transaction is over")

// tx is one request's part of the writer's transaction.
type tx struct {
	reader
	locked map[string]bool
	// failed is the first error of a write: SQLite may have rolled back, so that nothing may follow it.
	failed error
	over   bool
}

var _ store.Tx = (*tx)(nil)

func newTx(c *connection, accounts []string) *tx {
	t := &tx{locked: make(map[string]bool, len(accounts))}
	for _, account := range accounts {
		t.locked[account] = true
	}
	t.reader = reader{ctx: context.Background(), prepare: func(query string) (*sql.Stmt, error) {
		if t.over {
			return nil, errOver
		}
		if t.failed != nil {
			return nil, t.failed
		}
		return c.prepare(query)
	}}
	return t
}

// check fails unless the transaction holds the account's lock. One writer needs no locks, but the same
// code must be right on a store that has them.
func (t *tx) check(account string) error {
	if !t.locked[account] {
		return fmt.Errorf("account %q: %w", account, store.ErrNotLocked)
	}
	return nil
}

// write runs a statement that writes.
func (t *tx) write(query string, args []any) (sql.Result, error) {
	statement, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	result, err := statement.ExecContext(t.ctx, args...)
	if err != nil {
		t.failed = err
	}
	return result, err
}

// exec writes, and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.write(query, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert writes one row and returns its rowid.
func (t *tx) insert(query string, args ...any) (int64, error) {
	result, err := t.write(query, args)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
