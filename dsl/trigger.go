package dsl

import (
	"slices"

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

var triggerWhen = attr{
	name: "when", takes: takesCondition, example: `"trigger.from > 60"`,
	doc: "Which occurrences count: an expression that can read `trigger`.",
}

// triggerSchemas is the form of each kind of trigger.
var triggerSchemas = map[string]*schema{
	"health_drop":      healthDropSchema,
	"onboarding_stall": stallSchema,
	"event":            eventTriggerSchema,
}

// undecodedTriggers is the kinds of the language that have no schema yet.
var undecodedTriggers = []string{
	"inactivity", "date", "schedule", "coverage", "becomes", "tier", "scale", "segment", "usage_limit", "playbook", "manual",
}

var healthDropSchema = &schema{
	word: "trigger", kind: "health_drop", doc: "Fires when the health score falls: once for each fall.",
	labels: []string{"KIND"},
	attrs: []attr{
		{name: "points", takes: takesNumber, example: "15", doc: "How far below its maximum the score is."},
		{name: "within", takes: takesClock, example: `"14d"`, doc: "Over which time the maximum is taken."},
		{name: "to", takes: takesNames, example: `["yellow", "red"]`, doc: "The band, or bands, that the score moved to, instead of `points`."},
		{name: "from", takes: takesNames, example: `"green"`, doc: "The band, or bands, that it came from; without it, any."},
		{name: "measure", takes: takesName, example: `"usage"`, doc: "One measure instead of the whole score."},
		triggerWhen,
	},
	example: `trigger "health_drop" {
  points = 15
  within = "14d"
}`,
}

var stallSchema = &schema{
	word: "trigger", kind: "onboarding_stall", doc: "Fires when a success plan doesn't go on.",
	labels: []string{"KIND"},
	attrs: []attr{
		{name: "success_plan", required: true, takes: takesName, example: `"onboarding"`, doc: "The plan."},
		{name: "milestone", takes: takesName, example: `"kickoff"`, doc: "The milestone that is overdue; without it, any."},
		{name: "overdue", takes: takesDuration, def: `"0d"`, example: `"1 business day"`, doc: "By how much it is overdue."},
		{name: "idle", takes: takesDuration, example: `"14d"`, doc: "For how long no milestone was reached, instead of one that is overdue."},
		triggerWhen,
	},
	example: `trigger "onboarding_stall" {
  success_plan = "onboarding"
  milestone    = "kickoff"
}`,
}

var eventTriggerSchema = &schema{
	word: "trigger", kind: "event", doc: "Fires when an event arrives.",
	labels: []string{"KIND"},
	attrs: []attr{
		{name: "event", required: true, takes: takesEvent, example: `"nps_response"`, doc: "The type of event."},
		{name: "count", takes: takesWhole, example: "3", pending: true, doc: "How many of them have to arrive."},
		{name: "within", takes: takesClock, example: `"7d"`, pending: true, doc: "In which time so many have to arrive."},
		{name: "debounce", takes: takesClock, example: `"1h"`, pending: true, doc: "How long none of them has to arrive before it fires."},
		{name: "when", takes: takesCondition, example: `"event.score <= 6"`, doc: "Which of these events count."},
	},
	example: `trigger "event" {
  event = "nps_response"
  when  = "event.score <= 6"
}`,
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
	case slices.Contains(undecodedTriggers, kind):
		l.pending(rangeOf(src.LabelRanges[0]), "The trigger %q", kind)
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
		"kind": {Kind: expression.KindString, Values: []string{kind}, Present: true},
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
		l.pending(b.at("event"), "A playbook that follows another")
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
