package oracletest

import (
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
)

// plan is how far a success plan is.
type plan struct {
	started, completed time.Time // completed: zero while it runs
	reached            map[string]time.Time

	// starts is when the plan could start, steps when each milestone could be reached.
	starts  []time.Time
	steps   map[string][]time.Time
	settled time.Time
}

func (p *plan) running() bool { return p.hasStarted() && p.completed.IsZero() }

func (p *plan) hasStarted() bool { return p != nil && !p.started.IsZero() }

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
			all[name] = p.clone()
		}
	}
	return all
}

func (p *plan) clone() *plan {
	other := *p
	other.reached, other.starts, other.steps = maps.Clone(p.reached), slices.Clone(p.starts), map[string][]time.Time{}
	for name, steps := range p.steps {
		other.steps[name] = slices.Clone(steps)
	}
	return &other
}

// successPlans brings each plan up to the moment.
func (o *oracle) successPlans(m *moment) {
	facts := map[string]any{}
	for name, def := range o.w.SuccessPlans {
		p := m.plans[name]
		if p == nil {
			p = &plan{steps: map[string][]time.Time{}}
		}
		for _, e := range m.came {
			if !m.again {
				o.planEvent(def, p, e, with(m.facts, e.names()))
			}
		}
		o.planReached(m, def, p)
		m.plans[name] = p
		facts[name] = o.planFacts(m, def, p)
	}
	o.setFact(m, "success_plan", facts)
}

// planEvent is what an event can do to a plan: start it, and reach milestones.
func (o *oracle) planEvent(def *dsl.SuccessPlan, p *plan, e *arrived, facts map[string]any) {
	if !e.at.After(p.settled) {
		return
	}
	if e.Type == def.Starts && o.holds(def.When, e.now, facts) {
		p.starts = append(p.starts, e.at)
		p.goThrough(def)
	}
	for _, milestone := range def.Milestones {
		if e.Type == milestone.Event && e.at.After(p.settled) && o.holds(milestone.When, e.now, facts) {
			p.steps[milestone.Name] = append(p.steps[milestone.Name], e.at)
			p.goThrough(def)
		}
	}
}

// planReached evaluates the milestones that are expressions.
func (o *oracle) planReached(m *moment, def *dsl.SuccessPlan, p *plan) {
	for _, milestone := range def.Milestones {
		if _, done := p.reached[milestone.Name]; !done && milestone.Reached != nil && p.running() && o.holds(milestone.Reached, m.now, m.facts) {
			p.steps[milestone.Name] = append(p.steps[milestone.Name], m.now)
			p.goThrough(def)
		}
	}
}

// goThrough goes from the first start to the last as if everything had come in the order in which it happened:
// a plan that runs goes on, one that is completed begins anew with a start after its end.
func (p *plan) goThrough(def *dsl.SuccessPlan) {
	p.started, p.completed, p.reached = time.Time{}, time.Time{}, nil
	slices.SortFunc(p.starts, time.Time.Compare)
	p.starts = slices.Compact(p.starts)
	var ends []time.Time // of the passes before the last
	for _, start := range p.starts {
		if p.running() || p.hasStarted() && !start.After(p.completed) {
			continue
		}
		if p.hasStarted() {
			ends = append(ends, p.completed)
		}
		p.started, p.completed, p.reached = start, time.Time{}, map[string]time.Time{}
		for _, milestone := range def.Milestones {
			for _, at := range p.steps[milestone.Name] {
				if known, done := p.reached[milestone.Name]; !at.Before(start) && (!done || at.Before(known)) {
					p.reached[milestone.Name] = at
				}
			}
		}
		if len(p.reached) == len(def.Milestones) {
			p.completed = p.lastStep()
		}
	}
	p.forget(ends)
}

// forget keeps as much as a plan remembers: what happened in its last attempts, and of those in the last one the
// newest and what counts.
func (p *plan) forget(ends []time.Time) {
	for _, end := range ends {
		if !p.full() {
			return
		}
		p.settled = end
		old := func(at time.Time) bool { return !at.After(end) }
		p.starts = slices.DeleteFunc(p.starts, old)
		for name := range p.steps {
			p.steps[name] = slices.DeleteFunc(p.steps[name], old)
		}
	}
	p.starts = newest(p.starts, p.started)
	for name, at := range p.steps {
		p.steps[name] = newest(at, p.reached[name])
	}
}

func (p *plan) full() bool {
	full := len(p.starts) > customer.MaxInstants
	for name, at := range p.steps {
		slices.SortFunc(at, time.Time.Compare)
		p.steps[name] = slices.Compact(at)
		full = full || len(p.steps[name]) > customer.MaxInstants
	}
	return full
}

// newest is the newest instants, with the one that counts.
func newest(all []time.Time, counts time.Time) []time.Time {
	slices.SortFunc(all, time.Time.Compare)
	all = slices.Compact(all)
	n := len(all) - customer.MaxInstants
	if n <= 0 {
		return all
	}
	if i := slices.Index(all, counts); i >= 0 && i < n {
		return append([]time.Time{counts}, all[n+1:]...)
	}
	return all[n:]
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
	if !p.hasStarted() {
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
