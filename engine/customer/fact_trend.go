package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// trendDays is the number of days that a trend is over.
const trendDays = 7

// DayScore is the last score of a day.
type DayScore struct {
	// At is when it became the score. Which day that was follows from the zone, which can be edited.
	At    time.Time `json:"day"`
	Score float64   `json:"score"`
}

// record notes a score that changed as that of the day. Of the days beyond the trend's reach one is kept, to compare
// with. They are beyond it in whatever zone, of which no two are more than two days apart.
func record(days []DayScore, score *float64, now time.Time, zone *time.Location) []DayScore {
	if score == nil {
		return days
	}
	if n := len(days); n > 0 && days[n-1].Score == *score {
		return days
	}
	if n := len(days); n > 0 && calendar.DaysBetween(days[n-1].At, now, zone) == 0 {
		days = days[:n-1]
	}
	days = append(append([]DayScore(nil), days...), DayScore{At: now, Score: *score})
	for len(days) > 1 && calendar.DaysBetween(days[1].At, now, zone) >= trendDays+2 {
		days = days[1:]
	}
	return days
}

// trend is the score less the last score of the day a week ago; nil when that isn't known.
func (h *Health) trend(now time.Time, zone *time.Location) any {
	if h == nil || h.Score == nil {
		return nil
	}
	var trend any
	for _, d := range h.Days {
		if calendar.DaysBetween(d.At, now, zone) >= trendDays {
			trend = rounded(*h.Score - d.Score)
		}
	}
	return trend
}

// trendTurns is the next midnight at which the trend begins at another day; zero: not before the score changes.
func (h *Health) trendTurns(now time.Time, zone *time.Location) time.Time {
	var next time.Time
	if h == nil {
		return next
	}
	for _, d := range h.Days {
		if days := trendDays - calendar.DaysBetween(d.At, now, zone); days > 0 {
			next = earliest(next, calendar.DayAfter(now, days, zone))
		}
	}
	return next
}

// nextDay is the first instant of the day after t's in the zone. It is later than t whatever the zone.
func nextDay(t time.Time, zone *time.Location) time.Time { return calendar.DayAfter(t, 1, zone) }
