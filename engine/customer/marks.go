package customer

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Marks is the buckets in which a value was seen: the newest, and those before it as bits counted back
// from the newest, which is bit 0. A year of a daily visitor fits in a hundred characters.
type Marks struct {
	newest int64
	back   *big.Int // nil: only the newest
}

// MarshalText writes the newest bucket, and after a colon the bits in hexadecimal if there are others.
func (m Marks) MarshalText() ([]byte, error) {
	text := strconv.FormatInt(m.newest, 10)
	if m.back != nil {
		text += ":" + m.back.Text(16)
	}
	return []byte(text), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Marks) UnmarshalText(text []byte) error {
	newest, bits, several := strings.Cut(string(text), ":")
	n, err := strconv.ParseInt(newest, 10, 64)
	if err != nil {
		return fmt.Errorf("marks %q: %w", text, err)
	}
	*m = Marks{newest: n}
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
func (m Marks) with(number int64) Marks {
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
	return Marks{newest: m.newest, back: bits}
}

// after keeps the buckets later than one; the newest must be.
func (m Marks) after(number int64) Marks {
	if m.back == nil || int64(m.back.BitLen()) <= m.newest-number {
		return m
	}
	keep := new(big.Int).Lsh(big.NewInt(1), uint(m.newest-number)) // Positive: the newest is later.
	keep.Sub(keep, big.NewInt(1)).And(keep, m.back)
	if keep.BitLen() <= 1 {
		return Marks{newest: m.newest}
	}
	return Marks{newest: m.newest, back: keep}
}

// oldestAfter is the oldest bucket later than one.
func (m Marks) oldestAfter(number int64) (int64, bool) {
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

// distinctKey is a value as a key. Texts stand for themselves, as nearly all are.
func distinctKey(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	key, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value) // Expression values are JSON values, so this isn't reached.
	}
	return string(key)
}

// mark remembers that a value was seen in a bucket.
func (m *Metric) mark(value string, number int64) {
	known, ok := m.Values[value]
	switch {
	case ok:
		m.Values[value] = known.with(number)
	case len(m.Values) < MaxDistinct:
		put(&m.Values, value, Marks{newest: number})
	case m.Over == nil || *m.Over < number:
		m.Over = &number
	}
}

func (m *Metric) purgeMarks(forgotten int64) {
	for value, marks := range m.Values {
		if marks.newest <= forgotten {
			delete(m.Values, value)
		} else if kept := marks.after(forgotten); kept != marks {
			m.Values[value] = kept
		}
	}
	if len(m.Values) == 0 {
		m.Values = nil
	}
}

// countMarks is how many values were seen after one bucket and up to another.
func (m *Metric) countMarks(after, upTo int64) float64 {
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
