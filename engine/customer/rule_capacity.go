package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

// Capacity is what rules have to know of the runs of all accounts. It is a transaction's: as long as it is asked,
// nobody else starts a run of a playbook that is limited.
type Capacity interface {
	// Start is when the n-th last run of a playbook started, of those that started before an instant (zero: of
	// all). Zero: there are fewer.
	Start(playbook string, n int, before time.Time) time.Time
	// End is when the n-th last run ended, of the same. Those in progress will end last; of one of these it
	// says that it is running. Zero: there are fewer.
	End(playbook string, n int, before time.Time) (at time.Time, running bool)
	// Ahead is how many are queued for the playbook of an occurrence and come before it; it counts no further
	// than most.
	Ahead(d *Decision, most int) int
}

// With is the core that asks a room. Without one, nothing is limited over all accounts.
func (c *Core) With(room Capacity) *Core {
	with := *c
	with.capacity = room
	return &with
}

// askMaxRunning refuses where as many runs go on as may.
func (t *evaluation) askMaxRunning(o occurrence) ruleResult {
	most := o.trigger.playbook.Enroll.MaxRunning
	if most == 0 {
		return ruleResult{detail: "Any number of runs may go on at once."}
	}
	return t.limited(o, func(before time.Time) ruleResult {
		until, full := t.running(&o, 0, before)
		if !full {
			return ruleResult{}
		}
		return noCapacity(ReasonMaxRunning, until, "The playbook has %s in progress, as many as may go on at once; there is room when one ends.", count(float64(most), "run"))
	})
}

// askQuota refuses where as many runs have started as may.
func (t *evaluation) askQuota(o occurrence) ruleResult {
	quota := o.trigger.playbook.Enroll.Quota
	if quota == nil {
		return ruleResult{detail: "The playbook has no quota."}
	}
	return t.limited(o, func(before time.Time) ruleResult {
		until, full := t.usedUp(&o, 0, before)
		if !full {
			return ruleResult{}
		}
		return noCapacity(ReasonQuota, until, "The quota of %s is used up; there is room again on %s.", quota, t.forPeople(until))
	})
}

// noCapacity is a refusal that ends when there is room.
func noCapacity(reason Reason, until time.Time, format string, args ...any) ruleResult {
	a := refused(reason, format, args...).forNowOnly()
	a.until, a.queued = until, true
	return a
}

// running says whether as many runs go on as may, with so many more, and until when; zero: until one ends.
func (t *evaluation) running(o *occurrence, more int, before time.Time) (until time.Time, full bool) {
	most := o.trigger.playbook.Enroll.MaxRunning
	n := most - t.taken(o.Playbook) - more
	if most == 0 || n < 1 {
		return time.Time{}, most > 0
	}
	// A late tick is about a moment after which others have ended.
	at, full := t.core.capacity.End(o.Playbook, n, before)
	return at, full || at.After(t.now)
}

// usedUp says whether as many runs have started as may, with so many more, and until when.
func (t *evaluation) usedUp(o *occurrence, more int, before time.Time) (until time.Time, full bool) {
	quota := o.trigger.playbook.Enroll.Quota
	if quota == nil {
		return time.Time{}, false
	}
	until = t.core.leaves(quota, t.now)
	n := quota.N - t.taken(o.Playbook) - more
	if n < 1 {
		return until, true
	}
	// A late tick is about a period after which others have started.
	start := t.core.capacity.Start(o.Playbook, n, earliest(before, until))
	until = t.core.leaves(quota, start)
	return until, !start.IsZero() && until.After(t.now)
}

// leaves is when a start doesn't count for a quota any more: with the end of its period, or so long after it.
func (c *Core) leaves(quota *dsl.Rate, start time.Time) time.Time {
	if quota.Period == "" {
		return instant(c.hours.Add(start, quota.Over))
	}
	w := window.Period{Every: quota.Period, Zone: c.hours.Zone()}
	return w.Leaves(w.Bucket(start))
}

// taken is how many runs of a playbook start in this turn, of which the room doesn't know yet.
func (t *evaluation) taken(playbook string) int {
	n := 0
	for i := range t.decisions {
		if t.decisions[i].Playbook == playbook && t.decisions[i].Outcome == Enrol {
			n++
		}
	}
	return n
}

// limited asks about the runs of all accounts, of those that started before an instant (zero: of all). Of the
// past, the record says who found room.
func (t *evaluation) limited(o occurrence, ask func(before time.Time) ruleResult) ruleResult {
	switch r := t.core.replay; {
	case t.core.capacity == nil:
		return ruleResult{}
	case r == nil || r.at.IsZero():
		return ask(time.Time{})
	case r.foundCapacity(&o, t.now):
		return ruleResult{}
	}
	return ask(t.now.Add(time.Millisecond))
}

// foundCapacity says that the record has an occurrence decided at an instant by what comes after the rules of room.
func (r *replay) foundCapacity(o *occurrence, at time.Time) bool {
	return slices.ContainsFunc(r.decided, func(d Decision) bool {
		return (d.Outcome.Enrols() || d.Reason == ReasonDryRun) && d.Occurrence == o.Occurrence && instant(d.At).Equal(at)
	})
}
