package enginetest

import (
	"sync"
	"time"
)

// Start is where a Clock begins: a Monday morning.
var Start = time.Date(2026, 4, 6, 9, 0, 0, 0, time.UTC)

// Clock is an engine's clock that stands still until a test moves it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns the instant at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Wall returns the span itself: an engine's second is a test's second.
func (c *Clock) Wall(d time.Duration) time.Duration { return d }

// Advance moves the clock, and does nothing else: what becomes due stays due.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// WallClock is the machine's time, for tests in which a real server keeps the timers.
type WallClock struct{}

// Now returns the machine's time in the store's precision.
func (WallClock) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Wall returns the span itself.
func (WallClock) Wall(d time.Duration) time.Duration { return d }
