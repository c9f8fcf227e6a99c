package customer

import (
	"math"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// Bucket aggregates the events in one bucket of a window. What it holds depends on the aggregate.
type Bucket struct {
	Number int64 `json:"b"`
	// N is the count, the sum (of avg, too), the minimum or the maximum.
	N float64 `json:"n,omitempty"`
	// Count is how many values an average is of.
	Count int64 `json:"c,omitempty"`
	// Value is the first or the last value, At the time of its event.
	Value any       `json:"v,omitempty"`
	At    time.Time `json:"t,omitzero"`
}

// bucketOf is a bucket that holds one event; false when the event adds nothing to the aggregate.
func bucketOf(a dsl.Aggregate, number int64, at time.Time, value any) (Bucket, bool) {
	b := Bucket{Number: number}
	switch a {
	case dsl.Count:
		b.N = 1
		return b, true
	case dsl.First, dsl.Last:
		b.Value, b.At = value, at
		return b, value != nil
	}
	n, ok := value.(float64)
	b.N = n
	if a == dsl.Avg {
		b.Count = 1
	}
	return b, ok
}

// and merges two buckets of one aggregate; the other is the later one, or that of a later entry.
func (b Bucket) and(other Bucket, a dsl.Aggregate) Bucket {
	switch a {
	case dsl.Min:
		b.N = min(b.N, other.N)
	case dsl.Max:
		b.N = max(b.N, other.N)
	case dsl.First:
		if other.At.Before(b.At) {
			b.Value, b.At = other.Value, other.At
		}
	case dsl.Last:
		if !other.At.Before(b.At) {
			b.Value, b.At = other.Value, other.At
		}
	default:
		// A sum beyond all numbers could not be stored.
		b.N = max(min(b.N+other.N, math.MaxFloat64), -math.MaxFloat64)
		b.Count += other.Count
	}
	return b
}

// value is the aggregate's value; nil: missing.
func (b Bucket) value(a dsl.Aggregate) any {
	switch a {
	case dsl.First, dsl.Last:
		return b.Value
	case dsl.Avg:
		return b.N / float64(b.Count)
	}
	return b.N
}

// addBucket adds an event's bucket. Events mostly arrive in order, so the search begins at the newest.
func (m *Metric) addBucket(b Bucket, a dsl.Aggregate) {
	i := len(m.Buckets)
	for i > 0 && m.Buckets[i-1].Number > b.Number {
		i--
	}
	if i > 0 && m.Buckets[i-1].Number == b.Number {
		m.Buckets[i-1] = m.Buckets[i-1].and(b, a)
		return
	}
	m.Buckets = slices.Insert(m.Buckets, i, b)
}
