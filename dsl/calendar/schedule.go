package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Schedule is times of the calendar that come again and again, written as in a crontab. It is of the calendar
// alone: the zone is a parameter. It is immutable and may be used concurrently.
type Schedule struct {
	minutes, hours, days, months, weekdays field
}

// longest is how far apart two times of a schedule may be: leap days are eight years apart around 2100.
const longest = 9 * 366

// Next is the first instant after one at which the clocks of the zone show a time that is meant; zero when none
// comes. What comes every hour goes on through a change of the clocks; anything else comes once for each time
// of day that is meant, whether clocks show it never or twice.
func (s *Schedule) Next(after time.Time, zone *time.Location) time.Time {
	if s.hours.all {
		return s.nextOfEveryHour(after.In(zone))
	}
	_, now := after.In(zone).Zone()
	_, before := after.In(zone).AddDate(0, 0, -1).Zone()
	// What clocks skipped a moment ago is yet to come, as it comes as much later.
	shown := after.UTC().Add(time.Duration(min(now, before)) * time.Second)
	for {
		if shown = s.shown(shown); shown.IsZero() {
			return shown
		}
		if at := OnClock(shown, zone); at.After(after) {
			return s.earlier(at, shown, after, zone)
		}
	}
}

// earlier is at, which was shown, unless clocks skip that: what they show after it may come before.
func (s *Schedule) earlier(at, shown, after time.Time, zone *time.Location) time.Time {
	_, offset := at.In(zone).Zone()
	for later := at.UTC().Add(time.Duration(offset) * time.Second); shown.Before(later); {
		if shown = s.shown(shown); shown.IsZero() {
			break
		}
		if other := OnClock(shown, zone); other.After(after) && other.Before(at) {
			at = other
		}
	}
	return at
}

// shown is the first time that is meant after one, both as clocks show them, whatever the zone.
func (s *Schedule) shown(after time.Time) time.Time {
	t := after.Truncate(time.Minute).Add(time.Minute)
	first := t.Hour()*60 + t.Minute()
	midnight := t.Truncate(24 * time.Hour)
	for range longest {
		if s.means(midnight) {
			for m := first; m < 24*60; m++ {
				if s.hours.has(m/60) && s.minutes.has(m%60) {
					return midnight.Add(time.Duration(m) * time.Minute)
				}
			}
		}
		midnight, first = midnight.AddDate(0, 0, 1), 0
	}
	return time.Time{}
}

// nextOfEveryHour goes from minute to minute, as hours may be shown never or twice.
func (s *Schedule) nextOfEveryHour(after time.Time) time.Time {
	zone := after.Location()
	t := after.Add(time.Minute - time.Duration(after.Second())*time.Second - time.Duration(after.Nanosecond()))
	for end := after.AddDate(0, 0, longest); t.Before(end); {
		switch {
		case !s.means(t):
			t = DayAfter(t, 1, zone).In(zone)
		case !s.minutes.has(t.Minute()):
			t = t.Add(time.Minute)
		default:
			return t
		}
	}
	return time.Time{}
}

// means reports whether a day is meant. When both a day of the month and one of the week are named, either will do.
func (s *Schedule) means(day time.Time) bool {
	ofMonth, ofWeek := s.days.has(day.Day()), s.weekdays.has(int(day.Weekday()))
	switch {
	case !s.months.has(int(day.Month())):
		return false
	case s.days.all || s.weekdays.all:
		return ofMonth && ofWeek
	}
	return ofMonth || ofWeek
}

// named are schedules that have a name.
var named = map[string]string{
	"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
	"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}

// ParseSchedule reads five fields, or a name such as "@monthly". The error is a sentence without its end.
func ParseSchedule(s string) (*Schedule, error) {
	if r, has := foreign(s); has {
		return nil, fmt.Errorf("%q has the character %+q, and a schedule has digits and letters without accents, spaces and * , - / alone", s, r)
	}
	text := strings.TrimSpace(s)
	switch {
	case strings.Contains(text, "#") && strings.Contains(text, " #"):
		return nil, fmt.Errorf("%q has a comment: put it behind the line, outside of the quotation marks", s)
	case strings.Contains(text, "="):
		return nil, fmt.Errorf("%q is more than a schedule: the zone is the workspace's, so leave out what has a \"=\"", s)
	case strings.HasPrefix(text, "@every"):
		return nil, fmt.Errorf("%q would count from the start of a process, and a schedule is of the calendar: write \"*/5 * * * *\" for every five minutes", s)
	case strings.HasPrefix(text, "@"):
		meant, known := named[strings.ToLower(text)]
		switch {
		case known:
			text = meant
		case named[strings.ToLower(strings.Fields(text)[0])] != "":
			return nil, fmt.Errorf("%q goes on after a name that stands alone: write either %q or five fields", s, strings.Fields(text)[0])
		default:
			return nil, fmt.Errorf("%q isn't one of @yearly, @monthly, @weekly, @daily and @hourly", s)
		}
	}
	parts := strings.Fields(text)
	if err := checkParts(s, len(parts)); err != nil {
		return nil, err
	}
	var fields [len(fieldKinds)]field
	for i, part := range parts {
		var err error
		if fields[i], err = fieldKinds[i].parse(part); err != nil {
			return nil, err
		}
	}
	return &Schedule{minutes: fields[0], hours: fields[1], days: fields[2], months: fields[3], weekdays: fields[4]}, nil
}

// foreign is the first character that no schedule has, such as a space that doesn't look like another one or
// a digit of another script.
func foreign(s string) (rune, bool) {
	for _, r := range s {
		if (r < ' ' || r > '~') && !strings.ContainsRune("\t\r\n", r) {
			return r, true
		}
	}
	return 0, false
}

// spacedList is where a comma stands beside a space.
var spacedList = regexp.MustCompile(`,\s|\s,`)

// checkParts says how many parts a text has when it isn't as many as there are fields.
func checkParts(s string, n int) error {
	switch {
	case n == len(fieldKinds):
		return nil
	case n == 0:
		return errors.New("the schedule is empty")
	case n == 1:
		return fmt.Errorf("%q has 1 part and not %d", s, len(fieldKinds))
	case n > len(fieldKinds) && spacedList.MatchString(s):
		return fmt.Errorf("%q has %d parts and not %d: write lists without spaces, such as 1,15", s, n, len(fieldKinds))
	case n == len(fieldKinds)+1 || n == len(fieldKinds)+2:
		return fmt.Errorf("%q has %d parts and not %d: leave out seconds and years", s, n, len(fieldKinds))
	}
	return fmt.Errorf("%q has %d parts and not %d", s, n, len(fieldKinds))
}
