package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/tendhq/tend/engine/store"
)

// errUnfinished is the error of an update whose fn ended its goroutine, as a failing test does.
var errUnfinished = errors.New("the update's function ended its goroutine")

// request is one Update in progress. Its fn runs in the caller's goroutine: the writer only hands it the transaction,
// so that nothing that fn does can end the writer.
type request struct {
	ctx     context.Context
	granted chan struct{} // the writer grants the transaction; unbuffered, so that both sides agree who left
	start   chan error    // the savepoint is set, or why not
	ran     chan error    // how fn ended
	failed  error         // the same, kept by the writer
	answer  chan error    // what became of it all
}

func newRequest(ctx context.Context) *request {
	return &request{
		ctx:     ctx,
		granted: make(chan struct{}),
		start:   make(chan error, 1),
		ran:     make(chan error, 1),
		answer:  make(chan error, 1),
	}
}

// offer hands the transaction to the caller; false when the caller has gone.
func (r *request) offer() bool {
	if r.ctx.Err() != nil {
		return false
	}
	select {
	case r.granted <- struct{}{}:
		return true
	case <-r.ctx.Done():
		return false
	}
}

// fail answers a request that never got the transaction, if its caller is still there.
func (r *request) fail(err error) {
	if r.offer() {
		r.start <- err
		r.answer <- <-r.ran // which is the error that it got
	}
}

// finish answers a request that got the transaction: with the transaction's error, or its own.
func (r *request) finish(transaction error) {
	if transaction != nil {
		r.answer <- transaction
		return
	}
	r.answer <- r.failed
}

// run runs fn in the caller's goroutine and reports to the writer how it ended, however it ended.
func (r *request) run(t *tx, fn func(store.Tx) error) {
	err := errUnfinished
	defer func() {
		if errors.Is(err, errUnfinished) {
			if p := recover(); p != nil {
				err = fmt.Errorf("the update's function panicked: %v\n%s", p, debug.Stack())
			}
		}
		t.over = true
		r.ran <- err
	}()
	if err = <-r.start; err != nil {
		return
	}
	err = errUnfinished
	if e := fn(t); e != nil {
		err = e
		return
	}
	err = t.failed
}
