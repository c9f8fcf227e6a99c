package store

import "time"

// Instant returns the time as stores keep it: UTC, cut to the microsecond, and without a monotonic reading.
// The zero time stays zero.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}
