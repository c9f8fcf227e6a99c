package sqlite

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// micros returns an instant as a column: microseconds, NULL for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// microsBefore returns micros as an upper bound: none for the zero time.
func microsBefore(t time.Time) int64 {
	if t.IsZero() {
		return math.MaxInt64
	}
	return t.UnixMicro()
}

// microsAfter returns micros rounded up, for what must not be due before its instant.
func microsAfter(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return micros(t.Add(time.Microsecond - 1))
}

// instant reads a column of micros into a time.
type instant struct{ to *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*i.to = time.Time{}
	case int64:
		*i.to = time.UnixMicro(value).UTC()
	default:
		return fmt.Errorf("an instant is stored as %T", value)
	}
	return nil
}

// encode returns a value as a column of JSON; NULL when it is empty.
func encode(value any, empty bool) (any, error) {
	if empty {
		return nil, nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// raw returns JSON that is kept as it is; NULL when there is none.
func raw(text json.RawMessage) any {
	if text == nil {
		return nil
	}
	return string(text)
}

// decoded reads a column of JSON into the value behind the pointer; NULL leaves it as it is.
type decoded struct{ to any }

// Scan implements sql.Scanner.
func (d decoded) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(value), d.to)
	default:
		return fmt.Errorf("JSON is stored as %T", value)
	}
}

// verbatim reads a column of JSON without decoding it.
type verbatim struct{ to *json.RawMessage }

// Scan implements sql.Scanner.
func (v verbatim) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*v.to = nil
	case string:
		*v.to = json.RawMessage(value)
	default:
		return fmt.Errorf("JSON is stored as %T", value)
	}
	return nil
}
