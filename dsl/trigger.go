package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// TriggerKind is the word after `trigger`.
type TriggerKind string

// The kinds of trigger.
const (
	HealthDrop      TriggerKind = "health_drop"
	OnboardingStall TriggerKind = "onboarding_stall"
	OnEvent         TriggerKind = "event"
)

// laterTriggers is the kinds of the language that this version doesn't have.
var laterTriggers = map[string]bool{
	"inactivity": true, "date": true, "schedule": true, "coverage": true, "becomes": true, "tier": true,
	"scale": true, "segment": true, "usage_limit": true, "playbook": true, "manual": true,
}

// Trigger says when a playbook looks at an account. Which fields are set depends on Kind.
type Trigger struct {
	Kind TriggerKind
	// Hash is of the trigger's content alone: the identity of its occurrences survives edits elsewhere.
	Hash string
	When *Condition

	Points   float64           // health_drop: how far below the maximum
	Within   calendar.Duration // health_drop: over which time
	To, From []string          // health_drop: bands moved to, from; empty: any
	Measure  string            // health_drop: of one measure; empty: of the score

	SuccessPlan string             // onboarding_stall
	Milestone   string             // onboarding_stall: this one overdue; empty: any
	Overdue     calendar.Duration  // onboarding_stall: by this much
	Idle        *calendar.Duration // onboarding_stall: none reached for so long

	Event string // event

	Range Range
}

var triggerWhen = attr{name: "when", doc: "Which occurrences count: an expression that can read `trigger`."}

// triggerSchemas is the form of each kind of trigger.
var triggerSchemas = map[string]*schema{
	"health_drop": {
		word: "trigger", doc: "The health score falls.",
		labels: []string{"TYPE"},
		attrs: []attr{
			{name: "points", doc: "How far below its maximum the score is."},
			{name: "within", doc: "Over which time the maximum is taken."},
			{name: "to", doc: "The band, or bands, that the score moved to."},
			{name: "from", doc: "The band, or bands, that it came from."},
			{name: "measure", doc: "One measure instead of the whole score."},
			triggerWhen,
		},
	},
	"onboarding_stall": {
		word: "trigger", doc: "A success plan doesn't go on.",
		labels: []string{"TYPE"},
		attrs: []attr{
			{name: "success_plan", required: true, doc: "the plan."},
			{name: "milestone", doc: "The milestone that is overdue; without it, any."},
			{name: "overdue", doc: "By how much it is overdue."},
			{name: "idle", doc: "For how long no milestone was reached."},
			triggerWhen,
		},
	},
	"event": {
		word: "trigger", doc: "An event arrives.",
		labels: []string{"TYPE"},
		attrs: []attr{
			{name: "event", required: true, doc: "the type of event."},
			{name: "when", doc: "Which of these events count."},
		},
		laterAttrs: []string{"count", "within", "debounce"},
	},
}

// trigger decodes a trigger, and what expressions can read of it; nil when its kind isn't known.
func (l *loader) trigger(src *hclsyntax.Block) (*Trigger, expression.Type) {
	kind := ""
	if len(src.Labels) > 0 {
		kind = src.Labels[0]
	}
	s, ok := triggerSchemas[kind]
	switch {
	case len(src.Labels) == 0:
		l.errorf(CodeLabels, rangeOf(src.DefRange()), "Wrong number of names", "Write it as `trigger \"KIND\" { … }`; %s", suggest("", names(triggerSchemas)))
		return nil, expression.Any
	case laterTriggers[kind]:
		l.errorf(CodeNotYetTrigger, rangeOf(src.LabelRanges[0]), "Not supported yet", "The trigger %q is part of the language, but this version doesn't support it yet.", kind)
		return nil, expression.Any
	case !ok:
		l.errorf(CodeUnknownTrigger, rangeOf(src.LabelRanges[0]), "Unknown trigger", "There is no trigger %q. %s", kind, suggest(kind, names(triggerSchemas)))
		return nil, expression.Any
	}
	b := l.open(src, s)
	if b == nil {
		return nil, expression.Any
	}
	t := &Trigger{Kind: TriggerKind(kind), Range: b.head()}
	fields := map[string]expression.Type{
		"kind": {Kind: expression.KindString, Values: []string{kind}},
		"at":   expression.Time,
	}
	p := l.factsPlace()
	switch t.Kind {
	case HealthDrop:
		l.healthDrop(b, t, fields)
	case OnboardingStall:
		l.stall(b, t, fields)
	case OnEvent:
		p = l.onEvent(b, t, fields, p)
	}
	t.When = b.condition("when", p.with("trigger", expression.Object(fields)))
	return t, expression.Object(fields)
}

func (l *loader) onEvent(b *block, t *Trigger, fields map[string]expression.Type, p place) place {
	event := l.eventRef(b, "event")
	if event == nil {
		fields["event"] = expression.Any
		return p.with("event", expression.Any)
	}
	if event.Name == "run.finished" {
		// Two playbooks that have nothing to do would start each other without end, in one moment.
		l.errorf(CodeNotYetTrigger, b.at("event"), "Not supported yet", "A playbook that follows another is written with the trigger \"playbook\", which this version doesn't support yet.")
	}
	t.Event = event.Name
	fields["event"] = l.eventType(event)
	return l.eventPlace(p, event)
}

func (l *loader) stall(b *block, t *Trigger, fields map[string]expression.Type) {
	name := b.str("success_plan")
	t.Idle = b.duration("idle")
	if d := b.duration("overdue"); d != nil {
		t.Overdue = *d
	}
	t.Milestone = b.str("milestone")
	fields["success_plan"], fields["milestone"] = expression.String, expression.String
	if t.Idle != nil && (b.has("milestone") || b.has("overdue")) {
		l.errorf(CodeOneOf, b.nameAt("idle"), "Two kinds of stall", "A stall is either \"idle\" (no milestone was reached for so long), or a milestone that is overdue. Write two triggers for both.")
	}
	plan := l.ws.SuccessPlans[name]
	if plan == nil {
		if name != "" {
			l.errorf(CodeUnknownReference, b.at("success_plan"), "Unknown success plan", "There is no success_plan %q. %s", name, suggest(name, names(l.ws.SuccessPlans)))
		}
		return
	}
	t.SuccessPlan = name
	fields["milestone"] = expression.Type{Kind: expression.KindString, Values: plan.milestoneNames()}
	l.stallMilestone(b, t, plan)
}

func (l *loader) stallMilestone(b *block, t *Trigger, plan *SuccessPlan) {
	if t.Milestone == "" {
		if t.Idle == nil && !plan.dated() {
			l.errorf(CodeNeverFires, b.head(), "Trigger that never fires", "No milestone of %q has a \"due\", so none is ever overdue. Add one, or use \"idle\".", plan.Name)
		}
		return
	}
	m := plan.milestone(t.Milestone)
	switch {
	case m == nil:
		l.errorf(CodeUnknownReference, b.at("milestone"), "Unknown milestone", "The success_plan %q has no milestone %q. %s", plan.Name, t.Milestone, suggest(t.Milestone, plan.milestoneNames()))
	case m.Due == nil:
		l.errorf(CodeNeverFires, b.at("milestone"), "Trigger that never fires", "The milestone %q has no \"due\", so it is never overdue; it is declared at %s.", m.Name, m.Range)
	}
}
