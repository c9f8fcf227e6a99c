package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/tendhq/tend/engine/customer/window"
)

// maxKey is how long a distinct value's key is at most.
const maxKey = 64

// distinctKey is a value as a key: a short text itself, and the hash of anything long.
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
// before still counts are dropped; once in a bucket is enough.
func (m *Metric) addDistinct(value string, number int64, limit int, gone int64) {
	known, ok := m.Values[value]
	looked := m.Over != nil && *m.Over >= number
	if !ok && len(m.Values) >= limit && !looked {
		maps.DeleteFunc(m.Values, func(_ string, buckets window.BucketSet) bool { return buckets.Newest() <= gone })
	}
	switch {
	case ok:
		m.Values[value] = known.With(number)
	case len(m.Values) < limit:
		put(&m.Values, value, window.NewBucketSet(number))
	case !looked:
		m.Over = &number
	}
}

func (m *Metric) purgeDistinct(forgotten int64) {
	for value, buckets := range m.Values {
		if buckets.Newest() <= forgotten {
			delete(m.Values, value)
		} else if kept := buckets.After(forgotten); kept != buckets {
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
	for _, buckets := range m.Values {
		if buckets.Newest() <= after {
			continue
		}
		if oldest, _ := buckets.OldestAfter(after); buckets.Newest() <= upTo || oldest <= upTo {
			n++
		}
	}
	return float64(n)
}
