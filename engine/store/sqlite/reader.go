package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

// reader reads, within a snapshot or the writer's transaction. It never leaves a query open when it
// calls back or returns, so that statements can be reused and reads nested.
type reader struct {
	ctx     context.Context
	prepare func(query string) (*sql.Stmt, error)
}

var _ store.Reader = reader{}

// scanner is a row under the cursor.
type scanner interface{ Scan(dest ...any) error }

// each calls scan for every row.
func (r reader) each(scan func(scanner) error, query string, args ...any) error {
	statement, err := r.prepare(query)
	if err != nil {
		return err
	}
	rows, err := statement.QueryContext(r.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads the only row of a query into dest; false when there is none.
func (r reader) one(query string, args []any, dest ...any) (bool, error) {
	statement, err := r.prepare(query)
	if err != nil {
		return false, err
	}
	err = statement.QueryRowContext(r.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// list reads all rows of a query.
func list[T any](r reader, scan func(scanner, *T) error, query string, args ...any) ([]T, error) {
	var all []T
	err := r.each(func(row scanner) error {
		var item T
		if err := scan(row, &item); err != nil {
			return err
		}
		all = append(all, item)
		return nil
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// get reads the row of one thing, or fails with ErrNotFound.
func get[T any](r reader, scan func(scanner, *T) error, noun, id, query string) (T, error) {
	found, err := list(r, scan, query, id)
	if err != nil || len(found) == 0 {
		var none T
		if err == nil {
			err = store.ErrNotFound
		}
		return none, fmt.Errorf("%s %q: %w", noun, id, err)
	}
	return found[0], nil
}

// atMost returns a limit as SQL takes it: negative means none.
func atMost(limit int) int {
	if limit <= 0 {
		return -1
	}
	return limit
}

func scanText(row scanner, text *string) error {
	return row.Scan(text)
}
