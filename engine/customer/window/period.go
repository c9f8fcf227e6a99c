package window

import (
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// Period is a window of the calendar: from the beginning of the day, week, month, quarter or year that
// is current in the zone. Each is one bucket, numbered from the one that held 1 January 1970, and the
// window before is the whole one before.
type Period struct {
	Every dsl.Period
	Zone  *time.Location
}

// dayNumber is the number of days from 1 January 1970 to a civil date.
func dayNumber(year int, month time.Month, day int) int64 {
	return floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), 24*3600)
}

// weekPhase is the days from the Monday before 1 January 1970, a Thursday, to it.
const weekPhase = 3

// Bucket implements Window.
func (p Period) Bucket(t time.Time) int64 {
	year, month, day := t.In(p.Zone).Date()
	months := int64(year-1970)*12 + int64(month-1)
	switch p.Every {
	case dsl.Week:
		return floorDiv(dayNumber(year, month, day)+weekPhase, 7)
	case dsl.Month:
		return months
	case dsl.Quarter:
		return floorDiv(months, 3)
	case dsl.Year:
		return int64(year - 1970)
	}
	return dayNumber(year, month, day)
}

// Begins is the first instant of a bucket. The calendar carries days and months that are too many over.
func (p Period) Begins(bucket int64) time.Time {
	n := int(bucket)
	year, month, day := 1970, 1, 1
	switch p.Every {
	case dsl.Week:
		day += 7*n - weekPhase
	case dsl.Month:
		month += n
	case dsl.Quarter:
		month += 3 * n
	case dsl.Year:
		year += n
	default:
		day += n
	}
	return calendar.StartOfDay(year, time.Month(month), day, p.Zone).UTC()
}

// Gone implements Window.
func (p Period) Gone(now time.Time) int64 { return p.Bucket(now) - 1 }

// Forgotten implements Window.
func (p Period) Forgotten(now time.Time) int64 { return p.Bucket(now) - 2 }

// Leaves implements Window.
func (p Period) Leaves(bucket int64) time.Time { return p.Begins(bucket + 1) }

// LeavesPrevious implements Window.
func (p Period) LeavesPrevious(bucket int64) time.Time { return p.Begins(bucket + 2) }

// Full is the beginning of the period after the first whole one.
func (p Period) Full(since time.Time) time.Time {
	first := p.Bucket(since)
	if p.Begins(first).Before(since) {
		first++
	}
	return p.Begins(first + 1)
}
