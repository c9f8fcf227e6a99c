package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tendhq/tend/engine/store"
)

// pool is the connections that read. A snapshot takes one, and needs no other to the end: who waits for a connection
// holds nothing that another waits for.
type pool struct {
	db *sql.DB
	// idle is the free connections; nil stands for one that isn't open yet.
	idle chan *connection
}

func newPool(db *sql.DB, connections int) *pool {
	p := &pool{db: db, idle: make(chan *connection, connections)}
	for range connections {
		p.idle <- nil
	}
	return p
}

// view runs fn on a snapshot. SQLite takes it at the first read, which makes it no older than it must be.
func (p *pool) view(ctx context.Context, fn func(store.Reader) error) error {
	c, err := p.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	defer p.end(c)
	return fn(reader{ctx: ctx, prepare: c.prepare})
}

// begin waits for a connection and begins a snapshot on it.
func (p *pool) begin(ctx context.Context) (*connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var c *connection
	select {
	case c = <-p.idle:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var err error
	if c == nil {
		c, err = openConnection(ctx, p.db)
	}
	if err == nil {
		err = c.exec("BEGIN")
	}
	if err != nil {
		p.discard(c)
		return nil, err
	}
	return c, nil
}

// end gives the connection back. A snapshot changes nothing, so that ending it either way is the same.
func (p *pool) end(c *connection) {
	if err := c.exec("ROLLBACK"); err != nil {
		p.discard(c)
		return
	}
	p.idle <- c
}

// discard closes a connection that can't be trusted, and leaves its place to a new one.
func (p *pool) discard(c *connection) {
	if c != nil {
		c.close()
	}
	p.idle <- nil
}

// close closes the connections. No view may be in progress.
func (p *pool) close() error {
	for range cap(p.idle) {
		if c := <-p.idle; c != nil {
			c.close()
		}
	}
	return p.db.Close()
}
