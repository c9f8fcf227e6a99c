package expression

import (
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

func timeFunctions() []function {
	one, two := []param{moment}, []param{moment, duration}
	return []function{
		{example: "days_until(account.renewal_date)", params: one, simple: Number, clock: true, call: daysUntil},
		{example: "days_since(account.renewal_date)", params: one, simple: Number, clock: true, call: daysSince},
		{example: "before(account.renewal_date, '3d')", params: two, simple: Time, call: shift((*calendar.Calendar).Before)},
		{example: "after(account.renewal_date, '3d')", params: two, simple: Time, call: shift((*calendar.Calendar).Add)},
		{example: "business_days(account.start_date, account.renewal_date)", params: []param{moment, moment}, simple: Number, call: businessDays},
	}
}

// daysUntil counts civil days: it is 0 all day long on the day itself, and negative afterwards.
func daysUntil(r *run, a []any) (any, error) {
	at, err := r.moment(a[0])
	if err != nil {
		return nil, err
	}
	return float64(calendar.DaysBetween(r.clock.Now, at, r.zone())), nil
}

func daysSince(r *run, a []any) (any, error) {
	n, err := daysUntil(r, a)
	if err != nil {
		return nil, err
	}
	return 0 - n.(float64), nil
}

func shift(move func(*calendar.Calendar, time.Time, calendar.Duration) time.Time) func(*run, []any) (any, error) {
	return func(r *run, a []any) (any, error) {
		at, err := r.moment(a[0])
		if err != nil {
			return nil, err
		}
		written, err := wantText(a[1])
		if err != nil {
			return nil, err
		}
		d, err := calendar.Parse(written)
		if err != nil {
			return nil, errors.New("the second argument must be a duration, such as '3d' or '1 business day'")
		}
		moved := move(r.hours(), at, d)
		if y := moved.UTC().Year(); y < 0 || y > 9999 {
			return nil, nil // Beyond what can be written as a time.
		}
		return FormatTime(moved), nil
	}
}

func businessDays(r *run, a []any) (any, error) {
	from, err := r.moment(a[0])
	if err != nil {
		return nil, err
	}
	to, err := r.moment(a[1])
	if err != nil {
		return nil, err
	}
	return float64(r.hours().BusinessDays(from, to)), nil
}

// moment is the instant of a time, or of the beginning of a date.
func (r *run) moment(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, fmt.Errorf("a date or a time is needed, not %s", kindOf(v))
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return calendar.StartOfDay(d.Year(), d.Month(), d.Day(), r.zone()), nil
	}
	at, err := ParseTime(s)
	if err != nil {
		return time.Time{}, errors.New("a date or a time is needed, not another string")
	}
	return at, nil
}

func (r *run) zone() *time.Location {
	switch {
	case r.clock.Zone != nil:
		return r.clock.Zone
	case r.clock.Hours != nil:
		return r.clock.Hours.Zone()
	}
	return time.UTC
}

func (r *run) hours() *calendar.Calendar {
	if r.clock.Hours != nil {
		return r.clock.Hours
	}
	return calendar.Default(r.zone())
}
