package oracletest

import (
	"hash/fnv"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// onDate fires when a date is so far away, unless that date was the last one that was.
func (o *oracle) onDate(m *moment, tr trigger) []map[string]any {
	value, err := tr.Date.Date.Eval(o.env(m.now, m.of(tr)))
	written, ok := value.(string)
	if err != nil || !ok {
		return nil
	}
	hours := o.w.Hours
	date, err := time.Parse(time.RFC3339Nano, written)
	if err != nil {
		if date, err = time.ParseInLocation(time.DateOnly, written, hours.Zone()); err != nil {
			return nil
		}
	}
	at, over := date, date
	if tr.Date.Before != nil {
		at = hours.Before(date, *tr.Date.Before)
	}
	if tr.Date.After != nil {
		at = hours.Add(date, *tr.Date.After)
		over = at
	}
	m.offer(at)
	if m.now.Before(instant(at)) {
		return nil
	}
	last := o.sawLast(tr)
	m.remembered[tr.memory()] = written
	if last == written || !m.now.Before(instant(hours.Add(over, calendar.Duration{N: 1, Unit: calendar.Day}))) {
		return nil
	}
	return []map[string]any{{"date": written}}
}

// onSchedule fires at each instant of the schedule, at the account's own place in its spread. What passed
// before the account was there fires nothing.
func (o *oracle) onSchedule(m *moment, tr trigger) []map[string]any {
	place := time.Duration(0)
	if spread := tr.Schedule.Spread.Plain(); spread > 0 {
		h := fnv.New64a()
		h.Write([]byte(o.account + "\x00" + tr.key()))
		place = time.Duration(h.Sum64()%uint64(spread/time.Second)) * time.Second
	}
	zone := o.w.Hours.Zone()
	if next := tr.Schedule.Next(m.now.Add(-place), zone); !next.IsZero() {
		m.offer(next.Add(place))
	}
	since, known := o.passed(m, tr)
	if !known {
		return nil
	}
	var all []map[string]any
	for next := tr.Schedule.Next(since.Add(-place), zone); !next.IsZero(); next = tr.Schedule.Next(next, zone) {
		if next.Add(place).After(m.now) {
			break
		}
		all = append(all, nil)
		m.remembered[tr.memory()] = instant(next.Add(place)).In(zone)
	}
	return all
}

// passed is since when moments of the calendar count for a trigger: the last one that passed, or when it first
// looked. When the zone was edited since, its clock goes on from what the clock of the other zone showed.
func (o *oracle) passed(m *moment, tr trigger) (since time.Time, known bool) {
	zone := o.w.Hours.Zone()
	since, known = o.sawLast(tr).(time.Time)
	if !known {
		since = m.now.In(zone)
	}
	if since.Location().String() != zone.String() {
		year, month, day := since.Date()
		since = time.Date(year, month, day, since.Hour(), since.Minute(), since.Second(), since.Nanosecond(), zone)
	}
	m.remembered[tr.memory()] = since
	return since, known
}

// coverage fires once in each period, its lead before the end, if the metric is 0 then.
func (o *oracle) coverage(m *moment, tr trigger) []map[string]any {
	since, _ := o.passed(m, tr)
	w := window{metric: &dsl.Metric{Period: tr.Coverage.Every}, zone: o.w.Hours.Zone()}
	var all []map[string]any
	for begins := w.period(since); ; {
		ends := w.nextPeriod(begins)
		at := latest(begins, instant(o.w.Hours.Before(ends, tr.Coverage.Lead)))
		if at.After(m.now) {
			m.offer(at)
			return all
		}
		if at.After(since) {
			m.remembered[tr.memory()] = ends.Add(-time.Millisecond).In(w.zone)
			if m.of(tr)["metric"].(map[string]any)[tr.Coverage.Metric] == 0.0 {
				all = append(all, map[string]any{"ends": expression.FormatTime(ends)})
			}
		}
		begins = ends
	}
}
