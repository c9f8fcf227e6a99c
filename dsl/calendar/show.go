package calendar

import "time"

// Show writes an instant for people on the clock of a zone: to the minute, or to the second when it isn't a
// whole minute.
func Show(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	if at.Second() != 0 {
		return at.Format(time.DateTime)
	}
	return at.Format("2006-01-02 15:04")
}
