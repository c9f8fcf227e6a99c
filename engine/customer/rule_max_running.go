package customer

import "time"

// maxRunningRule refuses while as many runs of the playbook are in progress as may be, over all accounts.
func maxRunningRule() rule {
	return rule{name: "max_running", passes: "The number of runs in progress leaves room.", ask: (*evaluation).askMaxRunning}
}

func (t *evaluation) askMaxRunning(o occurrence) ruleResult {
	most := o.trigger.playbook.Enroll.MaxRunning
	if most == 0 {
		return ruleResult{detail: "Any number of runs may go on at once."}
	}
	return t.askCapacity(o, func(before time.Time) ruleResult {
		until, full := t.maxRunningReached(&o, 0, before)
		if !full {
			return ruleResult{}
		}
		return noCapacity(ReasonMaxRunning, until, "The playbook has %s in progress, as many as may go on at once; there is room when one ends.", count(float64(most), "run"))
	})
}

// maxRunningReached reports whether as many runs are in progress as may be, counting so many more, and until when; zero:
// until one ends.
func (t *evaluation) maxRunningReached(o *occurrence, more int, before time.Time) (until time.Time, full bool) {
	most := o.trigger.playbook.Enroll.MaxRunning
	n := most - t.startedNow(o.Playbook) - more
	if most == 0 || n < 1 {
		return time.Time{}, most > 0
	}
	// A late tick is about an instant after which others have ended.
	at, full := t.core.capacity.End(o.Playbook, n, before)
	return at, full || at.After(t.now)
}
