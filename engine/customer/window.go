package customer

import (
	"hash/fnv"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// minBuckets is into how many buckets a window is divided at least: an event counts for at most one
// bucket longer than the window.
const minBuckets = 24

// bucketSizes are the possible lengths of a bucket in seconds, from the largest.
var bucketSizes = [...]int64{24 * 3600, 6 * 3600, 3600, 15 * 60, 5 * 60, 60}

// window is a sliding window over numbered buckets, in seconds. Bucket b holds the instants in
// [b·size+phase, (b+1)·size+phase) and leaves the window one length after its end, so that each of its
// events counts for at least the whole length.
type window struct{ length, size, phase int64 }

// windowOf is the account's window of a length. The phase depends on the account, so that not all
// accounts are due at the same instants.
func windowOf(account string, length calendar.Duration) window {
	w := window{length: int64(length.Plain() / time.Second)}
	w.size = bucketSize(w.length)
	h := fnv.New64a()
	h.Write([]byte(account))
	w.phase = int64(h.Sum64() % uint64(w.size)) // Both are small and positive.
	return w
}

func bucketSize(length int64) int64 {
	for _, size := range bucketSizes {
		if length/size >= minBuckets {
			return size
		}
	}
	return bucketSizes[len(bucketSizes)-1]
}

// bucket is the number of the bucket that holds the instant.
func (w window) bucket(t time.Time) int64 { return floorDiv(t.Unix()-w.phase, w.size) }

// gone is the newest bucket that has left the window at now.
func (w window) gone(now time.Time) int64 {
	return floorDiv(now.Unix()-w.length-w.phase, w.size) - 1
}

// forgotten is the newest bucket that has left the window before the window, too.
func (w window) forgotten(now time.Time) int64 {
	return floorDiv(now.Unix()-2*w.length-w.phase, w.size) - 1
}

// leaves is when a bucket leaves the window.
func (w window) leaves(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.size+w.phase+w.length, 0).UTC()
}

// leavesPrevious is when a bucket leaves the window before the window.
func (w window) leavesPrevious(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.size+w.phase+2*w.length, 0).UTC()
}

// full is when an account that began at since has a history of two windows.
func (w window) full(since time.Time) time.Time {
	return since.Add(2 * time.Duration(w.length) * time.Second)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// earliest is the first of two instants, of which zero means never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
