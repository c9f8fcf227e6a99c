package oracletest

import (
	"hash/fnv"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// window is the window of a metric for an account.
type window struct {
	metric  *dsl.Metric
	account string
	zone    *time.Location
}

// leaves is when an event that happened at an instant stops to count in the window, and forgotten when it
// stops to count in the window before. Zero: never.
func (w window) leaves(at time.Time) (leaves, forgotten time.Time) {
	switch {
	case !w.metric.Windowed():
		return time.Time{}, time.Time{}
	case w.metric.Period != "":
		leaves = w.nextPeriod(at)
		return leaves, w.nextPeriod(leaves)
	}
	length := w.metric.Window.Plain()
	leaves = w.bucketEnd(at).Add(length)
	return leaves, leaves.Add(length)
}

// full is from when on the account has lived through the window before the window.
func (w window) full(since time.Time) time.Time {
	if w.metric.Period == "" {
		return since.Add(2 * w.metric.Window.Plain())
	}
	first := w.period(since)
	if first.Before(since) {
		first = w.nextPeriod(first)
	}
	return w.nextPeriod(first)
}

// bucketEnd is the end of the bucket that an event falls into: all of a bucket leaves at once.
func (w window) bucketEnd(at time.Time) time.Time {
	const day = 24 * time.Hour
	size := time.Second
	for _, larger := range []time.Duration{
		5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, day, 7 * day, 28 * day,
	} {
		if w.metric.Window.Plain() >= 24*larger {
			size = larger
		}
	}
	h := fnv.New64a()
	h.Write([]byte(w.account))
	phase := time.Duration(h.Sum64()%uint64(size/time.Second)) * time.Second
	began := time.Unix(0, 0).Add(phase)
	return began.Add(at.Sub(began).Truncate(size)).Add(size).UTC()
}

// period is the first instant of the calendar's period that an instant is in.
func (w window) period(at time.Time) time.Time {
	year, month, day := at.In(w.zone).Date()
	switch w.metric.Period {
	case dsl.Week:
		for weekday := at.In(w.zone).Weekday(); weekday != time.Monday; weekday = (weekday + 6) % 7 {
			day--
		}
	case dsl.Month:
		day = 1
	case dsl.Quarter:
		month, day = (month-1)/3*3+1, 1
	case dsl.Year:
		month, day = 1, 1
	}
	return midnight(year, month, day, w.zone)
}

// nextPeriod is the first instant after the period that an instant is in.
func (w window) nextPeriod(at time.Time) time.Time {
	year, month, day := w.period(at).In(w.zone).Date()
	switch w.metric.Period {
	case dsl.Day:
		day++
	case dsl.Week:
		day += 7
	case dsl.Month:
		month++
	case dsl.Quarter:
		month += 3
	case dsl.Year:
		year++
	}
	return midnight(year, month, day, w.zone)
}

func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	year, month, day = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Date()
	return calendar.StartOfDay(year, month, day, zone).UTC()
}

// tomorrow is when the next day begins.
func tomorrow(now time.Time, zone *time.Location) time.Time {
	year, month, day := now.In(zone).Date()
	return midnight(year, month, day+1, zone)
}
