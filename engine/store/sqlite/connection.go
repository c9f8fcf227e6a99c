package sqlite

import (
	"context"
	"database/sql"
)

// connection is one connection with its compiled statements. One goroutine uses it at a time.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func openConnection(ctx context.Context, db *sql.DB) (*connection, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (c *connection) prepare(query string) (*sql.Stmt, error) {
	if statement := c.statements[query]; statement != nil {
		return statement, nil
	}
	statement, err := c.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = statement
	return statement, nil
}

// exec runs a statement to its end, even if the caller's context ends: an interrupted write would take the whole group
// with it, and a snapshot that only half began would be somebody else's.
func (c *connection) exec(query string) error {
	statement, err := c.prepare(query)
	if err != nil {
		return err
	}
	_, err = statement.ExecContext(context.Background())
	return err
}

func (c *connection) close() {
	for _, statement := range c.statements {
		_ = statement.Close()
	}
	_ = c.conn.Close()
}
