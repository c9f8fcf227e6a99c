package store

import (
	"context"
	"errors"
)

// ErrNotFound is returned by reads of one thing that isn't there, and by lists whose After isn't there.
var ErrNotFound = errors.New("not found")

// ErrClosed is returned by a store that was closed.
var ErrClosed = errors.New("the store is closed")

// ErrNotLocked is returned by a write to the rows of an account whose lock the transaction doesn't hold.
var ErrNotLocked = errors.New("the account is not locked by this transaction")

// ErrInUse is returned by Erase while somebody reads a snapshot that has what is to be erased.
var ErrInUse = errors.New("a snapshot that is being read has what is to be erased still")

// Store keeps what the engine remembers. Its methods may be called concurrently.
type Store interface {
	// Update runs fn in one transaction that holds the locks of the accounts, and commits if fn
	// returns nil: when Update returns nil, what fn wrote survives a crash; when it returns an error,
	// nothing of it was written, unless the store failed to commit (then the error says so and the
	// outcome is that of the next read). fn may run again after a conflict or a neighbour's failure, so
	// it must have no effects of its own. fn may write rows of these accounts and the workspace's
	// (plans, outbox, versions, seen types); with no accounts, only the workspace's. Accounts needn't
	// exist yet and may repeat. fn must not call Update, nor keep the Tx. A panic in fn becomes the
	// error. A context that ends before fn's turn drops the request; later, it changes nothing any more.
	Update(ctx context.Context, accounts []string, fn func(Tx) error) error
	// View runs fn on one consistent snapshot, which includes every Update that had returned before.
	// fn must not keep the Reader. The error is fn's, or says why there is no snapshot.
	View(ctx context.Context, fn func(Reader) error) error
	// Erase makes what was removed unreadable: when it returns nil, no file of the store has a trace of what Forget
	// had removed before. It does nothing where nothing was removed, and may be called again after an interruption.
	// Others read and write meanwhile; while somebody reads a snapshot of before, it returns ErrInUse instead of
	// waiting.
	Erase(ctx context.Context) error
	// Close waits for the transactions in progress and releases everything. Later calls of the other methods return
	// ErrClosed; closing again does nothing.
	Close() error
}
