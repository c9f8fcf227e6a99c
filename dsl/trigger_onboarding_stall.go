package dsl

import (
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// OnboardingStall triggers fire when a success plan doesn't go on.
const OnboardingStall TriggerKind = "onboarding_stall"

// StallTrigger fires when a success plan doesn't go on.
type StallTrigger struct {
	SuccessPlan string
	Milestone   string             // this one is overdue; empty: any
	Overdue     calendar.Duration  // by this much
	Idle        *calendar.Duration // none was reached for so long; nil: not asked
}

var stallSchema = &schema{
	word: "trigger", kind: "onboarding_stall", labels: []string{"KIND"},
	doc: "A success plan doesn't go on: a milestone is overdue, or none was reached for a while.",
	attrs: []attr{
		{name: "success_plan", required: true, kind: kindName, refers: "success_plan", example: `"onboarding"`, doc: "The success plan."},
		{name: "milestone", kind: kindName, example: `"connected"`, doc: "The milestone that is overdue; without it, any."},
		{name: "overdue", kind: kindDuration, def: `"0s"`, example: `"1 business day"`, doc: "By how much it is overdue."},
		{name: "idle", kind: kindDuration, example: `"7d"`, doc: "For how long no milestone was reached, instead of one that is overdue."},
		triggerWhen(`"trigger.milestone == 'connected'"`),
	},
	brings: []triggerField{
		{"success_plan", expression.String, "The name of the success plan."},
		{"milestone", expression.String, "The milestone that is overdue; with `idle`, the first that isn't reached."},
	},
	example: `trigger "onboarding_stall" {
  success_plan = "onboarding"
  milestone    = "connected"
}`,
}

func (*StallTrigger) schema() *schema { return stallSchema }

func (t *StallTrigger) decode(d *triggerDecoder) {
	*t = StallTrigger{Idle: d.duration("idle"), Milestone: d.str("milestone")}
	d.t.Stall = t
	if overdue := d.duration("overdue"); overdue != nil {
		t.Overdue = *overdue
	}
	if t.Idle != nil && (d.has("milestone") || d.has("overdue")) {
		d.l.Errorf(diag.CodeOneOf, d.nameAt("idle"), "Two kinds of stall", "A stall is either \"idle\" (no milestone was reached for so long), or a milestone that is overdue. Write two triggers for both.")
	}
	name := d.str("success_plan")
	if plan := d.l.ws.SuccessPlans[name]; plan != nil {
		t.SuccessPlan = name
		d.fields["milestone"] = expression.Type{Kind: expression.KindString, Values: plan.milestoneNames()}
		d.stallMilestone(t, plan)
	} else if name != "" {
		d.l.Errorf(diag.CodeUnknownReference, d.at("success_plan"), "Unknown success plan", "There is no success_plan %q. %s", name, diag.Suggest(name, names(d.l.ws.SuccessPlans)))
	}
	d.when()
	d.decides(content{"success_plan": t.SuccessPlan, "milestone": t.Milestone, "overdue": t.Overdue, "idle": t.Idle})
}

func (d *triggerDecoder) stallMilestone(t *StallTrigger, plan *SuccessPlan) {
	if t.Milestone == "" {
		if t.Idle == nil && !plan.dated() {
			d.l.Errorf(diag.CodeNeverFires, d.head(), "Trigger that never fires", "No milestone of %q has a \"due\", so none is ever overdue. Add one, or use \"idle\".", plan.Name)
		}
		return
	}
	m := plan.milestone(t.Milestone)
	switch {
	case m == nil:
		d.l.Errorf(diag.CodeUnknownReference, d.at("milestone"), "Unknown milestone", "The success_plan %q has no milestone %q. %s", plan.Name, t.Milestone, diag.Suggest(t.Milestone, plan.milestoneNames()))
	case m.Due == nil:
		d.l.Errorf(diag.CodeNeverFires, d.at("milestone"), "Trigger that never fires", "The milestone %q has no \"due\", so it is never overdue; it is declared at %s.", m.Name, m.Range)
	}
}
