package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
)

// SuccessPlan is a sequence of milestones that starts with an event.
type SuccessPlan struct {
	Name, Description string
	Hash              string
	Starts            string
	When              *Condition // of the starting event; nil: every one
	Milestones        []*Milestone
	Objectives        []*Objective
	Range             diag.Range
}

// Milestone is reached by an event or when an expression turns true.
type Milestone struct {
	Name    string
	Event   string     // empty when Reached is set
	When    *Condition // of the event
	Reached *Condition
	Due     *calendar.Duration // from the plan's start; nil: never overdue
	Range   diag.Range
}

var successPlanSchema = &schema{
	word: "success_plan", doc: "The way of a customer from an event over milestones, read as `success_plan.NAME`. How far it is follows from when its events happened, in whichever order they arrive: it begins with its first start, a milestone is reached with its first event from then on, and when all are reached it is completed. A plan that runs goes on when it is started again; one that is completed begins anew with a start after its end. So an event that arrives late can move the start or the end, but what was decided stays, and an `onboarding_stall` that has fired doesn't fire again when a start moves back. Of the starts and of each milestone's events the 16 newest are remembered, and those that count.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "starts", required: true, kind: kindEvent, example: `"contract_signed"`, doc: "The type of event that starts it."},
		{name: "when", kind: kindCondition, example: `"event.plan != 'free'"`, doc: "Which of these events start it, by what is known when they arrive."},
		{name: "description", kind: kindString, example: `"From the contract to daily use."`, doc: "What it is, for people."},
	},
	blocks: []string{"milestone", "objective"},
	example: `success_plan "onboarding" {
  starts = "contract_signed"

  milestone "kickoff" {
    event = "meeting.held"
    due   = "2 business days"
  }
  milestone "adopted" {
    reached = "metric.active_users_7d >= 0.7 * account.seats"
    due     = "30d"
  }
}`,
}

var milestoneSchema = &schema{
	word: "milestone", doc: "A point on the way: reached by an event, or when an expression turns true.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "event", kind: kindEvent, example: `"meeting.held"`, doc: "The type of event that reaches it, from the plan's start on: at the time at which it happened."},
		{name: "when", kind: kindCondition, example: `"event.purpose == 'kickoff'"`, doc: "Which of these events reach it, by what is known when they arrive."},
		{name: "reached", kind: kindCondition, example: `"metric.active_users_7d >= 5"`, doc: "The expression that reaches it when it turns true while the plan runs: at the time at which that is seen, also where a late event would have told it earlier."},
		{name: "due", kind: kindDuration, example: `"2 business days"`, doc: "By when, counted from the plan's start; without it, it is never overdue."},
	},
	example: `milestone "kickoff" {
  event = "meeting.held"
  when  = "event.purpose == 'kickoff'"
  due   = "2 business days"
}`,
}

func (l *loader) successPlan(src *hclsyntax.Block) {
	b := l.open(src, successPlanSchema)
	if b == nil || !l.declare("success_plan", b.name(), b.nameRange()) {
		return
	}
	p := &SuccessPlan{Name: b.name(), Description: b.description(), Range: b.head()}
	l.ws.SuccessPlans[p.Name] = p
	if event := l.eventRef(b, "starts"); event != nil {
		p.Starts = event.Name
		l.addCheck(func() { p.When = b.condition("when", l.eventScope(l.accountScope(), event)) })
	}
	for _, child := range b.children("milestone") {
		m := l.open(child, milestoneSchema)
		if m == nil {
			continue
		}
		milestone := l.milestone(m)
		if l.declare("milestone of success_plan "+p.Name, m.name(), m.nameRange()) {
			p.Milestones = append(p.Milestones, milestone)
		}
	}
	for _, child := range b.children("objective") {
		o := l.open(child, objectiveSchema)
		if o == nil {
			continue
		}
		objective := l.objective(o)
		if l.declare("objective of success_plan "+p.Name, o.name(), o.nameRange()) {
			p.Objectives = append(p.Objectives, objective)
		}
	}
	if len(b.children("milestone")) == 0 {
		b.reportMissing(diag.CodeMissing, []string{"milestone"}, "Plan without milestones", "A success_plan needs at least one milestone.")
	}
}

func (l *loader) milestone(b *block) *Milestone {
	m := &Milestone{Name: b.name(), Due: b.duration("due"), Range: b.head()}
	switch {
	case b.has("event") && b.has("reached"):
		l.Errorf(diag.CodeOneOf, b.nameAt("reached"), "Reached in two ways", "A milestone has either \"event\" or \"reached\".")
	case !b.has("event") && !b.has("reached"):
		b.reportMissing(diag.CodeOneOf, []string{"event", "reached"}, "Milestone that nothing reaches", "A milestone needs \"event\" or \"reached\".")
	case b.has("when") && !b.has("event"):
		l.Errorf(diag.CodeOneOf, b.nameAt("when"), "Condition without an event", "\"when\" says which events reach the milestone: it needs \"event\". An expression over the account is \"reached\".")
	}
	event := l.eventRef(b, "event")
	if event != nil {
		m.Event = event.Name
	}
	l.addCheck(func() {
		if event != nil {
			m.When = b.condition("when", l.eventScope(l.accountScope(), event))
		}
		m.Reached = b.condition("reached", l.milestoneScope())
	})
	return m
}

// dated reports whether one of the milestones can be overdue.
func (p *SuccessPlan) dated() bool {
	for _, m := range p.Milestones {
		if m.Due != nil {
			return true
		}
	}
	return false
}

func (p *SuccessPlan) milestone(name string) *Milestone {
	for _, m := range p.Milestones {
		if m.Name == name {
			return m
		}
	}
	return nil
}

func (p *SuccessPlan) milestoneNames() []string {
	all := make([]string, len(p.Milestones))
	for i, m := range p.Milestones {
		all[i] = m.Name
	}
	return all
}
