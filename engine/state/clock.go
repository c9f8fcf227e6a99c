package state

import (
	"math"
	"sync/atomic"
	"time"
)

// longest is longer than any wait, in microseconds, and leaves room to add an anchor.
const longest = math.MaxInt64 / 4

// Clock shows virtual time, which playbooks live in: the wall's, moved by an offset and run at a speed. It may be used
// concurrently.
type Clock struct {
	anchor anchor
	wall   func() time.Time
	// last is the latest time that was returned, in microseconds: the wall's clock may be set back.
	last atomic.Int64
}

func newClock(a anchor, wall func() time.Time) *Clock {
	c := &Clock{anchor: a, wall: wall}
	c.last.Store(a.Virtual.UnixMicro())
	return c
}

// Speed returns how many seconds of virtual time pass in one on the wall.
func (c *Clock) Speed() float64 { return c.anchor.Speed }

// Now returns virtual time, in UTC, to the microsecond. It never goes back.
func (c *Clock) Now() time.Time { return c.at(c.wall()) }

// Wall returns how long a virtual duration takes on the wall, rounded up to the nanosecond; 0 for none or less.
func (c *Clock) Wall(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	if c.anchor.Speed == 1 {
		return d
	}
	return time.Duration(saturate(math.Ceil(float64(d)/c.anchor.Speed), math.MaxInt64))
}

// Until returns how long to wait on the wall for a virtual instant: after it, Now is at or after the instant.
// It is 0 for one that has come, and the longest duration for one beyond it.
func (c *Clock) Until(t time.Time) time.Duration {
	wall := c.wall()
	if !c.at(wall).Before(t) {
		return 0
	}
	// Now has whole microseconds, so that the instant has come with the next one.
	need := min(longest/2, t.Add(time.Microsecond-1).UnixMicro()-c.anchor.Virtual.UnixMicro())
	deadline := time.UnixMicro(c.anchor.Wall.UnixMicro() + c.wallNeeded(need))
	return max(0, deadline.Sub(wall))
}

// at returns virtual time at a time on the wall, or the latest that was returned.
func (c *Clock) at(wall time.Time) time.Time {
	elapsed := max(0, wall.UnixMicro()-c.anchor.Wall.UnixMicro())
	now := c.anchor.Virtual.UnixMicro() + c.virtualElapsed(elapsed)
	for {
		last := c.last.Load()
		if now <= last {
			now = last
			break
		}
		if c.last.CompareAndSwap(last, now) {
			break
		}
	}
	return time.UnixMicro(now).UTC()
}

// virtualElapsed returns the virtual microseconds that pass in the wall's.
func (c *Clock) virtualElapsed(wall int64) int64 {
	if c.anchor.Speed == 1 {
		return wall
	}
	return saturate(math.Floor(float64(wall)*c.anchor.Speed), longest)
}

// wallNeeded returns the fewest microseconds on the wall in which the virtual ones pass.
func (c *Clock) wallNeeded(virtual int64) int64 {
	if c.anchor.Speed == 1 {
		return virtual
	}
	wall := saturate(math.Ceil(float64(virtual)/c.anchor.Speed), longest)
	// The division is rounded, either way; the multiplication is what Now does.
	for wall > 0 && c.virtualElapsed(wall-1) >= virtual {
		wall--
	}
	for wall < longest && c.virtualElapsed(wall) < virtual {
		wall++
	}
	return wall
}

// saturate returns a number as an int64 of at most that size.
func saturate(f, most float64) int64 {
	if f >= most {
		// The greatest int64 isn't a float64; the nearest one is beyond it.
		return int64(math.Nextafter(most, 0))
	}
	return int64(f)
}
