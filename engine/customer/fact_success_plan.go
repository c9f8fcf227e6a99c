package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
)

// SuccessPlan is an account's progress in a success plan, and the instants from which it is derived.
type SuccessPlan struct {
	Hash string `json:"hash"`
	// Started is when the current attempt began; zero: there is none yet.
	Started time.Time `json:"started,omitzero"`
	// Reached is when each milestone was reached in the current attempt.
	Reached map[string]time.Time `json:"reached,omitempty"`
	// Overdue is the milestones that are past their due time and not reached, in the plan's order.
	Overdue []string `json:"overdue,omitempty"`
	// Completed is when the last milestone was reached.
	Completed time.Time `json:"completed,omitzero"`
	// Due is when something next becomes overdue or stalls; zero: never.
	Due time.Time `json:"due,omitzero"`

	// Starts is when events happened that can start the plan, Steps when those did that can reach each milestone,
	// or when its expression turned true: in milliseconds of Unix time, in order, at most MaxInstants each.
	Starts []int64            `json:"starts,omitempty"`
	Steps  map[string][]int64 `json:"steps,omitempty"`
	// Settled is the end of the last attempt that was dropped: what happened until then doesn't count any more.
	Settled time.Time `json:"settled,omitzero"`
}

// planDef is a success plan's definition with what is computed once.
type planDef struct {
	*dsl.SuccessPlan
	when       *condition
	milestones []*milestoneDef
	stalls     []*stallTrigger
	needs      needs // of the milestones' expressions
	metrics    metricUses
}

// milestoneDef is a milestone with its conditions.
type milestoneDef struct {
	*dsl.Milestone
	when    *condition
	reached *condition
}

// HasStarted reports whether the plan ever began: before that, only the events of its milestones are remembered.
func (p *SuccessPlan) HasStarted() bool { return p != nil && !p.Started.IsZero() }

func (p *SuccessPlan) running() bool { return p.HasStarted() && p.Completed.IsZero() }

// lastStep is when something was last reached, at least the start.
func (p *SuccessPlan) lastStep() time.Time {
	last := p.Started
	for _, at := range p.Reached {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// stage is the first milestone that isn't reached, empty when all are.
func (p *SuccessPlan) stage(def *planDef) string {
	for _, m := range def.milestones {
		if _, ok := p.Reached[m.Name]; !ok {
			return m.Name
		}
	}
	return ""
}

// stageSince is when the milestone that is the stage became it: all before it are reached since then.
func (p *SuccessPlan) stageSince(def *planDef) time.Time {
	since := p.Started
	for _, m := range def.milestones {
		at, ok := p.Reached[m.Name]
		if !ok {
			break
		}
		if at.After(since) {
			since = at
		}
	}
	return since
}

// due is when a milestone of the plan is due; zero: never.
func (c *Core) due(p *SuccessPlan, m *dsl.Milestone) time.Time {
	if m.Due == nil {
		return time.Time{}
	}
	return instant(c.hours.Add(p.Started, *m.Due))
}

// isOverdue reports whether a milestone is not reached at its due instant or later.
func (c *Core) isOverdue(p *SuccessPlan, m *milestoneDef, now time.Time) bool {
	due := c.due(p, m.Milestone)
	_, reached := p.Reached[m.Name]
	return !reached && !due.IsZero() && !now.Before(due)
}

// startPlan notes an event that can start a plan. A plan that runs goes on; one that is completed begins anew
// with an event that is later than its end.
func (t *evaluation) startPlan(def *planDef, e *Entry, at time.Time) {
	if def.when != nil && !t.holdsFor(def.when, e) {
		return
	}
	if t.planPast(def).startAt(def, at) {
		t.touchPlan(def.Name)
	}
}

// milestoneEvent notes an event that can reach a milestone. What happened before the plan's start belongs to
// another time, but that start may come later than it.
func (t *evaluation) milestoneEvent(def *planDef, m *milestoneDef, e *Entry, at time.Time) {
	if m.when != nil && !t.holdsFor(m.when, e) {
		return
	}
	if t.planPast(def).stepAt(def, m.Name, at) {
		t.touchPlan(def.Name)
	}
}

// planPast is what is remembered of a plan.
func (t *evaluation) planPast(def *planDef) *SuccessPlan {
	p := t.s.Plans[def.Name]
	if p == nil {
		p = put(&t.s.Plans, def.Name, &SuccessPlan{Hash: def.Hash})
	}
	p.complement()
	return p
}

// touchPlan notes that a plan has moved.
func (t *evaluation) touchPlan(name string) {
	t.touch("success_plan", name)
	put(&t.moved, name, true)
}

// plan evaluates the milestones that are expressions, and what is overdue. It reports whether the plan moved.
func (t *evaluation) plan(def *planDef) bool {
	p := t.s.Plans[def.Name]
	if !p.HasStarted() {
		return false
	}
	moved := false
	for _, m := range def.milestones {
		if m.reached != nil && p.running() && !p.has(m.Name) && t.holds(m.reached) {
			moved = t.planPast(def).stepAt(def, m.Name, t.now) || moved
		}
	}
	return t.overdue(def, p) || moved
}

// overdue brings the list of overdue milestones up to now and reports whether it changed.
func (t *evaluation) overdue(def *planDef, p *SuccessPlan) bool {
	var late []string
	for _, m := range def.milestones {
		if p.running() && t.core.isOverdue(p, m, t.now) {
			late = append(late, m.Name)
		}
	}
	changed := !slices.Equal(late, p.Overdue)
	p.Overdue = late
	return changed
}

func (p *SuccessPlan) has(milestone string) bool {
	_, ok := p.Reached[milestone]
	return ok
}
