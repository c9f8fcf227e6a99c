package customer

import (
	"hash/fnv"
	"math"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// window is a part of the past that ends now, over numbered buckets, and the part before it. A bucket
// counts as a whole: from its first event on until it leaves.
type window interface {
	// bucket is the number of the bucket that holds the instant.
	bucket(t time.Time) int64
	// gone is the newest bucket that has left the window at now, forgotten the newest that has left the
	// window before the window, too.
	gone(now time.Time) int64
	forgotten(now time.Time) int64
	// leaves is when a bucket leaves the window, leavesPrevious when it leaves the window before the
	// window. Zero: never.
	leaves(bucket int64) time.Time
	leavesPrevious(bucket int64) time.Time
	// full is from when on an account that began at since has lived through the window before the
	// window. Zero: never.
	full(since time.Time) time.Time
}

// minBuckets is into how many buckets a window is divided at least: an event counts for at most one
// bucket longer than the window. Only windows of less than so many seconds have fewer.
const minBuckets = 24

// bucketSizes are the possible lengths of a bucket in seconds, from the largest: a window of up to two
// years has no more than 168, so that it costs the same whatever its length.
var bucketSizes = [...]int64{28 * 24 * 3600, 7 * 24 * 3600, 24 * 3600, 6 * 3600, 3600, 15 * 60, 5 * 60, 60, 15, 5, 1}

// sliding is a window of a length, in seconds. Bucket b holds the instants in
// [b·size+phase, (b+1)·size+phase) and leaves the window one length after its end, so that each of its
// events counts for at least the whole length.
type sliding struct{ length, size, phase int64 }

// windowOf is the account's window of a length. The phase depends on the account, so that not all
// accounts are due at the same instants.
func windowOf(account string, length calendar.Duration) sliding {
	w := sliding{length: int64(length.Plain() / time.Second)}
	w.size = bucketSize(w.length)
	h := fnv.New64a()
	h.Write([]byte(account))
	w.phase = int64(h.Sum64() % uint64(w.size)) // Both are small and positive.
	return w
}

// Step is how much longer than a window of a length an event counts at most: that long is a bucket.
func Step(window calendar.Duration) time.Duration {
	return time.Duration(bucketSize(int64(window.Plain()/time.Second))) * time.Second
}

func bucketSize(length int64) int64 {
	for _, size := range bucketSizes {
		if length/size >= minBuckets {
			return size
		}
	}
	return bucketSizes[len(bucketSizes)-1]
}

func (w sliding) bucket(t time.Time) int64 { return floorDiv(t.Unix()-w.phase, w.size) }

func (w sliding) gone(now time.Time) int64 {
	return floorDiv(now.Unix()-w.length-w.phase, w.size) - 1
}

func (w sliding) forgotten(now time.Time) int64 {
	return floorDiv(now.Unix()-2*w.length-w.phase, w.size) - 1
}

func (w sliding) leaves(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.size+w.phase+w.length, 0).UTC()
}

func (w sliding) leavesPrevious(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.size+w.phase+2*w.length, 0).UTC()
}

func (w sliding) full(since time.Time) time.Time {
	return since.Add(2 * time.Duration(w.length) * time.Second)
}

// endless is all of the past: one bucket that never leaves, and nothing before it.
type endless struct{}

func (endless) bucket(time.Time) int64         { return 0 }
func (endless) gone(time.Time) int64           { return math.MinInt64 }
func (endless) forgotten(time.Time) int64      { return math.MinInt64 }
func (endless) leaves(int64) time.Time         { return time.Time{} }
func (endless) leavesPrevious(int64) time.Time { return time.Time{} }
func (endless) full(time.Time) time.Time       { return time.Time{} }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// earliest is the first of two instants, of which zero means never.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
