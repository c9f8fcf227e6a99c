package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// order is the value of the playbook's `enroll.order_by`, nil when it has none or the value is missing.
func (t *evaluation) order(o occurrence) *float64 {
	p := o.trigger.playbook
	if p.Enroll.OrderBy == nil {
		return nil
	}
	value, err := p.Enroll.OrderBy.Eval(t.view.with(t.playbookNames(o, &p.orderNeeds), &p.orderNeeds))
	if n, ok := value.(float64); ok && err == nil {
		return &n
	}
	return nil
}

// notAdmitted reports whether an occurrence has to be admitted though there may be capacity: where places are given in an
// order, others may have come at the same time.
func (t *evaluation) notAdmitted(o *occurrence) bool {
	return o.trigger.playbook.Enroll.OrderBy != nil && t.awaitsAdmission(o, ReasonTurn)
}

// awaitsAdmission reports whether a refused occurrence is admitted later, as others may come before it.
func (t *evaluation) awaitsAdmission(o *occurrence, no Reason) bool {
	if t.admitted == o.Occurrence || t.core.replay.looksAhead() {
		return false
	}
	return no == ReasonTurn || o.trigger.playbook.Enroll.OrderBy != nil
}

// turnRule refuses where there is capacity, but others who wait come first.
func turnRule() rule {
	return rule{name: "turn", passes: "Nobody who comes first waits.", ask: (*evaluation).askTurn}
}

func (t *evaluation) askTurn(o occurrence) ruleResult {
	rules := &o.trigger.playbook.Enroll
	if rules.Quota == nil && rules.MaxRunning == 0 {
		return ruleResult{detail: "Nobody has to wait for room."}
	}
	return t.askCapacity(o, func(before time.Time) ruleResult {
		past := !before.IsZero()
		switch {
		case past && t.fire && o.trigger.playbook.Mode != dsl.DryRun:
			return noCapacity(ReasonTurn, time.Time{}, "Its turn to get a place had not come.")
		case t.fire && t.notAdmitted(&o):
			return noCapacity(ReasonTurn, time.Time{}, "Places are given in the order of %s, and its turn has not come.", rules.OrderBy.Source())
		case past:
			return ruleResult{detail: "There was room; who else waited for it then isn't recorded."}
		}
		most := max(rules.MaxRunning, 1)
		if rules.Quota != nil {
			most = max(most, rules.Quota.N)
		}
		ahead := t.core.capacity.Ahead(&o.Decision, most)
		_, running := t.maxRunningReached(&o, ahead, before)
		if _, usedUp := t.quotaUsed(&o, ahead, before); ahead > 0 && (running || usedUp) {
			return noCapacity(ReasonTurn, time.Time{}, "There is room, but for others who wait and come first: %d.", ahead)
		}
		return ruleResult{}
	})
}

// Admit decides a queued occurrence again, for which there is a place, after everything that was due until then.
func (c *Core) Admit(s *State, occurrence string, now time.Time) []Decision {
	decisions := c.Advance(s, instant(now))
	i := s.held(occurrence)
	if i < 0 {
		return decisions
	}
	t := c.newEvaluation(s, instant(now), true)
	t.admitted, t.decisions = occurrence, decisions
	s.Held[i].Due = t.now
	t.conclude()
	return t.decisions
}

// scheduleAdmissions sets the queued occurrences due when there will be capacity. Without a known capacity, they are
// dropped.
func (c *Core) scheduleAdmissions(s *State) {
	if c.capacity == nil {
		s.Held = slices.DeleteFunc(s.Held, func(h Held) bool { return h.Queued })
	}
	for i := range s.Held {
		h := &s.Held[i]
		if !h.Queued {
			continue
		}
		if at, ok := c.Vacant(h.Playbook, s.Now.Add(time.Millisecond)); ok {
			h.Due = earliest(h.Due, at)
		}
	}
	s.NextDue = c.nextDue(s)
}

// AdmitAt is when a queued decision is admitted: when there is, or will be, capacity, or for the last time when its hold
// is over.
func (c *Core) AdmitAt(d *Decision) time.Time {
	vacant, ok := c.Vacant(d.Playbook, d.At)
	if !ok {
		return c.HoldUntil(d)
	}
	return earliest(vacant, c.HoldUntil(d))
}

// Vacant is when there is, or will be, capacity for one more run of a playbook, no earlier than an instant; false when a
// run has to end first.
func (c *Core) Vacant(playbook string, since time.Time) (time.Time, bool) {
	p := c.playbooksByName[playbook]
	if p == nil {
		return since, true
	}
	if most := p.Enroll.MaxRunning; most > 0 {
		end, running := c.capacity.End(playbook, most, time.Time{})
		if running {
			return time.Time{}, false
		}
		since = latest(since, end)
	}
	if quota := p.Enroll.Quota; quota != nil {
		if start := c.capacity.Start(playbook, quota.N, time.Time{}); !start.IsZero() {
			since = latest(since, c.leavesQuota(quota, start))
		}
	}
	return since, true
}
