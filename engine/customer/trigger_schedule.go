package customer

import (
	"hash/fnv"
	"time"
)

// evaluateSchedule fires at each of the schedule's instants, at the account's own place in its spread. What passed
// before the account was there, or before the trigger was, is nobody's.
func (t *evaluation) evaluateSchedule(tr *triggerDef, st *TriggerState) time.Time {
	if st.Since.IsZero() {
		st.Since = t.onClock(t.now)
	}
	zone, place := t.core.hours.Zone(), t.place(tr)
	for {
		next := tr.Schedule.Next(st.Since.Add(-place), zone)
		if next.IsZero() {
			return time.Time{}
		}
		if at := instant(next.Add(place)); at.After(t.now) {
			return at
		}
		st.Since = t.onClock(next.Add(place))
		t.edge(tr, nil)
	}
}

// place is where in the spread the account comes: always the same, and evenly over all accounts.
func (t *evaluation) place(tr *triggerDef) time.Duration {
	spread := tr.Schedule.Spread.Plain()
	if spread <= 0 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(t.s.Account + "\x00" + tr.key))
	return time.Duration(h.Sum64()%uint64(spread/time.Second)) * time.Second
}
