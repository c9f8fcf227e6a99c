package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxClosedRange keeps a mistyped year from filling the memory.
const maxClosedRange = 3660

// weekdayNames are in the order of time.Weekday.
var weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (c *Calendar) addWeekdays(names []string) error {
	if len(names) == 0 {
		return wrong("weekdays", 0, `name at least one working day, such as ["mon", "tue"]`)
	}
	var mistakes []error
	for n, name := range names {
		i := slices.Index(weekdayNames, name)
		if i < 0 {
			mistakes = append(mistakes, wrong("weekdays", n, "%q is not a day: write mon, tue, wed, thu, fri, sat or sun", name))
			continue
		}
		c.weekdays[i] = true
	}
	return errors.Join(mistakes...)
}

func (c *Calendar) addHours(s string) error {
	span, err := ParseSpan(s)
	switch {
	case err != nil:
		return wrong("hours", 0, `%v: write it as in "09:00-18:00"`, err)
	case span.From >= span.To:
		return wrong("hours", 0, "%q ends before it begins: hours lie within one day", s)
	}
	c.open, c.close = span.From, span.To
	return nil
}

// Span is a part of the day in minutes after midnight. One whose end is before its beginning goes over
// midnight.
type Span struct{ From, To int }

// ParseSpan reads a span such as "09:00-18:00" or "20:00-08:00".
func ParseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "-")
	begins, okFrom := parseMinute(from)
	ends, okTo := parseMinute(to)
	if !ok || !okFrom || !okTo || begins == ends {
		return Span{}, fmt.Errorf("%q is not a time span", s)
	}
	return Span{From: begins, To: ends}, nil
}

func parseMinute(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil && len(s) == len("15:04")
}

func (c *Calendar) addClosed(entries []string) error {
	var mistakes []error
	for i, entry := range entries {
		mistakes = append(mistakes, c.addClosedDays(i, entry))
	}
	return errors.Join(mistakes...)
}

func (c *Calendar) addClosedDays(i int, entry string) error {
	from, to, isRange := strings.Cut(entry, "..")
	if !isRange {
		to = from
	}
	first, err1 := parseDay(from)
	last, err2 := parseDay(to)
	switch {
	case err1 != nil || err2 != nil:
		return wrong("closed", i, `%q is not a day: write "2026-05-01", or a range as in "2026-12-29..2027-01-03"`, entry)
	case last < first:
		return wrong("closed", i, "the range %q ends before it begins", entry)
	case last-first > maxClosedRange:
		return wrong("closed", i, "the range %q is longer than ten years", entry)
	}
	for d := first; d <= last; d++ {
		c.closed[d] = true
	}
	return nil
}

func parseDay(s string) (day, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("parse day: %w", err)
	}
	return dayOf(t, time.UTC), nil
}
