package oracletest

import (
	"maps"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
)

// plan is how far a success plan is.
type plan struct {
	started, completed time.Time // completed: zero while it runs
	reached            map[string]time.Time
}

func (p *plan) running() bool { return p != nil && p.completed.IsZero() }

// lastStep is when something was last reached, at least the start.
func (p *plan) lastStep() time.Time {
	last := p.started
	for _, at := range p.reached {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// plansBefore is the plans as they were at the moment before.
func (o *oracle) plansBefore() map[string]*plan {
	all := map[string]*plan{}
	if before := o.last(); before != nil {
		for name, p := range before.plans {
			all[name] = &plan{started: p.started, completed: p.completed, reached: maps.Clone(p.reached)}
		}
	}
	return all
}

// successPlans brings each plan up to the moment.
func (o *oracle) successPlans(m *moment) {
	facts := map[string]any{}
	for name, def := range o.w.SuccessPlans {
		p := m.plans[name]
		if m.cause != nil && !m.again {
			p = o.planEvent(def, p, m.cause, with(m.facts, m.cause.names()))
		}
		if p != nil {
			o.planReached(m, def, p)
			m.plans[name] = p
		}
		facts[name] = o.planFacts(m, def, p)
	}
	o.tell(m, "success_plan", facts)
}

// planEvent is what an event does to a plan: it starts it, again when it was over, and reaches milestones.
// What happened before the start belongs to another time.
func (o *oracle) planEvent(def *dsl.SuccessPlan, p *plan, e *arrived, facts map[string]any) *plan {
	if e.Type == def.Starts && (p == nil || !p.running() && e.at.After(p.completed)) && o.holds(def.When, e.now, facts) {
		p = &plan{started: e.at, reached: map[string]time.Time{}}
	}
	for _, milestone := range def.Milestones {
		if p.running() && e.Type == milestone.Event && !e.at.Before(p.started) && o.holds(milestone.When, e.now, facts) {
			p.reach(def, milestone.Name, e.at)
		}
	}
	return p
}

// planReached asks the milestones that are expressions.
func (o *oracle) planReached(m *moment, def *dsl.SuccessPlan, p *plan) {
	for _, milestone := range def.Milestones {
		if milestone.Reached != nil && p.running() && o.holds(milestone.Reached, m.now, m.facts) {
			p.reach(def, milestone.Name, m.now)
		}
	}
}

// reach notes a milestone, the first time.
func (p *plan) reach(def *dsl.SuccessPlan, milestone string, at time.Time) {
	if _, done := p.reached[milestone]; done {
		return
	}
	p.reached[milestone] = at
	if len(p.reached) == len(def.Milestones) {
		p.completed = p.lastStep()
	}
}

// due is when a milestone that isn't reached is due; false when it never is.
func (o *oracle) due(p *plan, milestone *dsl.Milestone) (time.Time, bool) {
	if _, done := p.reached[milestone.Name]; done || milestone.Due == nil || !p.running() {
		return time.Time{}, false
	}
	return instant(o.w.Hours.Add(p.started, *milestone.Due)), true
}

func (o *oracle) planFacts(m *moment, def *dsl.SuccessPlan, p *plan) map[string]any {
	facts := map[string]any{"stage": nil, "completed": false, "overdue": false, "days": nil, "days_in_stage": nil}
	if len(def.Objectives) > 0 {
		facts["objectives"] = o.objectives(m, def)
	}
	if p == nil {
		return facts
	}
	end := m.now
	if !p.running() {
		end = p.completed
	}
	zone := o.w.Hours.Zone()
	facts["completed"], facts["days"] = !p.running(), float64(calendar.DaysBetween(p.started, end, zone))
	since := p.started
	for _, milestone := range def.Milestones {
		if due, ok := o.due(p, milestone); ok {
			m.offer(due)
			if !m.now.Before(due) {
				facts["overdue"] = true
			}
		}
		at, done := p.reached[milestone.Name]
		switch {
		case facts["stage"] != nil:
		case !done:
			facts["stage"], facts["days_in_stage"] = milestone.Name, float64(calendar.DaysBetween(since, end, zone))
		case at.After(since):
			since = at
		}
	}
	return facts
}

func (o *oracle) objectives(m *moment, def *dsl.SuccessPlan) map[string]any {
	all := map[string]any{}
	for _, objective := range def.Objectives {
		facts := map[string]any{"gap": nil, "reached": nil}
		facts["target"] = finiteOr(objective.Target, o.env(m.now, m.facts))
		facts["current"] = finiteOr(objective.Current, o.env(m.now, m.facts))
		target, okTarget := facts["target"].(float64)
		current, okCurrent := facts["current"].(float64)
		if okTarget && okCurrent {
			gap := target - current
			if objective.Lower {
				gap = current - target
			}
			facts["gap"], facts["reached"] = max(gap, 0), gap <= 0
		}
		all[objective.Name] = facts
	}
	return all
}
