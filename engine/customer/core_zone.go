package customer

import (
	"time"
)

// onClock is an instant with the zone of the workspace, so that sameClock can move it to another zone.
func (t *evaluation) onClock(at time.Time) time.Time { return instant(at).In(t.core.hours.Zone()) }

// keepClocks moves the states that are times of the wall clock to the workspace's zone, so that after an edit of the zone
// nothing comes a second time though the new zone is behind.
func (c *Core) keepClocks(s *State) {
	for key, st := range s.Triggers {
		trigger, _ := splitInstanceKey(key)
		tr := c.triggerIndex.byKey[trigger]
		if tr != nil && !st.Since.IsZero() && tr.wallClock {
			st.Since = sameClock(st.Since, c.hours.Zone())
		}
	}
}

// sameClock is the instant at which the clock in a zone shows what another shows with its own offset.
func sameClock(at time.Time, zone *time.Location) time.Time {
	_, was := at.Zone()
	if _, is := at.In(zone).Zone(); is == was {
		return at
	}
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	return time.Date(year, month, day, hour, minute, second, at.Nanosecond(), zone)
}
