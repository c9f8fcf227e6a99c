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
		return fmt.Sprintf("%s went from %v to %v.", what, o.values["from"], o.values["to"])
	case dsl.OnboardingStall:
		if tr.Stall.Idle != nil && tr.Stall.Milestone == "" {
			return fmt.Sprintf("No milestone of %q was reached for %s.", tr.Stall.SuccessPlan, tr.Stall.Idle)
		}
		return fmt.Sprintf("Milestone %q of %q is overdue.", o.values["milestone"], tr.Stall.SuccessPlan)
	default:
		return fmt.Sprintf("The event %s arrived.", tr.Event.Event)
	}
}
