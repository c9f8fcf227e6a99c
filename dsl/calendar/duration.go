package calendar

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Unit is the unit in which a Duration counts.
type Unit string

// The units. A day and a week are civil: their length follows the clock on the wall.
const (
	Second       Unit = "second"
	Minute       Unit = "minute"
	Hour         Unit = "hour"
	Day          Unit = "day"
	Week         Unit = "week"
	BusinessDay  Unit = "business_day"
	BusinessHour Unit = "business_hour"
)

// maxLength keeps every duration within what people plan for, and every computation small.
const maxLength = 100 * 365 * 24 * time.Hour

var letters = map[string]Unit{"s": Second, "m": Minute, "h": Hour, "d": Day, "w": Week}

// Duration is a length of time as it is written in a playbook: a number of one unit, never negative.
type Duration struct {
	N    int
	Unit Unit
}

// Parse reads "90s", "15m", "12h", "3d", "2w", "2 business days" or "4 business hours". The error says
// what may be written.
func Parse(s string) (Duration, error) {
	text := strings.TrimSpace(s)
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	unit, ok := parseUnit(text[digits:])
	if digits == 0 || !ok {
		return Duration{}, fmt.Errorf("%q is not a duration: write a whole number and a unit, such as "+
			`"90s", "15m", "12h", "3d", "2w", "2 business days" or "4 business hours"`, s)
	}
	n, err := strconv.Atoi(text[:digits])
	d := Duration{N: n, Unit: unit}
	if err != nil || saturate(d.N, unit.length()) > maxLength {
		return Duration{}, fmt.Errorf("%q is too long: a duration can be a hundred years at most", s)
	}
	return d, nil
}

func parseUnit(s string) (Unit, bool) {
	if u, ok := letters[s]; ok {
		return u, true
	}
	if s == "" || s[0] != ' ' {
		return "", false
	}
	switch strings.Join(strings.Fields(s), " ") {
	case "business day", "business days":
		return BusinessDay, true
	case "business hour", "business hours":
		return BusinessHour, true
	}
	return "", false
}

// String is the form that Parse reads. The zero Duration is "0s".
func (d Duration) String() string {
	n := strconv.Itoa(d.N)
	switch d.Unit {
	case "":
		return n + "s"
	case BusinessDay, BusinessHour:
		words := strings.ReplaceAll(string(d.Unit), "_", " ")
		if d.N == 1 {
			return n + " " + words
		}
		return n + " " + words + "s"
	}
	return n + string(d.Unit[:1])
}

// MarshalText writes the form that Parse reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes; the errors are Parse's.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// IsZero reports whether the duration has no length.
func (d Duration) IsZero() bool { return d.N == 0 }

// Business reports whether the duration passes only in business time, so that it needs a calendar.
func (d Duration) Business() bool { return d.Unit == BusinessDay || d.Unit == BusinessHour }

// Plain is the physical length, with days of 24 hours: for windows and comparisons, where no calendar
// is at hand. A business duration counts as if business never closed. The longest time.Duration stands
// for everything beyond it.
func (d Duration) Plain() time.Duration { return saturate(d.N, d.Unit.length()) }

func (u Unit) length() time.Duration {
	switch u {
	case Minute:
		return time.Minute
	case Hour, BusinessHour:
		return time.Hour
	case Day, BusinessDay:
		return 24 * time.Hour
	case Week:
		return 7 * 24 * time.Hour
	}
	return time.Second
}

func saturate(n int, unit time.Duration) time.Duration {
	if n > int(math.MaxInt64/unit) {
		return math.MaxInt64
	}
	return time.Duration(max(n, 0)) * unit
}
