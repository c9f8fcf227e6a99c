package expression

import (
	"fmt"
	"time"
)

const timeLayout = "2006-01-02T15:04:05.000Z"

// FormatTime is the form of an instant as a value: RFC 3339 in UTC with milliseconds, always of the same
// width, so that instants compare as strings.
func FormatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// ParseTime reads an instant in any form of RFC 3339.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("not a time in the form of RFC 3339, such as %q", "2026-07-01T09:00:00+09:00")
	}
	return t, nil
}

const timeExample = "2026-07-01T09:00:00.000Z"
