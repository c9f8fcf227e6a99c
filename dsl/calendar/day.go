package calendar

import "time"

// day is a civil day, counted from 1 January 1970.
type day int

const secondsPerDay = 24 * 60 * 60

// dayOf is the civil day that a clock in the zone shows at t.
func dayOf(t time.Time, zone *time.Location) day {
	y, m, d := t.In(zone).Date()
	return dateDay(y, m, d)
}

func dateDay(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func (d day) weekday() time.Weekday {
	return time.Weekday(((int(d)+int(time.Thursday))%7 + 7) % 7)
}

// at is the instant at which a clock in the zone shows the minute of the day. Where clocks are put
// forward over it, it is as much later as they are put forward: for midnight the first instant after the gap.
func (d day) at(minute int, zone *time.Location) time.Time {
	y, m, dd := time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
	t := time.Date(y, m, dd, 0, minute, 0, 0, zone)
	want := dateDay(y, m, dd)*24*60 + day(minute)
	// Date answers in one of the two offsets around a gap; the earlier answer lies before the gap's
	// end by what is missing on the wall clock.
	if missing := want - wallMinute(t, zone); missing > 0 {
		t = t.Add(time.Duration(missing) * time.Minute)
	}
	return t
}

func wallMinute(t time.Time, zone *time.Location) day {
	l := t.In(zone)
	return dayOf(t, zone)*24*60 + day(l.Hour()*60+l.Minute())
}

// OnClock is the instant at which a clock in the zone shows the date and the minute that UTC shows at an
// instant: the first of two where clocks are put back, and as much later as they are put forward where they
// skip it.
func OnClock(shown time.Time, zone *time.Location) time.Time {
	shown = shown.UTC()
	y, m, d := shown.Date()
	t := dateDay(y, m, d).at(shown.Hour()*60+shown.Minute(), zone)
	_, before := t.AddDate(0, 0, -1).Zone()
	_, now := t.Zone()
	if first := t.Add(time.Duration(now-before) * time.Second); first.Before(t) && wallMinute(first, zone) == wallMinute(t, zone) {
		return first
	}
	return t
}

// StartOfDay is the first instant of the civil day in the zone, also where midnight is skipped.
func StartOfDay(year int, month time.Month, d int, zone *time.Location) time.Time {
	return dateDay(year, month, d).at(0, zone)
}

// DaysBetween is the number of civil days in the zone from a's day to b's: 0 on the same day,
// negative when b's day is earlier.
func DaysBetween(a, b time.Time, zone *time.Location) int {
	return int(dayOf(b, zone) - dayOf(a, zone))
}

// DayAfter is the first instant of the civil day that is so many days, at least one, after t's in the zone. It is
// later than t whatever the zone.
func DayAfter(t time.Time, days int, zone *time.Location) time.Time {
	next := (dayOf(t, zone) + day(days)).at(0, zone).UTC()
	for !next.After(t) {
		next = next.Add(time.Hour)
	}
	return next
}
