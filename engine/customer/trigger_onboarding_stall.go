package customer

import (
	"fmt"
	"slices"
	"time"
)

// stallTrigger fires when a milestone of a success plan is overdue, or no milestone was reached for so long: once for
// each start of the plan and each milestone.
type stallTrigger struct {
	*triggerDef
	ofAccounts
}

func newStallTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &stallTrigger{triggerDef: tr}
	if plan := c.plan(tr.Stall.SuccessPlan); plan != nil {
		plan.stalls = append(plan.stalls, k)
		c.remember(tr)
	}
	return k
}

// idleness is what TriggerState.FiredFor names where no milestone was reached for so long.
const idleness = ""

// evaluateStalls evaluates the triggers of a plan that moved or is due, and sets when it is next due.
func (t *evaluation) evaluateStalls(def *planDef) {
	p := t.s.Plans[def.Name]
	if p == nil {
		return
	}
	if p.Due = (time.Time{}); !p.running() {
		return
	}
	for _, m := range def.milestones {
		if due := t.core.due(p, m.Milestone); due.After(t.now) && !p.has(m.Name) {
			p.Due = earliest(p.Due, due)
		}
	}
	for _, k := range def.stalls {
		st := t.state(k.triggerDef)
		if p.Started.After(st.Plan) { // A start that moves back by a late event begins nothing new.
			st.Plan, st.FiredFor = p.Started, nil
		}
		for _, one := range k.stalls(t.core, def, p) {
			k.fireFrom(t, p, one)
		}
	}
}

// stall is when the trigger fires for a milestone that isn't reached, or for idleness, and what the occurrence brings.
type stall struct {
	milestone string
	at        time.Time
	values    map[string]any
}

// stalls is what the trigger waits for in a plan that runs.
func (k *stallTrigger) stalls(c *Core, def *planDef, p *SuccessPlan) []stall {
	var all []stall
	for _, m := range def.milestones {
		due := c.due(p, m.Milestone)
		if !k.asksOverdue() || due.IsZero() || p.has(m.Name) || k.Stall.Milestone != "" && k.Stall.Milestone != m.Name {
			continue
		}
		at := instant(c.hours.Add(due, k.Stall.Overdue))
		all = append(all, stall{m.Name, at, map[string]any{"milestone": m.Name}})
	}
	if k.Stall.Idle != nil {
		at := instant(c.hours.Add(p.lastStep(), *k.Stall.Idle))
		all = append(all, stall{idleness, at, map[string]any{"milestone": present(p.stage(def))}})
	}
	return all
}

// asksOverdue is false for a trigger that asks only how long no milestone was reached.
func (k *stallTrigger) asksOverdue() bool {
	return k.Stall.Idle == nil || k.Stall.Milestone != "" || !k.Stall.Overdue.IsZero()
}

// fireFrom fires once for a stall, from its instant on.
func (k *stallTrigger) fireFrom(t *evaluation, p *SuccessPlan, one stall) {
	st := t.state(k.triggerDef)
	switch {
	case slices.Contains(st.FiredFor, one.milestone):
	case t.now.Before(one.at):
		p.Due = earliest(p.Due, one.at)
	default:
		st.FiredFor = append(st.FiredFor, one.milestone)
		one.values["success_plan"] = k.Stall.SuccessPlan
		t.edge(k.triggerDef, one.values)
	}
}

func (k *stallTrigger) reason(o *occurrence) string {
	if k.Stall.Idle != nil && k.Stall.Milestone == "" {
		return fmt.Sprintf("No milestone of %q was reached for %s.", k.Stall.SuccessPlan, k.Stall.Idle)
	}
	return fmt.Sprintf("Milestone %q of %q is overdue.", o.Values["milestone"], k.Stall.SuccessPlan)
}

func (k *stallTrigger) status(t *evaluation, s *TriggerStatus) {
	s.Waits = k.waits()
	p, def := t.s.Plans[k.Stall.SuccessPlan], t.core.plan(k.Stall.SuccessPlan)
	switch {
	case !p.HasStarted():
		s.State = fmt.Sprintf("The plan %q has not started.", k.Stall.SuccessPlan)
		return
	case !p.running():
		s.State = fmt.Sprintf("The plan %q was completed on %s.", k.Stall.SuccessPlan, t.formatTime(p.Completed))
		return
	}
	s.values = map[string]any{"success_plan": k.Stall.SuccessPlan, "milestone": present(p.stage(def))}
	s.State = fmt.Sprintf("The plan %q began on %s; %d of its %d milestones are reached.",
		k.Stall.SuccessPlan, t.formatTime(p.Started), len(p.Reached), len(def.milestones))
	for _, one := range k.stalls(t.core, def, p) {
		s.State += " " + k.stallStatus(t, one)
	}
}

// waits is the sentence of when the trigger fires.
func (k *stallTrigger) waits() string {
	what := fmt.Sprintf("a milestone of the plan %q", k.Stall.SuccessPlan)
	if k.Stall.Milestone != "" {
		what = fmt.Sprintf("the milestone %q of the plan %q", k.Stall.Milestone, k.Stall.SuccessPlan)
	}
	var ways []string
	if k.asksOverdue() {
		by := ""
		if !k.Stall.Overdue.IsZero() {
			by = " by " + k.Stall.Overdue.String()
		}
		ways = append(ways, what+" is overdue"+by)
	}
	if k.Stall.Idle != nil {
		ways = append(ways, fmt.Sprintf("no milestone of the plan %q was reached for %s", k.Stall.SuccessPlan, k.Stall.Idle))
	}
	return fmt.Sprintf("Fires when %s, once for each start of the plan.", either(ways))
}

// stallStatus states whether the trigger has fired for a stall, or when it will.
func (k *stallTrigger) stallStatus(t *evaluation, one stall) string {
	what := fmt.Sprintf("for milestone %q", one.milestone)
	if one.milestone == idleness {
		what = "for idleness"
	}
	if slices.Contains(t.state(k.triggerDef).FiredFor, one.milestone) {
		return fmt.Sprintf("It has fired %s.", what)
	}
	return fmt.Sprintf("It fires %s on %s.", what, t.formatTime(one.at))
}
