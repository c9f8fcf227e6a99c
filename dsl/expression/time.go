package expression

import (
	"fmt"
	"strings"
	"time"
)

const timeLayout = "2006-01-02T15:04:05.000Z"

// FormatTime is the form of an instant as a value: RFC 3339 in UTC with milliseconds, always of the same
// width, so that instants compare as strings.
func FormatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// ParseTime reads an instant in the form of RFC 3339, to the letter, within the years 0 to 9999 of UTC.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(s))
	if year := t.UTC().Year(); err != nil || !isRFC3339(s) || year < 0 || year > 9999 {
		return time.Time{}, fmt.Errorf("not a time in the form of RFC 3339, such as %q", "2026-07-01T09:00:00+09:00")
	}
	return t, nil
}

// isRFC3339 refuses what time.Parse takes beyond the standard: an hour of one digit, a comma before the fraction, and
// an offset of a day or more, or with more than 59 minutes.
func isRFC3339(s string) bool {
	const seconds = len("2006-01-02T15:04:05")
	if len(s) <= seconds || s[seconds-3] != ':' || s[seconds] == ',' {
		return false
	}
	sign := strings.LastIndexAny(s[seconds:], "+-")
	return sign < 0 || s[seconds+sign+1:] < "24" && s[len(s)-2:] < "60"
}

const timeExample = "2026-07-01T09:00:00.000Z"
