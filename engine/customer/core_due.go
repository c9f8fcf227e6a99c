package customer

import "time"

// Due is when the state has to be advanced without an entry; zero: never.
func (c *Core) Due(s *State) time.Time {
	if s.unscheduled {
		c.Schedule(s)
	}
	return s.NextDue
}

// DueBy is Due where that comes until an instant; zero: it doesn't. Nothing becomes due while no time passes, so that
// nothing is worked out then.
func (c *Core) DueBy(s *State, until time.Time) time.Time {
	if s.unscheduled && !until.After(s.Now) {
		return time.Time{}
	}
	if due := c.Due(s); !due.After(until) {
		return due
	}
	return time.Time{}
}

// Schedule works out when the state has to be advanced, after entries that were taken.
func (c *Core) Schedule(s *State) { s.NextDue, s.unscheduled = c.nextDue(s), false }

// nextDue is the earliest instant after the state's now at which something in use could change by itself: a bucket
// leaves a window, an account gets old enough for comparisons, a peak leaves its window, a milestone becomes overdue or
// stalls, a goal's time is over, or a new day begins for what counts days.
func (c *Core) nextDue(s *State) time.Time {
	var due time.Time
	offer := func(at time.Time) {
		if at.After(s.Now) {
			due = earliest(due, at)
		}
	}
	c.metricsDue(s, s.Now, func(_ *metricDef, _ string, at time.Time) { offer(at) })
	offer(s.Matures)
	offer(c.nextMidnight(s))
	if s.Health != nil {
		offer(s.Health.Due)
	}
	if len(s.Alarms) > 0 {
		offer(s.Alarms[0].At)
	}
	for _, p := range s.Plans {
		offer(p.Due)
	}
	for _, h := range s.PendingMoves {
		offer(h.Due)
	}
	for i := range s.Held {
		offer(s.Held[i].Due)
	}
	s.goalsDue(offer)
	for _, p := range s.ContactFacts {
		for _, h := range p.PendingMoves {
			offer(h.Due)
		}
	}
	return due
}

// metricsDue calls yield for each metric in use of the account and its contacts, with when it next changes by itself
// after now; zero: never.
func (c *Core) metricsDue(s *State, now time.Time, yield func(d *metricDef, contact string, at time.Time)) {
	inUse := c.inUse(s)
	each := func(contact string, metrics map[string]*Metric) {
		for name, m := range metrics {
			if d := c.metrics[name]; d != nil {
				if used, previous := inUse(d); used {
					yield(d, contact, m.nextChange(d, s.Account, now, previous))
				}
			}
		}
	}
	each("", s.Metrics)
	for id, p := range s.ContactFacts {
		each(id, p.Metrics)
	}
}

// matures is when an account next becomes old enough, after an instant, to compare one more window with
// the one before; zero: never.
func (c *Core) matures(s *State, after time.Time) time.Time {
	var next time.Time
	for _, d := range c.compared(s) {
		if full := d.window(s.Account).Full(s.Since); full.After(after) {
			next = earliest(next, full)
		}
	}
	return next
}

// mature notes what the account has become old enough for since an instant.
func (t *evaluation) mature(since time.Time) {
	for _, d := range t.core.compared(t.s) {
		if full := d.window(t.s.Account).Full(t.s.Since); full.After(since) && !full.After(t.now) {
			t.touchMetric(d.Name)
			t.everyContact = t.everyContact || d.OfContact
		}
	}
	t.s.Matures = t.core.matures(t.s, t.now)
}

// advanceTime notes what changed by itself between an instant and the evaluation's now.
func (t *evaluation) advanceTime(since time.Time) {
	isDue := func(at time.Time) bool { return !at.IsZero() && !at.After(t.now) }
	t.core.metricsDue(t.s, since, func(d *metricDef, contact string, at time.Time) {
		if !isDue(at) {
			return
		}
		t.touchMetric(d.Name)
		if contact != "" {
			put(&t.changedAbout, contact, true)
		}
	})
	if isDue(t.s.Matures) {
		t.mature(since)
	}
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

func (t *evaluation) purge() {
	for name, m := range t.s.Metrics {
		if d := t.core.metrics[name]; d != nil {
			m.purge(d.window(t.s.Account), t.now)
		}
	}
	t.purgePartial()
	t.purgeContactFacts()
	t.purgeSlots()
}
