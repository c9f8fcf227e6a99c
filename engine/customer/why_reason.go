package customer

import (
	"fmt"

	"github.com/tendhq/tend/dsl"
)

// sentence says for people what an occurrence is.
func (o *occurrence) sentence() string {
	switch tr := o.trigger; tr.Kind {
	case dsl.HealthDrop:
		what := "The health score"
		if tr.HealthDrop.Measure != "" {
			what = fmt.Sprintf("The measure %q", tr.HealthDrop.Measure)
		}
		return fmt.Sprintf("%s went from %v to %v.", what, o.Values["from"], o.Values["to"])
	case dsl.OnboardingStall:
		if tr.Stall.Idle != nil && tr.Stall.Milestone == "" {
			return fmt.Sprintf("No milestone of %q was reached for %s.", tr.Stall.SuccessPlan, tr.Stall.Idle)
		}
		return fmt.Sprintf("Milestone %q of %q is overdue.", o.Values["milestone"], tr.Stall.SuccessPlan)
	case dsl.OnEvent:
		return eventCame(tr.Event)
	case dsl.Inactivity:
		return fmt.Sprintf("No event %s came for %s.", tr.Inactivity.Event, tr.Inactivity.After)
	case dsl.Becomes:
		return becameTrue(tr.Becomes)
	case dsl.TierMove, dsl.ScaleMove:
		return fmt.Sprintf("It moved from %v to %v.", o.Values["from"], o.Values["to"])
	case dsl.SegmentMove:
		return o.segmentMoved()
	case dsl.UsageLimit:
		return fmt.Sprintf("%v of %v is %v %% of the limit or more.", o.Values["value"], o.Values["limit"], o.Values["share"])
	case dsl.OnDate:
		return dateCame(tr.Date, o.Values["date"])
	case dsl.Coverage:
		return fmt.Sprintf("The metric %s was still 0, %s before the end of the %s.", tr.Coverage.Metric, tr.Coverage.Lead, tr.Coverage.Every)
	case dsl.OnSchedule:
		return "The schedule came round."
	case dsl.Manual:
		return askedFor(o.Values)
	case dsl.AfterPlaybook:
		return fmt.Sprintf("A run of %s ended: %v.", tr.Playbook.Playbook, o.Values["outcome"])
	}
	return "The trigger fired."
}

func eventCame(e *dsl.EventTrigger) string {
	switch {
	case e.Count > 0:
		return fmt.Sprintf("%d events %s came within %s.", e.Count, e.Event, e.Within)
	case e.Debounce != nil:
		return fmt.Sprintf("No event %s came for %s after the last one.", e.Event, e.Debounce)
	}
	return fmt.Sprintf("The event %s arrived.", e.Event)
}

func becameTrue(b *dsl.BecomesTrigger) string {
	if b.After.IsZero() {
		return fmt.Sprintf("%q became true.", b.Expression.Source())
	}
	return fmt.Sprintf("%q has been true for %s.", b.Expression.Source(), b.After)
}

func dateCame(d *dsl.DateTrigger, date any) string {
	switch {
	case d.Before != nil:
		return fmt.Sprintf("The date %v is %s away.", date, d.Before)
	case d.After != nil:
		return fmt.Sprintf("The date %v was %s ago.", date, d.After)
	}
	return fmt.Sprintf("The date %v came.", date)
}
