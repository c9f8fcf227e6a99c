package api

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// budget is a number of bytes that requests share. Whoever needs some when there are none waits; where a client keeps
// what it has for the grace, it is cut off.
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

// share is what one request has of a budget.
type share struct {
	of    *budget
	bytes int64
	since time.Time
	cut   func()
	place *list.Element // nil: it doesn't wait for its client
}

// take waits for so many bytes, or for all there are; nil with the context's end. Until it is settled or given back,
// cut ends what needs the share.
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
// says how long to wait for the next, unless some are given back.
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
	b.settleLocked(slowest)
	slowest.cut()
	return b.grace, b.freed
}

// settle says that the client has done its part.
func (s *share) settle() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.settleLocked(s)
}

// settleLocked is settle, of one who has the lock.
func (b *budget) settleLocked(s *share) {
	if s.place != nil {
		b.slow.Remove(s.place)
		s.place = nil
	}
}

// giveBack ends the share.
func (s *share) giveBack() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.settleLocked(s)
	s.of.free += s.bytes
	s.bytes = 0
	close(s.of.freed)
	s.of.freed = make(chan struct{})
}
