package actions

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Duration is the Go type of arguments of kind KindDuration: a length of time such as "30m". A day is
// 24 hours and a week seven days; durations on the business calendar are KindDue's.
type Duration time.Duration

// The units that a duration may be written in, largest first, so that String finds the shortest form.
var durationUnits = []struct {
	suffix byte
	unit   time.Duration
}{
	{'w', 7 * 24 * time.Hour},
	{'d', 24 * time.Hour},
	{'h', time.Hour},
	{'m', time.Minute},
	{'s', time.Second},
}

// ParseDuration reads a whole number with one unit: 90s, 15m, 12h, 3d or 2w. Anything else, negative
// numbers included, is an error that says how to write it.
func ParseDuration(text string) (Duration, error) {
	wrong := fmt.Errorf("%q isn't a duration: write a whole number and a unit, such as 90s, 15m, 12h, 3d or 2w", text)
	if len(text) < 2 {
		return 0, wrong
	}
	digits, suffix := text[:len(text)-1], text[len(text)-1]
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, wrong
	}
	for _, u := range durationUnits {
		if u.suffix != suffix {
			continue
		}
		if n > uint64(math.MaxInt64/int64(u.unit)) {
			return 0, fmt.Errorf("the duration %q is longer than 292 years", text)
		}
		return Duration(time.Duration(n) * u.unit), nil
	}
	return 0, wrong
}

// Std returns the duration as the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String writes the duration as ParseDuration reads it, in the largest unit that divides it. Parts of
// a second, which can't be written in a playbook, are shown the standard library's way.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	for _, u := range durationUnits {
		if d > 0 && time.Duration(d)%u.unit == 0 {
			return strconv.FormatInt(int64(time.Duration(d)/u.unit), 10) + string(u.suffix)
		}
	}
	return time.Duration(d).String()
}

// MarshalJSON writes the form that ParseDuration reads.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads a JSON string by the rules of ParseDuration.
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("a duration is a string such as \"30m\", not %s", raw)
	}
	parsed, err := ParseDuration(text)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
