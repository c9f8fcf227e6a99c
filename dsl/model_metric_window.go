package dsl

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/zclconf/go-cty/cty"
)

// Period is a window of the calendar: from the beginning of the current day, week, month, quarter or
// year, in the workspace's zone, to now; the window before is the whole period before. Weeks begin on
// Monday.
type Period string

// The periods.
const (
	Day     Period = "day"
	Week    Period = "week"
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
)

// periods is the words of the periods.
var periods = []string{string(Day), string(Week), string(Month), string(Quarter), string(Year)}

// Windowed reports whether the metric looks at a part of the past, so that there is a part before it.
func (m *Metric) Windowed() bool { return !m.Window.IsZero() || m.Period != "" }

// length is how long the window is at most.
func (m *Metric) length() time.Duration {
	if m.Period != "" {
		return m.Period.length()
	}
	return m.Window.Plain()
}

// length is how long the period is at most.
func (p Period) length() time.Duration {
	const day = 24 * time.Hour
	switch p {
	case Day:
		return day
	case Week:
		return 7 * day
	case Month:
		return 31 * day
	case Quarter:
		return 92 * day
	}
	return 366 * day
}

// endless aggregates can look at all events.
func (a Aggregate) endless() bool { return a == Last || a == First || a == Min || a == Max }

// window reads how far back a metric looks.
func (b *block) window(m *Metric) {
	if !b.has("window") {
		if !m.Aggregate.endless() {
			b.reportMissing(diag.CodeMissing, []string{"window"}, "Missing attribute",
				"A metric that looks at several events needs \"window\": how far back it looks, such as \"30d\" or \"month\".")
		}
		return
	}
	var s string
	if !b.read("window", `a duration in quotes, such as "30d", or a period, such as "month"`, cty.String, &s) {
		return
	}
	if slices.Contains(periods, s) {
		m.Period = Period(s)
		return
	}
	if d := b.clock("window", s); d != nil {
		m.Window = *d
	}
}

// clock parses a duration that is longer than nothing and not of business time.
func (b *block) clock(name, s string) *calendar.Duration {
	d, err := calendar.Parse(s)
	switch {
	case err != nil:
		b.l.Errorf(diag.CodeDuration, b.at(name), "Not a duration", "%v. %s", err, diag.SuggestDuration(s, b.schema.attr(name).words...))
	case d.Business():
		b.l.Errorf(diag.CodeDuration, b.at(name), "Business time where it can't be", "%q counts the clock's time: write it in s, m, h, d or w.", name)
	case d.IsZero():
		b.l.Errorf(diag.CodeDuration, b.at(name), "Duration of nothing", "%q has to be longer than nothing.", name)
	default:
		return &d
	}
	return nil
}

// plainDuration reads a duration that is longer than nothing and not of business time.
func (b *block) plainDuration(name string) *calendar.Duration {
	var s string
	if !b.read(name, `a duration in quotes, such as "3d"`, cty.String, &s) {
		return nil
	}
	return b.clock(name, s)
}
