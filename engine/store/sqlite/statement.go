package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// connStatements keeps the compiled statements of one connection. One goroutine uses it at a time.
type connStatements struct {
	conn  *sql.Conn
	known map[string]*sql.Stmt
}

func (s *connStatements) prepare(query string) (*sql.Stmt, error) {
	if statement := s.known[query]; statement != nil {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.known[query] = statement
	return statement, nil
}

func (s *connStatements) close() {
	for _, statement := range s.known {
		_ = statement.Close()
	}
	_ = s.conn.Close()
}

// poolStatements keeps the statements of a pool of connections; database/sql compiles each once for
// every connection that it is used on.
type poolStatements struct {
	db    *sql.DB
	mu    sync.Mutex
	known map[string]*sql.Stmt
}

func (s *poolStatements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if statement := s.known[query]; statement != nil {
		return statement, nil
	}
	statement, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.known[query] = statement
	return statement, nil
}

func (s *poolStatements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, statement := range s.known {
		_ = statement.Close()
	}
}
