package customer

import (
	"fmt"
	"hash/fnv"
	"time"
)

// scheduleTrigger fires at each instant of a schedule, at the account's own place in its spread.
type scheduleTrigger struct {
	*triggerDef
	ofAccounts
}

func newScheduleTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &scheduleTrigger{triggerDef: tr}
	tr.wallClock = true
	c.evaluateOnChange(tr, k)
	return k
}

// evaluate fires nothing for an instant that passed before the account, or the trigger, was there.
func (k *scheduleTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	if st.Since.IsZero() {
		st.Since = t.onClock(t.now)
	}
	zone, place := t.core.hours.Zone(), k.place(t.s.Account)
	for {
		next := k.Schedule.Next(st.Since.Add(-place), zone)
		if next.IsZero() {
			return time.Time{}
		}
		if at := instant(next.Add(place)); at.After(t.now) {
			return at
		}
		st.Since = t.onClock(next.Add(place))
		t.edge(k.triggerDef, nil)
	}
}

// place is how far into the spread an account comes: always the same, and evenly over all accounts.
func (k *scheduleTrigger) place(account string) time.Duration {
	spread := k.Schedule.Spread.Plain()
	if spread <= 0 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(account + "\x00" + k.key))
	return time.Duration(h.Sum64()%uint64(spread/time.Second)) * time.Second
}

func (*scheduleTrigger) reason(*occurrence) string { return "The schedule came round." }

func (k *scheduleTrigger) status(_ *evaluation, s *TriggerStatus) {
	s.Waits = "Fires at the times of its schedule."
	if k.Schedule.Cron != "" {
		s.Waits = fmt.Sprintf("Fires at the times of the schedule %q.", k.Schedule.Cron)
	}
}
