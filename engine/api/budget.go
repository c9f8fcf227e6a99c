package api

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// budget is a number of bytes that requests share. A request waits while all are in use; a client that keeps its share
// longer than the grace is cut off.
type budget struct {
	grace time.Duration

	mu    sync.Mutex
	most  int64
	free  int64
	slow  *list.List    // of *share, those that have waited for their clients for longest first
	freed chan struct{} // closed when bytes are given back
}

func newBudget(most int64, grace time.Duration) *budget {
	return &budget{grace: grace, most: most, free: most, slow: list.New(), freed: make(chan struct{})}
}

// share is one request's part of a budget.
type share struct {
	of    *budget
	bytes int64
	since time.Time
	cut   func()
	place *list.Element // nil: it doesn't wait for its client
}

// take waits for so many bytes, or for all of the budget; nil with the context's end. Until the share is complete or
// given back, cut ends the connection that needs it.
func (b *budget) take(ctx context.Context, bytes int64, cut func()) *share {
	if bytes <= small {
		return &share{of: b}
	}
	s := &share{of: b, bytes: min(bytes, b.most), cut: cut}
	for {
		wait, freed := b.try(s)
		if s.place != nil {
			return s
		}
		patience := time.NewTimer(wait)
		select {
		case <-freed:
		case <-patience.C:
		case <-ctx.Done():
			patience.Stop()
			return nil
		}
		patience.Stop()
	}
}

// try takes the bytes if they are free, and else cuts off the one that has taken longest, if it has taken too long. It
// returns how long to wait for the next, unless some are given back.
func (b *budget) try(s *share) (time.Duration, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.free >= s.bytes {
		b.free -= s.bytes
		s.since, s.place = time.Now(), b.slow.PushBack(s)
		return 0, nil
	}
	first := b.slow.Front()
	if first == nil {
		return b.grace, b.freed
	}
	slowest := first.Value.(*share)
	if left := b.grace - time.Since(slowest.since); left > 0 {
		return left, b.freed
	}
	b.completeLocked(slowest)
	slowest.cut()
	return b.grace, b.freed
}

// complete marks the client's part as done: it can't be cut off any more.
func (s *share) complete() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.completeLocked(s)
}

// completeLocked is complete for a caller that holds the lock.
func (b *budget) completeLocked(s *share) {
	if s.place != nil {
		b.slow.Remove(s.place)
		s.place = nil
	}
}

// giveBack ends the share.
func (s *share) giveBack() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.completeLocked(s)
	s.of.free += s.bytes
	s.bytes = 0
	close(s.of.freed)
	s.of.freed = make(chan struct{})
}
