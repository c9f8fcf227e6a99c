package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/expression"
	"github.com/tendhq/tend/engine/customer/window"
)

// coverageTrigger fires once in each period of the calendar, its lead before the end, if a metric is 0 then.
type coverageTrigger struct {
	*triggerDef
	ofAccounts
	metric *metricDef
}

func newCoverageTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &coverageTrigger{triggerDef: tr, metric: c.metrics[tr.Coverage.Metric]}
	tr.wallClock, tr.personal = true, tr.EachContact
	c.evaluateOnChange(tr, k)
	return k
}

// evaluate fires nothing for an instant that passed before the account, or the trigger, was there.
func (k *coverageTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	if st.Since.IsZero() {
		st.Since = t.onClock(t.now)
	}
	for {
		at, ends := k.next(t.core, st.Since)
		if at.After(t.now) {
			return at
		}
		st.Since = t.onClock(ends.Add(-time.Millisecond)) // The period is done, also when an edit moves the instant.
		if k.uncovered(t) {
			t.edge(k.triggerDef, map[string]any{"ends": expression.FormatTime(ends)})
		}
	}
}

func (k *coverageTrigger) uncovered(t *evaluation) bool { return t.view.metric(k.metric) == 0.0 }

// next is the first instant after another at which the metric is read, and the end of that period. A lead in business
// time that is longer than the period means the period's beginning.
func (k *coverageTrigger) next(c *Core, after time.Time) (at, ends time.Time) {
	p := window.Period{Every: k.Coverage.Every, Zone: c.hours.Zone()}
	for bucket := p.Bucket(after); ; bucket++ {
		begins := p.Begins(bucket)
		ends = p.Leaves(bucket)
		if at = instant(c.hours.Before(ends, k.Coverage.Lead)); at.Before(begins) {
			at = begins
		}
		if at.After(after) {
			return at, ends
		}
	}
}

func (k *coverageTrigger) reason(*occurrence) string {
	return fmt.Sprintf("The metric %s was still 0, %s before the end of the %s.", k.Coverage.Metric, k.Coverage.Lead, k.Coverage.Every)
}

func (k *coverageTrigger) status(t *evaluation, s *TriggerStatus) {
	def := k.Coverage
	s.Waits = fmt.Sprintf("Fires %s before the end of each %s if the metric %s is still 0 then.", def.Lead, def.Every, def.Metric)
	after := t.state(k.triggerDef).Since
	if after.Before(t.now) {
		after = t.now
	}
	at, ends := k.next(t.core, after)
	s.values = map[string]any{"ends": expression.FormatTime(ends)}
	value, known := t.view.metric(k.metric).(float64)
	if !known {
		s.State = fmt.Sprintf("The metric is missing, so that nobody is uncovered. It is asked next on %s.", t.formatTime(at))
		return
	}
	s.add(def.Metric, value)
	s.State = fmt.Sprintf("It is %s this %s. It is asked next on %s.", showNumber(value), def.Every, t.formatTime(at))
}

func (k *coverageTrigger) met(t *evaluation, _ *TriggerState) bool { return k.uncovered(t) }

func (*coverageTrigger) metText(n int) string { return fmt.Sprintf("it is 0 for %d", n) }
