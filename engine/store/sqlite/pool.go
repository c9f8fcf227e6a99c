package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

// pool is the connections that read.
type pool struct {
	db         *sql.DB
	statements *poolStatements
}

func newPool(db *sql.DB) *pool {
	return &pool{db: db, statements: &poolStatements{db: db, known: map[string]*sql.Stmt{}}}
}

// view runs fn on a snapshot. SQLite takes it at the first read, which makes it no older than it must be.
func (p *pool) view(ctx context.Context, fn func(store.Reader) error) error {
	snapshot, err := p.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	// A snapshot changes nothing, so that ending it either way is the same.
	defer func() { _ = snapshot.Rollback() }()
	return fn(reader{ctx: ctx, prepare: func(query string) (*sql.Stmt, error) {
		statement, err := p.statements.prepare(ctx, query)
		if err != nil {
			return nil, err
		}
		return snapshot.StmtContext(ctx, statement), nil
	}})
}

func (p *pool) close() error {
	p.statements.close()
	return p.db.Close()
}
