package customer

import "time"

// instant is a time as the core keeps it, in milliseconds and UTC, so that a state is the same after it was stored and
// read.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// latest is the later of two instants.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earliest is the earlier of two instants, of which zero means never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
