package expression

import (
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

func timeFunctions() []function {
	day := []param{{"day", moment}}
	shifted := []param{{"from", moment}, {"by", duration}}
	return []function{
		{
			example: "days_until(account.renewal_date)", params: day, simple: Number, clock: true, call: daysUntil,
			doc: "The number of civil days from today to a date or time: 0 on the day itself, and negative afterwards.",
		},
		{
			example: "days_since(account.renewal_date)", params: day, simple: Number, clock: true, call: daysSince,
			doc: "The number of civil days from a date or time to today: 0 on the day itself, and negative before.",
		},
		{
			example: "before(account.renewal_date, '3d')", params: shifted, simple: Time, call: shift((*calendar.Calendar).Before),
			doc: "The time that lies a duration before a date or time; of a date, before its beginning. One business day before is when work begins on the last business day before that day.",
		},
		{
			example: "after(account.renewal_date, '3d')", params: shifted, simple: Time, call: shift((*calendar.Calendar).Add),
			doc: "The time that lies a duration after a date or time; of a date, after its beginning. One business day after is when work ends on the next business day after that day.",
		},
		{
			example: "business_days(account.start_date, account.renewal_date)", simple: Number, call: businessDays,
			params: []param{{"from", moment}, {"to", moment}},
			doc:    "The number of business days after the first day, up to and including the last one: from Friday to Monday it is 1. Negative when the last day is earlier.",
		},
	}
}

// daysUntil counts civil days: it is 0 all day long on the day itself, and negative afterwards.
func daysUntil(r *run, a []any) (any, error) {
	at, err := r.moment(a[0])
	if err != nil {
		return nil, err
	}
	return float64(calendar.DaysBetween(r.env.Clock.Now, at, r.zone())), nil
}

func daysSince(r *run, a []any) (any, error) {
	n, err := daysUntil(r, a)
	if err != nil {
		return nil, err
	}
	return 0 - n.(float64), nil
}

func shift(move func(*calendar.Calendar, time.Time, calendar.Duration) time.Time) callable {
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
		if d.Business() {
			err = r.chargeDays(at, moved)
		}
		if y := moved.UTC().Year(); y < 0 || y > 9999 {
			return nil, err // Beyond what can be written as a time.
		}
		return FormatTime(moved), err
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
	if err := r.chargeDays(from, to); err != nil {
		return nil, err
	}
	return float64(r.hours().BusinessDays(from, to)), nil
}

// chargeDays takes off the work of looking at each day between two.
func (r *run) chargeDays(from, to time.Time) error {
	days := calendar.DaysBetween(from, to, r.zone())
	return r.charge(max(days, -days) / 4)
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
	case r.env.Clock.Zone != nil:
		return r.env.Clock.Zone
	case r.env.Clock.Hours != nil:
		return r.env.Clock.Hours.Zone()
	}
	return time.UTC
}

func (r *run) hours() *calendar.Calendar {
	if r.env.Clock.Hours != nil {
		return r.env.Clock.Hours
	}
	return calendar.Default(r.zone())
}
