package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/tendhq/tend/engine/store"
)

// writer owns the one connection that writes. Its goroutine serves requests one after another, inside a transaction
// that ends when none is waiting: what is requested while a commit is being flushed shares the next flush.
type writer struct {
	connection *connection
	requests   chan *request
	// singles is work that must run outside of transactions.
	singles chan *single
	group   int
	busy    time.Duration
	stopped chan struct{}
}

// single is work that runs outside of transactions.
type single struct {
	fn   func() error
	done chan error
}

// alone runs fn when no transaction is in progress.
func (w *writer) alone(ctx context.Context, fn func() error) error {
	s := &single{fn: fn, done: make(chan error, 1)}
	select {
	case w.singles <- s:
		return <-s.done
	case <-ctx.Done():
		return ctx.Err()
	}
}

func startWriter(ctx context.Context, db *sql.DB, options Options) (*writer, error) {
	c, err := openConnection(ctx, db)
	if err != nil {
		return nil, err
	}
	w := &writer{
		connection: c,
		requests:   make(chan *request, options.Group),
		singles:    make(chan *single),
		group:      options.Group,
		busy:       options.Busy,
		stopped:    make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// close ends the goroutine and gives the connection back. No update may be in progress.
func (w *writer) close() {
	close(w.requests)
	<-w.stopped
	w.connection.close()
}

// update waits for the transaction, runs fn in it and waits for the commit.
func (w *writer) update(ctx context.Context, accounts []string, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := newRequest(ctx)
	select {
	case w.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-r.granted:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.run(newTx(w.connection, accounts), fn)
	return <-r.answer
}

func (w *writer) loop() {
	defer close(w.stopped)
	for {
		select {
		case first, open := <-w.requests:
			if !open {
				return
			}
			w.transaction(first)
		case s := <-w.singles:
			s.done <- s.fn()
		}
	}
}

// transaction serves a group of requests and answers them all once the commit's outcome is known: a refusal, too, may
// rest on what a neighbour wrote.
func (w *writer) transaction(first *request) {
	if err := w.connection.exec("BEGIN IMMEDIATE"); err != nil {
		first.fail(fmt.Errorf("begin a transaction: %w", err))
		return
	}
	served, err := w.serve(first)
	if err == nil {
		if err = w.connection.exec("COMMIT"); err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
	}
	if err != nil {
		// After some errors SQLite has rolled back already, so that this may fail; it leaves no transaction.
		_ = w.connection.exec("ROLLBACK")
	}
	for _, r := range served {
		r.finish(err)
	}
}

// serve runs the first request and those that wait. The error means that the transaction is lost.
func (w *writer) serve(first *request) ([]*request, error) {
	var served []*request
	for r := first; r != nil; r = w.next(len(served)) {
		if !r.offer() {
			continue
		}
		served = append(served, r)
		if err := w.take(r); err != nil {
			return served, err
		}
	}
	return served, nil
}

// next returns a request that waits; nil when none does or the group is full.
func (w *writer) next(served int) *request {
	if served >= w.group {
		return nil
	}
	select {
	case r := <-w.requests:
		return r
	default:
		return nil
	}
}

// take runs one request in a savepoint of its own. The error means that the transaction is lost.
func (w *writer) take(r *request) error {
	begun := w.connection.exec("SAVEPOINT request")
	r.start <- begun
	r.failed = <-r.ran
	if begun != nil {
		return begun
	}
	if r.failed != nil {
		if err := w.connection.exec("ROLLBACK TO request"); err != nil {
			return fmt.Errorf("roll back one update (%w): %w", r.failed, err)
		}
	}
	if err := w.connection.exec("RELEASE request"); err != nil {
		return fmt.Errorf("end one update: %w", err)
	}
	return nil
}
