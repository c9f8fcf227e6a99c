package dsl

import "github.com/tendhq/tend/dsl/expression"

// Goal is what a playbook is for. It belongs to the enrolment: those of the control group have it too,
// and it is watched after the run has ended.
type Goal struct {
	Name   string `json:"name"`
	When   string `json:"when,omitempty"`  // with Event, of the event
	Event  string `json:"event,omitempty"` // type of event
	Within string `json:"within"`          // calendar.Duration, from the enrolment on
}

var goalSchema = &schema{
	word: "goal", labels: []string{"NAME"}, pending: true,
	doc: "What the playbook is for: watched from the enrolment on, for the control group too, and after the run has ended, so that its effect can be measured.",
	attrs: []attr{
		{name: "when", takes: takesCondition, example: `"health.score >= 75"`, doc: "The expression that is to turn true; with `event`, which events reach the goal."},
		{name: "event", takes: takesEvent, example: `"contract_renewed"`, doc: "The type of event that reaches it."},
		{name: "within", required: true, takes: takesDuration, example: `"45d"`, doc: "How long after the enrolment it counts."},
	},
	example: `goal "healthy_again" {
  when   = "health.score >= 75"
  within = "45d"
}`,
}

func (p *planner) goals(b *block) {
	for _, child := range b.children("goal") {
		c := p.l.open(child, goalSchema)
		if c != nil && p.l.first("goal of playbook "+b.name(), c.name(), c.nameRange()) {
			p.plan.Goals = append(p.plan.Goals, p.goal(c))
		}
	}
}

func (p *planner) goal(b *block) *Goal {
	g := &Goal{Name: b.name(), Within: b.durationText("within")}
	if !b.has("event") && !b.has("when") {
		p.l.errorf(CodeOneOf, b.head(), "Goal that nothing reaches", "A goal needs \"when\", an expression that turns true, or \"event\", a type of event.")
		return g
	}
	at := p.base
	if b.has("event") {
		event := p.l.eventRef(b, "event")
		if event == nil {
			return g
		}
		g.Event = event.Name
		at = p.l.matchPlace(at, event)
	}
	program := b.program("when", at, expression.Bool)
	g.When = p.source(program)
	if !b.has("event") {
		p.checkTurns(b, program, "goal")
	}
	return g
}
