package customer

import (
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// trendDays is over how many days a trend looks back.
const trendDays = 7

// DayScore is the last score of a day.
type DayScore struct {
	// Day is when the day began in the workspace's zone.
	Day   time.Time `json:"day"`
	Score float64   `json:"score"`
}

// record notes a score that changed as that of the day. Of the days beyond the trend's reach one is kept, to compare with.
func record(days []DayScore, score *float64, now time.Time, zone *time.Location) []DayScore {
	if score == nil {
		return days
	}
	today := startOfDay(now, zone)
	if n := len(days); n > 0 && days[n-1].Score == *score {
		return days
	}
	if n := len(days); n > 0 && days[n-1].Day.Equal(today) {
		days = days[:n-1]
	}
	days = append(append([]DayScore(nil), days...), DayScore{Day: today, Score: *score})
	for len(days) > 1 && calendar.DaysBetween(days[1].Day, now, zone) >= trendDays {
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
		if calendar.DaysBetween(d.Day, now, zone) >= trendDays {
			trend = rounded(*h.Score - d.Score)
		}
	}
	return trend
}

// startOfDay is the first instant of the day of t in the zone.
func startOfDay(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return calendar.StartOfDay(y, m, d, zone).UTC()
}

// nextDay is the first instant of the day after t's in the zone. It is later than t whatever the zone.
func nextDay(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	next := calendar.StartOfDay(y, m, d+1, zone).UTC()
	for !next.After(t) {
		next = next.Add(time.Hour)
	}
	return next
}
