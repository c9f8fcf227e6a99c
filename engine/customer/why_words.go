package customer

import (
	"strconv"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// count is a number of things: "1 day", "2 days".
func count(n float64, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return showNumber(n) + " " + unit
}

// are counts things that are: "1 run is", "2 runs are".
func are(n int, unit string) string {
	verb := " are"
	if n == 1 {
		verb = " is"
	}
	return count(float64(n), unit) + verb
}

// either joins alternatives: "a or b".
func either(words []string) string { return strings.Join(words, " or ") }

// showNumber writes a number without an exponent, rounded to six decimals.
func showNumber(n float64) string { return strconv.FormatFloat(rounded(n), 'f', -1, 64) }

// showDuration writes a duration in its two largest units: a long one to the hour, one under a minute to the second.
func showDuration(span time.Duration) string {
	units := []struct {
		name string
		long time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}
	for len(units) > 2 && span < units[0].long {
		units = units[1:]
	}
	span = span.Round(units[1].long)
	var parts []string
	for _, unit := range units[:2] {
		if n := span / unit.long; n > 0 {
			parts = append(parts, count(float64(n), unit.name))
		}
		span %= unit.long
	}
	if len(parts) == 0 {
		return "a moment"
	}
	return strings.Join(parts, " and ")
}

func (t *evaluation) formatTime(at time.Time) string { return t.core.formatTime(at) }

// formatTime is an instant on the workspace's clock.
func (c *Core) formatTime(at time.Time) string {
	return calendar.Show(at, c.hours.Zone())
}
