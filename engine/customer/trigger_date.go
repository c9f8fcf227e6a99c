package customer

import (
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/calendar"
)

// dateTrigger fires when a date is so far away, once for each value of the date in a row.
type dateTrigger struct {
	*triggerDef
	ofAccounts
}

func newDateTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &dateTrigger{triggerDef: tr}
	tr.needs.add(tr.Date.Date)
	c.evaluateOnChange(tr, k)
	return k
}

// evaluate fires at once for a date that is set or moved when its instant is past, as long as the date isn't over;
// then the date is only noted.
func (k *dateTrigger) evaluate(t *evaluation, st *TriggerState) time.Time {
	written, date, ok := k.date(t)
	if !ok {
		return time.Time{}
	}
	at, over := k.span(t.core, date)
	if t.now.Before(at) {
		return at
	}
	if len(st.FiredFor) > 0 && st.FiredFor[0] == written {
		return time.Time{}
	}
	st.FiredFor, st.Since = []string{written}, time.Time{}
	if t.now.Before(over) && t.edge(k.triggerDef, map[string]any{"date": written}) {
		st.Since = t.now
	}
	return time.Time{}
}

// date is the trigger's date as it is written, and when it begins; false when it is missing.
func (k *dateTrigger) date(t *evaluation) (written string, at time.Time, ok bool) {
	value, err := t.eval(k.Date.Date, &k.needs)
	written, _ = value.(string)
	at, ok = t.core.parseDate(written)
	return written, at, ok && err == nil
}

// span is when the trigger fires for a date, and when that is over: at the end of the date's day, or of the day on
// which it fires where that comes later.
func (k *dateTrigger) span(c *Core, date time.Time) (at, over time.Time) {
	day := calendar.Duration{N: 1, Unit: calendar.Day}
	switch {
	case k.Date.Before != nil:
		return instant(c.hours.Before(date, *k.Date.Before)), instant(c.hours.Add(date, day))
	case k.Date.After != nil:
		date = c.hours.Add(date, *k.Date.After)
	}
	return instant(date), instant(c.hours.Add(date, day))
}

// parseDate reads a date, which begins at midnight in the workspace's zone, or a time.
func (c *Core) parseDate(s string) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at, true
	}
	at, err := time.ParseInLocation(time.DateOnly, s, c.hours.Zone())
	return at, err == nil
}

func (k *dateTrigger) reason(o *occurrence) string {
	date := o.Values["date"]
	switch {
	case k.Date.Before != nil:
		return fmt.Sprintf("The date %v is %s away.", date, k.Date.Before)
	case k.Date.After != nil:
		return fmt.Sprintf("The date %v was %s ago.", date, k.Date.After)
	}
	return fmt.Sprintf("The date %v came.", date)
}

func (k *dateTrigger) status(t *evaluation, s *TriggerStatus) {
	switch d := k.Date; {
	case d.Before != nil:
		s.Waits = fmt.Sprintf("Fires %s before %s.", d.Before, d.Date.Source())
	case d.After != nil:
		s.Waits = fmt.Sprintf("Fires %s after %s.", d.After, d.Date.Source())
	default:
		s.Waits = fmt.Sprintf("Fires on %s.", d.Date.Source())
	}
	written, date, ok := k.date(t)
	if !ok {
		s.State = "The date is missing."
		return
	}
	at, over := k.span(t.core, date)
	s.values = map[string]any{"date": written}
	shown, st := t.core.wordText(written), t.state(k.triggerDef)
	switch {
	case slices.Contains(st.FiredFor, written) && st.Since.IsZero():
		s.State = fmt.Sprintf("The date is %s. Its moment had passed when the trigger was added, the history imported or the date set: "+
			"it fires when the date moves.", shown)
	case slices.Contains(st.FiredFor, written):
		s.State = fmt.Sprintf("The date is %s. It fired on %s, and fires again when the date moves.", shown, t.formatTime(st.Since))
	case !t.now.Before(over):
		s.State = fmt.Sprintf("The date is %s: that is past.", shown)
	default:
		s.State = fmt.Sprintf("The date is %s: it fires on %s.", shown, t.formatTime(at))
	}
}

func (*dateTrigger) met(_ *evaluation, st *TriggerState) bool { return len(st.FiredFor) > 0 }

func (*dateTrigger) metText(n int) string { return fmt.Sprintf("the date of %d has come", n) }
