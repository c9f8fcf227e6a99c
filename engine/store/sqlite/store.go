// Package sqlite is the store of one process: a SQLite file beside it, in write-ahead mode, with every
// commit flushed to disk. One writer groups what is asked for at the same time into one transaction;
// readers have connections of their own and never wait for it. Only SQL and its mapping to rows live
// here: no rule about what a row means, and nothing that another store would have to repeat.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite" of database/sql

	"github.com/tendhq/tend/engine/state"
	"github.com/tendhq/tend/engine/store"
)

// Options are the settings of a store. The zero value is good.
type Options struct {
	// Readers is how many snapshots can be read at the same time; 0 means 4.
	Readers int
	// Group is how many updates share a transaction at most; 0 means 64.
	Group int
	// Busy is how long to wait for another process that has the file locked; 0 means 5 s.
	Busy time.Duration
}

func (o Options) withDefaults() Options {
	if o.Readers <= 0 {
		o.Readers = 4
	}
	if o.Group <= 0 {
		o.Group = 64
	}
	if o.Busy <= 0 {
		o.Busy = 5 * time.Second
	}
	return o
}

// Store is a store in a SQLite file.
type Store struct {
	pool    *pool
	writer  *writer
	writing *sql.DB

	erasing sync.Mutex // held while traces are erased
	cleared int64      // up to which of the traces the pages are cleared already; zero: none

	mu     sync.Mutex
	closed bool
	active sync.WaitGroup
}

var _ store.Store = (*Store)(nil)

// Open opens the store in the file at path, which it creates when absent, and brings its tables up to
// date. Its folder must exist. One process at a time may have it open; keeping others out is the
// caller's business. It fails when the file can't be written, isn't a database, or was written by a
// newer version.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	s, err := open(ctx, path, options.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	return s, nil
}

func open(ctx context.Context, path string, options Options) (*Store, error) {
	_ = state.MakeFile(path) // It is there mostly, and where it can't be, SQLite says why.
	writing, err := connect(path, options, writerPragmas, 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writing); err != nil {
		_ = writing.Close()
		return nil, err
	}
	w, err := startWriter(ctx, writing, options)
	if err != nil {
		_ = writing.Close()
		return nil, err
	}
	reading, err := connect(path, options, readerPragmas, options.Readers)
	if err != nil {
		w.close()
		_ = writing.Close()
		return nil, err
	}
	return &Store{pool: newPool(reading, options.Readers), writer: w, writing: writing}, nil
}

// enter counts a call in, so that Close waits for it.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.active.Add(1)
	return nil
}

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, accounts []string, fn func(store.Tx) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.active.Done()
	return s.writer.update(ctx, accounts, fn)
}

// View implements store.Store.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.active.Done()
	return s.pool.view(ctx, fn)
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	s.active.Wait()
	if again {
		return nil
	}
	s.writer.close()
	err := s.pool.close()
	// The last connection to go folds the write-ahead log into the file, and only the writer may write.
	if e := s.writing.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}
