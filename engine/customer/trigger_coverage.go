package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer/window"
)

// evaluateCoverage fires once in each period of the calendar, its lead before the end, if the metric is 0 then.
// A moment that passed before the account was there, or before the trigger was, is nobody's.
func (t *evaluation) evaluateCoverage(tr *triggerDef, st *TriggerState) time.Time {
	if st.Since.IsZero() {
		st.Since = t.onClock(t.now)
	}
	for {
		at, ends := t.core.nextCoverage(tr, st.Since)
		if at.After(t.now) {
			return at
		}
		st.Since = t.onClock(ends.Add(-time.Millisecond)) // The period is done, also when an edit moves the moment.
		if t.view.metric(tr.covered) == 0.0 {
			t.edge(tr, map[string]any{"ends": expression.FormatTime(ends)})
		}
	}
}

// nextCoverage is the first moment after an instant at which a coverage asks, and the end of that period.
// A lead in business time that is longer than the period means its beginning.
func (c *Core) nextCoverage(tr *triggerDef, after time.Time) (at, ends time.Time) {
	p := window.Period{Every: tr.Coverage.Every, Zone: c.hours.Zone()}
	for bucket := p.Bucket(after); ; bucket++ {
		begins := p.Begins(bucket)
		ends = p.Leaves(bucket)
		if at = instant(c.hours.Before(ends, tr.Coverage.Lead)); at.Before(begins) {
			at = begins
		}
		if at.After(after) {
			return at, ends
		}
	}
}

// coverageStatus tells of a coverage.
func (t *evaluation) coverageStatus(tr *triggerDef, s *TriggerStatus) {
	def := tr.Coverage
	s.Waits = fmt.Sprintf("Fires %s before the end of each %s if the metric %s is still 0 then.", def.Lead, def.Every, def.Metric)
	after := t.state(tr).Since
	if after.Before(t.now) {
		after = t.now
	}
	at, ends := t.core.nextCoverage(tr, after)
	s.values = map[string]any{"ends": expression.FormatTime(ends)}
	value, known := t.view.metric(tr.covered).(float64)
	if !known {
		s.State = fmt.Sprintf("The metric is missing, so that nobody is uncovered. It is asked next on %s.", t.forPeople(at))
		return
	}
	s.add(def.Metric, value)
	s.State = fmt.Sprintf("It is %s this %s. It is asked next on %s.", showNumber(value), def.Every, t.forPeople(at))
}
