package importer

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// instant collects the parts of a date and time while a pattern is matched.
type instant struct {
	year, month, day           int
	hour, minute, second, nano int
	half                       string // AM, PM or empty
	zone                       *time.Location
}

var errNoSuchTime = errors.New("is a day or a time that doesn't exist")

// take matches one part at the front of text, and returns how many bytes it took.
func (in *instant) take(p part, text string) (int, bool) {
	switch p.token {
	case 0:
		return len(p.literal), strings.HasPrefix(text, p.literal)
	case 'N':
		return in.takeMonth(text)
	case 'A':
		return in.takeHalf(text)
	case 'Z':
		return in.takeZone(text)
	}
	n := digits(text, p.max)
	if n < p.min {
		return 0, false
	}
	value, err := strconv.Atoi(text[:n])
	if err != nil {
		return 0, false
	}
	in.set(p, value)
	return n, true
}

func (in *instant) set(p part, value int) {
	switch p.token {
	case 'Y':
		in.year = value
	case 'M':
		in.month = value
	case 'D':
		in.day = value
	case 'h':
		in.hour = value
	case 'm':
		in.minute = value
	case 's':
		in.second = value
	case 'S':
		for range 9 - p.max {
			value *= 10
		}
		in.nano = value
	}
}

// digits counts the digits at the front, up to limit.
func digits(text string, limit int) int {
	n := 0
	for n < len(text) && n < limit && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

func (in *instant) takeMonth(text string) (int, bool) {
	for month := time.January; month <= time.December; month++ {
		if strings.HasPrefix(text, month.String()[:3]) {
			in.month = int(month)
			return 3, true
		}
	}
	return 0, false
}

func (in *instant) takeHalf(text string) (int, bool) {
	if len(text) < 2 {
		return 0, false
	}
	in.half = strings.ToUpper(text[:2])
	return 2, in.half == "AM" || in.half == "PM"
}

func (in *instant) takeZone(text string) (int, bool) {
	if strings.HasPrefix(text, "Z") {
		in.zone = time.UTC
		return 1, true
	}
	for _, layout := range []string{"-07:00", "-0700"} {
		if len(text) < len(layout) {
			continue
		}
		if t, err := time.Parse(layout, text[:len(layout)]); err == nil {
			in.zone = t.Location()
			return len(layout), true
		}
	}
	return 0, false
}

// time returns the instant of the parts. time.Date would carry a 30th of February over into March, and an hour that
// the clocks skipped into the next: both are errors here.
func (in *instant) time() (time.Time, error) {
	hour, ok := in.hourOfDay()
	plain := time.Date(in.year, time.Month(in.month), in.day, hour, in.minute, in.second, in.nano, time.UTC)
	if !ok || !in.same(plain, hour) {
		return time.Time{}, errNoSuchTime
	}
	t := time.Date(in.year, time.Month(in.month), in.day, hour, in.minute, in.second, in.nano, in.zone)
	if in.same(t, hour) {
		return t, nil
	}
	// Some zones change their clocks at midnight, so that a day begins at one o'clock.
	if hour == 0 && in.minute == 0 && in.second == 0 {
		return calendar.StartOfDay(in.year, time.Month(in.month), in.day, in.zone), nil
	}
	return time.Time{}, errNoSuchTime
}

func (in *instant) hourOfDay() (hour int, ok bool) {
	switch in.half {
	case "":
		return in.hour, true
	case "PM":
		return in.hour%12 + 12, in.hour >= 1 && in.hour <= 12
	default:
		return in.hour % 12, in.hour >= 1 && in.hour <= 12
	}
}

func (in *instant) same(t time.Time, hour int) bool {
	return t.Year() == in.year && int(t.Month()) == in.month && t.Day() == in.day &&
		t.Hour() == hour && t.Minute() == in.minute && t.Second() == in.second
}
