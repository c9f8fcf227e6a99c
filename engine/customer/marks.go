package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
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
		return fmt.Errorf("marks %q: %w", text, err)
	}
	*m = BucketSet{newest: n}
	if several {
		back, ok := new(big.Int).SetString(bits, 16)
		if !ok || back.Sign() <= 0 {
			return fmt.Errorf("marks %q: the part after the colon is not a set of bits", text)
		}
		m.back = back
	}
	return nil
}

// with adds a bucket.
func (m BucketSet) with(number int64) BucketSet {
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

// after keeps the buckets later than one; the newest must be.
func (m BucketSet) after(number int64) BucketSet {
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

// oldestAfter is the oldest bucket later than one.
func (m BucketSet) oldestAfter(number int64) (int64, bool) {
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

// maxKey is how long a distinct value's key is at most.
const maxKey = 64

// distinctKey is a value as a key. Short texts stand for themselves, as nearly all are; of what is long
// the hash is as good.
func distinctKey(value any) string {
	key, ok := value.(string)
	if !ok {
		text, err := json.Marshal(value)
		if err != nil {
			text = fmt.Append(nil, value) // Expression values are JSON values, so this isn't reached.
		}
		key = string(text)
	}
	if len(key) > maxKey {
		sum := sha256.Sum256([]byte(key))
		return "sha256:" + hex.EncodeToString(sum[:16])
	}
	return key
}

// addDistinct remembers that a value was seen in a bucket. When there are too many, those that only the window
// before still counts make room; looking for them once in a bucket is enough.
func (m *Metric) addDistinct(value string, number int64, limit int, gone int64) {
	known, ok := m.Values[value]
	looked := m.Over != nil && *m.Over >= number
	if !ok && len(m.Values) >= limit && !looked {
		maps.DeleteFunc(m.Values, func(_ string, marks BucketSet) bool { return marks.newest <= gone })
	}
	switch {
	case ok:
		m.Values[value] = known.with(number)
	case len(m.Values) < limit:
		put(&m.Values, value, BucketSet{newest: number})
	case !looked:
		m.Over = &number
	}
}

func (m *Metric) purgeDistinct(forgotten int64) {
	for value, marks := range m.Values {
		if marks.newest <= forgotten {
			delete(m.Values, value)
		} else if kept := marks.after(forgotten); kept != marks {
			m.Values[value] = kept
		}
	}
	m.Swept = forgotten
	if len(m.Values) == 0 {
		m.Values, m.Swept = nil, 0
	}
}

// countDistinct is how many values were seen after one bucket and up to another.
func (m *Metric) countDistinct(after, upTo int64) float64 {
	n := 0
	for _, marks := range m.Values {
		if marks.newest <= after {
			continue
		}
		if oldest, _ := marks.oldestAfter(after); marks.newest <= upTo || oldest <= upTo {
			n++
		}
	}
	return float64(n)
}
