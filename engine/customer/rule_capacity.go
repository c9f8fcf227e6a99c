package customer

import (
	"slices"
	"time"
)

// Capacity knows the runs of all accounts, for the rules that limit them. It belongs to a transaction: while it is used,
// no other starts a run of a playbook that is limited.
type Capacity interface {
	// Start is when the n-th last run of a playbook started, of those that started before an instant (zero: of
	// all). Zero: there are fewer.
	Start(playbook string, n int, before time.Time) time.Time
	// End is when the n-th last run ended, of the same. Those in progress count as ending last, and running is true for
	// one of them. Zero: there are fewer.
	End(playbook string, n int, before time.Time) (at time.Time, running bool)
	// Ahead is how many are queued for an occurrence's playbook and come before it, at most most.
	Ahead(d *Decision, most int) int
}

// With is the core with a capacity. Without one, nothing is limited over all accounts.
func (c *Core) With(capacity Capacity) *Core {
	with := *c
	with.capacity = capacity
	return &with
}

// noCapacity is a refusal that ends when there is capacity.
func noCapacity(reason Reason, until time.Time, format string, args ...any) ruleResult {
	a := refused(reason, format, args...).forNowOnly()
	a.until, a.queued = until, true
	return a
}

// startedNow is how many runs of a playbook start in this evaluation, which the capacity doesn't count yet.
func (t *evaluation) startedNow(playbook string) int {
	n := 0
	for i := range t.decisions {
		if t.decisions[i].Playbook == playbook && t.decisions[i].Outcome == Enrol {
			n++
		}
	}
	return n
}

// askCapacity applies a rule about the runs of all accounts that started before an instant (zero: of all). For the past,
// the record tells which occurrences found capacity.
func (t *evaluation) askCapacity(o occurrence, ask func(before time.Time) ruleResult) ruleResult {
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

// foundCapacity reports whether the record has an occurrence decided at an instant by a rule after those of capacity.
func (r *replay) foundCapacity(o *occurrence, at time.Time) bool {
	return slices.ContainsFunc(r.decided, func(d Decision) bool {
		return (d.Outcome.Enrols() || d.Reason == ReasonDryRun) && d.Occurrence == o.Occurrence && instant(d.At).Equal(at)
	})
}
