// Package calendar is the room of durations and business time: how "3d" and "2 business days" are
// written, and where they lead from a given instant in a given time zone.
//
// It is pure. The instant is always a parameter and the zone is part of the calendar; nothing here may
// read a clock, a file or the environment, and nothing of the language or the engine may be imported.
// Every search is bounded, so no calendar and no duration can make a caller hang.
package calendar

import (
	"errors"
	"fmt"
	"time"
)

// maxSearch is the number of civil days (about 800 years) after which a search for business time gives
// up and answers with where it got to.
const maxSearch = 292_800

// Calendar knows the business hours of a company in its time zone. It is immutable and may be used
// concurrently; New and Default make it.
type Calendar struct {
	zone        *time.Location
	weekdays    [7]bool
	open, close int // minutes after midnight; close can be 24:00
	closed      map[day]bool
}

// Config is a calendar as its author writes it.
type Config struct {
	// Zone is the time zone; nil is UTC.
	Zone *time.Location
	// Weekdays are the working days, by the first three letters: "mon" to "sun".
	Weekdays []string
	// Hours is when work begins and ends on each of them, such as "09:00-18:00".
	Hours string
	// Holidays is the country whose national holidays are days without work, by its ISO code, such as
	// "jp"; empty: none.
	Holidays string
	// Closed lists days without work: "2026-05-01", or a range with both ends, "2026-12-29..2027-01-03".
	Closed []string
}

// New checks the configuration and makes the calendar. The error joins a *Mistake for every field that
// is wrong.
func New(c Config) (*Calendar, error) {
	cal := &Calendar{zone: c.Zone, closed: map[day]bool{}}
	if cal.zone == nil {
		cal.zone = time.UTC
	}
	err := errors.Join(cal.addWeekdays(c.Weekdays), cal.addHours(c.Hours), cal.addHolidays(c.Holidays), cal.addClosed(c.Closed))
	if err != nil {
		return nil, err
	}
	return cal, nil
}

// Default is Monday to Friday, 09:00 to 18:00, without holidays. A nil zone is UTC.
func Default(zone *time.Location) *Calendar {
	cal, err := New(Config{Zone: zone, Weekdays: []string{"mon", "tue", "wed", "thu", "fri"}, Hours: "09:00-18:00"})
	if err != nil {
		panic(fmt.Sprintf("calendar: the default is wrong: %v", err)) // A constant; a test calls it.
	}
	return cal
}

// Zone is the calendar's time zone, never nil.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Add goes forward from t. Seconds to hours are physical time; days and weeks are civil, so that the
// clock on the wall shows the same time of day also across a change to summer time. "1 business day"
// is the end of the hours of the next business day after t's, and business hours pass only while
// business is open. A duration of no length gives t. The result keeps t's location.
func (c *Calendar) Add(t time.Time, d Duration) time.Time { return c.move(t, d, 1) }

// Before goes back from t and mirrors Add: "1 business day" before t is the beginning of the hours of
// the last business day before t's.
func (c *Calendar) Before(t time.Time, d Duration) time.Time { return c.move(t, d, -1) }

func (c *Calendar) move(t time.Time, d Duration, direction int) time.Time {
	if d.N <= 0 {
		return t
	}
	var to time.Time
	switch d.Unit {
	case Day:
		to = c.addDays(t, direction*min(d.N, maxSearch))
	case Week:
		to = c.addDays(t, direction*7*min(d.N, maxSearch/7))
	case BusinessDay:
		to = c.moveBusinessDays(t, d.N, direction)
	case BusinessHour:
		to = c.moveBusinessHours(t, saturate(d.N, time.Hour), direction)
	default:
		to = t.Add(time.Duration(direction) * d.Plain())
	}
	return to.In(t.Location())
}

// addDays keeps the time of day in the calendar's zone. A time of day that does not exist there on
// that day (clocks are put forward) moves by the length of the gap.
func (c *Calendar) addDays(t time.Time, n int) time.Time {
	l := t.In(c.zone)
	return time.Date(l.Year(), l.Month(), l.Day()+n, l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), c.zone)
}
