package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// evaluateDate fires when the date is so far away, once for each value of the date in a row. A date that is set
// or moved when that moment is past fires at once as long as it isn't over; then it is only noted.
func (t *evaluation) evaluateDate(tr *triggerDef, st *TriggerState) time.Time {
	value, err := t.eval(tr.Date.Date, &tr.needs)
	written, _ := value.(string)
	date, ok := t.core.moment(written)
	if err != nil || !ok {
		return time.Time{}
	}
	at, over := t.core.dateMoment(tr, date)
	if t.now.Before(at) {
		return at
	}
	if len(st.FiredFor) > 0 && st.FiredFor[0] == written {
		return time.Time{}
	}
	st.FiredFor, st.Since = []string{written}, time.Time{}
	if t.now.Before(over) && t.edge(tr, map[string]any{"date": written}) {
		st.Since = t.now
	}
	return time.Time{}
}

// dateMoment is when a trigger fires for a date, and when that is over: at the end of the date's day, or of
// the day of the moment where that comes later.
func (c *Core) dateMoment(tr *triggerDef, date time.Time) (at, over time.Time) {
	day := calendar.Duration{N: 1, Unit: calendar.Day}
	switch {
	case tr.Date.Before != nil:
		return instant(c.hours.Before(date, *tr.Date.Before)), instant(c.hours.Add(date, day))
	case tr.Date.After != nil:
		date = c.hours.Add(date, *tr.Date.After)
	}
	return instant(date), instant(c.hours.Add(date, day))
}

// moment reads a date, which begins at midnight in the workspace's zone, or a time.
func (c *Core) moment(s string) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at, true
	}
	at, err := time.ParseInLocation(time.DateOnly, s, c.hours.Zone())
	return at, err == nil
}
