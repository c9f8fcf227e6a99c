package customer

import (
	"time"
)

// onClock is an instant as the wall clock of the workspace's zone shows it: what is remembered so can be read in
// another zone.
func (t *evaluation) onClock(at time.Time) time.Time { return instant(at).In(t.core.hours.Zone()) }

// keepClocks has what goes by the wall clock go on from the time that it showed when the zone is edited: what it
// has passed doesn't come again, though the new zone is behind.
func (c *Core) keepClocks(s *State) {
	for key, st := range s.Triggers {
		trigger, _ := splitInstanceKey(key)
		tr := c.triggerIndex.byKey[trigger]
		if tr != nil && !st.Since.IsZero() && tr.wallClock {
			st.Since = sameClock(st.Since, c.hours.Zone())
		}
	}
}

// sameClock is when the clock in a zone shows what an instant shows with its own offset.
func sameClock(at time.Time, zone *time.Location) time.Time {
	_, was := at.Zone()
	if _, is := at.In(zone).Zone(); is == was {
		return at
	}
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	return time.Date(year, month, day, hour, minute, second, at.Nanosecond(), zone)
}
