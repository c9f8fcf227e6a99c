package calendar

import "time"

func (c *Calendar) isOpen(d day) bool { return c.weekdays[d.weekday()] && !c.closed[d] }

// hours is the business hours of a day; ok is false when it has none.
func (c *Calendar) hours(d day) (open, closing time.Time, ok bool) {
	if !c.isOpen(d) {
		return open, closing, false
	}
	open, closing = d.at(c.open, c.zone), d.at(c.close, c.zone)
	return open, closing, open.Before(closing)
}

func (c *Calendar) moveBusinessDays(t time.Time, n, direction int) time.Time {
	d, left := dayOf(t, c.zone), n
	for range maxSearch {
		d += day(direction)
		if !c.isOpen(d) {
			continue
		}
		if left--; left == 0 {
			break
		}
	}
	if direction < 0 {
		return d.at(c.open, c.zone)
	}
	return d.at(c.close, c.zone)
}

func (c *Calendar) moveBusinessHours(t time.Time, left time.Duration, direction int) time.Time {
	d := dayOf(t, c.zone)
	for range maxSearch {
		if open, closing, ok := c.hours(d); ok {
			from, to := latest(open, t), closing
			if direction < 0 {
				from, to = open, earliest(closing, t)
			}
			if span := to.Sub(from); span >= left {
				return within(from, to, left, direction)
			} else if span > 0 {
				left -= span
			}
		}
		d += day(direction)
	}
	return d.at(c.open, c.zone)
}

func within(from, to time.Time, left time.Duration, direction int) time.Time {
	if direction < 0 {
		return to.Add(-left)
	}
	return from.Add(left)
}

// NextSlot is the first instant at or after from at which d fits inside business hours. When no day is
// long enough for d, it is the first business instant at or after from. The result keeps from's location.
func (c *Calendar) NextSlot(from time.Time, d time.Duration) time.Time {
	first := time.Time{}
	for at, tries := dayOf(from, c.zone), 0; tries < maxSearch; at, tries = at+1, tries+1 {
		open, closing, ok := c.hours(at)
		start := latest(open, from)
		if !ok || !start.Before(closing) {
			continue
		}
		if !start.Add(d).After(closing) {
			return start.In(from.Location())
		}
		if first.IsZero() {
			first = start
		}
		if d > 24*time.Hour && !first.IsZero() {
			break // Longer than any day: no need to look further.
		}
	}
	if first.IsZero() {
		return from
	}
	return first.In(from.Location())
}

// BusinessDays is the number of business days after a's day up to and including b's day; negative when
// b's day is earlier. From Friday to Monday it is 1.
func (c *Calendar) BusinessDays(a, b time.Time) int {
	from, to, sign := dayOf(a, c.zone), dayOf(b, c.zone), 1
	if to < from {
		from, to, sign = to, from, -1
	}
	n := 0
	for d := from + 1; d <= min(to, from+maxSearch); d++ {
		if c.isOpen(d) {
			n++
		}
	}
	return sign * n
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
