package expression

import (
	"math"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// countdown is a comparison of the days until a date or time with a number, both of which only change when facts
// do: it turns at the midnight at which the days come to the number, or to that at which they fall below it.
type countdown struct {
	date   path
	number operand
	// reaches and falls say at which of the two it turns.
	reaches, falls bool
}

// operand is a number, or a chain of names that leads to one.
type operand struct {
	number  float64
	names   path
	negated bool
}

// Countdowns is the sorted names, two levels deep, of the dates that the expression counts days to or from and of
// the numbers with which it compares the days. It is ok if that is all for which the expression reads the clock.
func (p *Program) Countdowns() (names []string, ok bool) {
	for _, c := range p.days.all {
		for _, read := range []path{c.date, c.number.names} {
			switch len(read) {
			case 0:
			case 1:
				names = append(names, read[0])
			default:
				names = append(names, read[0]+"."+read[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), p.clock && !p.days.others
}

// NextDay is the next midnight at which a comparison among Countdowns turns by itself; zero: never. Of env, only
// what they name is read.
func (p *Program) NextDay(env Env) time.Time {
	r := newRun(env, false)
	next := 0
	for _, c := range p.days.all {
		if days := c.next(r); days > 0 && (next == 0 || days < next) {
			next = days
		}
	}
	if next == 0 {
		return time.Time{}
	}
	return calendar.DayAfter(r.env.Clock.Now, next, r.zone())
}

// mostDays is beyond the year 9999.
const mostDays = 3_000_000

// next is in how many days the comparison turns; 0: never. What is missing, or can't be counted, stays so.
func (c *countdown) next(r *run) int {
	number, ok := c.number.in(r)
	written, err := r.lookup(c.date)
	if !ok || err != nil || written == nil {
		return 0
	}
	days, err := daysUntil(r, []any{written})
	if err != nil {
		return 0
	}
	if c.reaches && c.falls && number != math.Trunc(number) {
		return 0 // Days are whole.
	}
	next := 0
	for _, turn := range []struct {
		turns bool
		at    float64 // how many days are left then
	}{{c.reaches, math.Floor(number)}, {c.falls, math.Ceil(number) - 1}} {
		in := days.(float64) - turn.at
		if turn.turns && in > 0 && in <= mostDays && (next == 0 || int(in) < next) {
			next = int(in)
		}
	}
	return next
}

func (o operand) in(r *run) (float64, bool) {
	number := o.number
	if o.names != nil {
		v, err := r.lookup(o.names)
		n, ok := toNumber(v)
		if err != nil || !ok {
			return 0, false
		}
		number = n
	}
	if o.negated {
		number = -number
	}
	return number, true
}
