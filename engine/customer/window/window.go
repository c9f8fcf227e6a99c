package window

import (
	"hash/fnv"
	"math"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// Window is a part of the past that ends now, over numbered buckets, and the part before it. A bucket
// counts as a whole: from its first event on until it leaves.
type Window interface {
	// Bucket is the number of the bucket that holds the instant.
	Bucket(t time.Time) int64
	// Gone is the newest bucket that has left the window at now, Forgotten the newest that has left the
	// window before the window, too.
	Gone(now time.Time) int64
	Forgotten(now time.Time) int64
	// Leaves is when a bucket leaves the window, LeavesPrevious when it leaves the window before the
	// window. Zero: never.
	Leaves(bucket int64) time.Time
	LeavesPrevious(bucket int64) time.Time
	// Full is when an account that began at since is old enough to have had the window before the window.
	// Zero: never.
	Full(since time.Time) time.Time
}

// minBuckets is the least number of buckets that a window is divided into: an event counts for at most one
// bucket longer than the window. Only windows of less than so many seconds have fewer.
const minBuckets = 24

// bucketSizes are the possible lengths of a bucket in seconds, from the largest: a window of up to two
// years has no more than 168, so that it costs the same whatever its length.
var bucketSizes = [...]int64{28 * 24 * 3600, 7 * 24 * 3600, 24 * 3600, 6 * 3600, 3600, 15 * 60, 5 * 60, 60, 15, 5, 1}

// Sliding is a window of a length, in seconds. Bucket b holds the instants in
// [b·size+phase, (b+1)·size+phase) and leaves the window one length after its end, so that each of its
// events counts for at least the whole length.
type Sliding struct{ Length, Size, Phase int64 }

// Of is the account's window of a length. The phase depends on the account, so that not all
// accounts are due at the same instants.
func Of(account string, length calendar.Duration) Sliding {
	w := Sliding{Length: int64(length.Plain() / time.Second)}
	w.Size = bucketSize(w.Length)
	h := fnv.New64a()
	h.Write([]byte(account))
	w.Phase = int64(h.Sum64() % uint64(w.Size)) // Both are small and positive.
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

// Bucket implements Window.
func (w Sliding) Bucket(t time.Time) int64 { return floorDiv(t.Unix()-w.Phase, w.Size) }

// Gone implements Window.
func (w Sliding) Gone(now time.Time) int64 {
	return floorDiv(now.Unix()-w.Length-w.Phase, w.Size) - 1
}

// Forgotten implements Window.
func (w Sliding) Forgotten(now time.Time) int64 {
	return floorDiv(now.Unix()-2*w.Length-w.Phase, w.Size) - 1
}

// Leaves implements Window.
func (w Sliding) Leaves(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.Size+w.Phase+w.Length, 0).UTC()
}

// LeavesPrevious implements Window.
func (w Sliding) LeavesPrevious(bucket int64) time.Time {
	return time.Unix((bucket+1)*w.Size+w.Phase+2*w.Length, 0).UTC()
}

// Full implements Window.
func (w Sliding) Full(since time.Time) time.Time {
	return since.Add(2 * time.Duration(w.Length) * time.Second)
}

// Endless is all of the past: one bucket that never leaves, and nothing before it.
type Endless struct{}

// Bucket implements Window.
func (Endless) Bucket(time.Time) int64 { return 0 }

// Gone implements Window.
func (Endless) Gone(time.Time) int64 { return math.MinInt64 }

// Forgotten implements Window.
func (Endless) Forgotten(time.Time) int64 { return math.MinInt64 }

// Leaves implements Window.
func (Endless) Leaves(int64) time.Time { return time.Time{} }

// LeavesPrevious implements Window.
func (Endless) LeavesPrevious(int64) time.Time { return time.Time{} }

// Full implements Window.
func (Endless) Full(time.Time) time.Time { return time.Time{} }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
