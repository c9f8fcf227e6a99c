package actions

import (
	"encoding/json"
	"fmt"
	"time"
)

// TimeFormat is how instants are written in results: RFC 3339 in UTC with milliseconds, a fixed width,
// so that expressions can compare them as strings.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// Due is the Go type of arguments of kind KindDue: the instant that the engine worked out from the
// duration in the playbook. The zero value means that the playbook gave none.
type Due struct {
	time.Time
	// In is the duration itself, which a Rule is given while there is no call yet; nil: not known, as
	// of business days. Business says that it is business hours, and nothing else counts.
	In       *Duration
	Business bool
}

// MarshalJSON writes the instant by TimeFormat, and the zero value as null.
func (d Due) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.UTC().Format(TimeFormat))
}

// UnmarshalJSON reads an RFC 3339 instant, or null for none.
func (d *Due) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		d.Time = time.Time{}
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("an instant is a string such as \"2026-07-01T09:00:00Z\", not %s", raw)
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return fmt.Errorf("%q isn't an instant such as \"2026-07-01T09:00:00Z\"", text)
	}
	d.Time = at
	return nil
}
