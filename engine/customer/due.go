package customer

import "time"

// Due is when the state has to be looked at without an entry; zero: never.
func (c *Core) Due(s *State) time.Time { return s.NextDue }

// nextDue is the earliest instant after the state's now at which something that is in use could change
// by itself: a bucket leaves a window, an account gets old enough for comparisons, a peak gets out of
// reach, a milestone becomes overdue or stalls, or a new day begins for what counts days.
func (c *Core) nextDue(s *State) time.Time {
	var due time.Time
	offer := func(at time.Time) {
		if at.After(s.Now) {
			due = earliest(due, at)
		}
	}
	if !s.Since.IsZero() {
		c.inUse(s, func(use metricUse) { offer(c.metricDue(s, use, s.Now)) })
		if c.readsClock(s) {
			offer(nextDay(s.Now, c.hours.Zone()))
		}
	}
	if s.Health != nil {
		offer(s.Health.Due)
	}
	if len(s.Alarms) > 0 {
		offer(s.Alarms[0].At)
	}
	for _, p := range s.Plans {
		offer(p.Due)
	}
	for _, h := range s.Holds {
		offer(h.Due)
	}
	for _, p := range s.People {
		for _, h := range p.Holds {
			offer(h.Due)
		}
	}
	return due
}

// metricDue is when a metric next changes by itself after now.
func (c *Core) metricDue(s *State, use metricUse, now time.Time) time.Time {
	w := use.def.window(s.Account)
	var due time.Time
	s.each(use.def, func(m *Metric) { due = earliest(due, m.nextChange(w, now, use.previous)) })
	if full := w.full(s.Since); use.previous && full.After(now) {
		due = earliest(due, full)
	}
	return due
}

// passTime notes what changed by itself between an instant and the turn's now.
func (t *turn) passTime(since time.Time) {
	isDue := func(at time.Time) bool { return !at.IsZero() && !at.After(t.now) }
	t.core.inUse(t.s, func(use metricUse) {
		if isDue(t.core.metricDue(t.s, use, since)) {
			t.touchMetric(use.def.Name)
			t.everyone = t.everyone || use.def.OfContact
		}
	})
	t.changes.clock = isDue(nextDay(since, t.core.hours.Zone()))
	if t.s.Health != nil && isDue(t.s.Health.Due) {
		t.scored = true
	}
	for _, def := range t.core.plans {
		p := t.s.Plans[def.Name]
		if p != nil && isDue(p.Due) {
			t.touchPlan(def.Name)
		} else if p.running() && t.changes.clock {
			t.touch("success_plan", def.Name) // its days
		}
	}
	t.purge()
}

func (t *turn) purge() {
	for name, m := range t.s.Metrics {
		if d := t.core.metrics[name]; d != nil {
			m.purge(d.window(t.s.Account), t.now)
		}
	}
	t.purgePeople()
	t.purgeSlots()
}
