package window

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// BucketSet is the buckets in which a value was seen: the newest, and those before it as bits counted back
// from the newest, which is bit 0. A year of a daily visitor fits in a hundred characters.
type BucketSet struct {
	newest int64
	back   *big.Int // nil: only the newest
}

// MarshalText writes the newest bucket, and after a colon the bits in hexadecimal if there are others.
func (m BucketSet) MarshalText() ([]byte, error) {
	text := strconv.FormatInt(m.newest, 10)
	if m.back != nil {
		text += ":" + m.back.Text(16)
	}
	return []byte(text), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *BucketSet) UnmarshalText(text []byte) error {
	newest, bits, several := strings.Cut(string(text), ":")
	n, err := strconv.ParseInt(newest, 10, 64)
	if err != nil {
		return fmt.Errorf("the set of buckets %q: %w", text, err)
	}
	*m = BucketSet{newest: n}
	if several {
		back, ok := new(big.Int).SetString(bits, 16)
		if !ok || back.Sign() <= 0 {
			return fmt.Errorf("the set of buckets %q: the part after the colon is not a set of bits", text)
		}
		m.back = back
	}
	return nil
}

// With adds a bucket.
func (m BucketSet) With(number int64) BucketSet {
	if number == m.newest {
		return m
	}
	bits := big.NewInt(1)
	if m.back != nil {
		bits.Set(m.back)
	}
	if number > m.newest {
		bits.Lsh(bits, uint(number-m.newest)) // Positive, and no longer than two windows.
		m.newest = number
		bits.SetBit(bits, 0, 1)
	} else {
		bits.SetBit(bits, int(m.newest-number), 1)
	}
	return BucketSet{newest: m.newest, back: bits}
}

// After is the buckets later than one, which the newest must be.
func (m BucketSet) After(number int64) BucketSet {
	if m.back == nil || int64(m.back.BitLen()) <= m.newest-number {
		return m
	}
	keep := new(big.Int).Lsh(big.NewInt(1), uint(m.newest-number)) // Positive: the newest is later.
	keep.Sub(keep, big.NewInt(1)).And(keep, m.back)
	if keep.BitLen() <= 1 {
		return BucketSet{newest: m.newest}
	}
	return BucketSet{newest: m.newest, back: keep}
}

// OldestAfter is the oldest bucket later than one.
func (m BucketSet) OldestAfter(number int64) (int64, bool) {
	if m.newest <= number {
		return 0, false
	}
	if m.back == nil {
		return m.newest, true
	}
	for i := min(m.newest-number, int64(m.back.BitLen())) - 1; i > 0; i-- {
		if m.back.Bit(int(i)) == 1 {
			return m.newest - i, true
		}
	}
	return m.newest, true
}

// NewBucketSet is the set of one bucket.
func NewBucketSet(number int64) BucketSet { return BucketSet{newest: number} }

// Newest is the newest bucket of the set.
func (m BucketSet) Newest() int64 { return m.newest }
