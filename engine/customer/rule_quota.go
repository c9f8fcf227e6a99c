package customer

import (
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer/window"
)

// quotaRule refuses while as many runs of the playbook have started in a time as may, over all accounts.
func quotaRule() rule {
	return rule{name: "quota", passes: "The quota leaves room.", ask: (*evaluation).askQuota}
}

func (t *evaluation) askQuota(o occurrence) ruleResult {
	quota := o.trigger.playbook.Enroll.Quota
	if quota == nil {
		return ruleResult{detail: "The playbook has no quota."}
	}
	return t.askCapacity(o, func(before time.Time) ruleResult {
		until, full := t.quotaUsed(&o, 0, before)
		if !full {
			return ruleResult{}
		}
		return noCapacity(ReasonQuota, until, "The quota of %s is used up; there is room again on %s.", quota, t.formatTime(until))
	})
}

// quotaUsed reports whether as many runs have started as may, counting so many more, and until when.
func (t *evaluation) quotaUsed(o *occurrence, more int, before time.Time) (until time.Time, full bool) {
	quota := o.trigger.playbook.Enroll.Quota
	if quota == nil {
		return time.Time{}, false
	}
	until = t.core.leavesQuota(quota, t.now)
	n := quota.N - t.startedNow(o.Playbook) - more
	if n < 1 {
		return until, true
	}
	// A late tick is about a period after which others have started.
	start := t.core.capacity.Start(o.Playbook, n, earliest(before, until))
	until = t.core.leavesQuota(quota, start)
	return until, !start.IsZero() && until.After(t.now)
}

// leavesQuota is when a start stops counting for a quota: at the end of its period, or so long after it.
func (c *Core) leavesQuota(quota *dsl.Rate, start time.Time) time.Time {
	if quota.Period == "" {
		return instant(c.hours.Add(start, quota.Over))
	}
	w := window.Period{Every: quota.Period, Zone: c.hours.Zone()}
	return w.Leaves(w.Bucket(start))
}
