package customer

import (
	"slices"
	"time"
)

// idleness is the key of "none was reached" among a stall's noted milestones.
const idleness = ""

// stallEdges asks the stalls of a plan that moved or came due, and sets when to look again.
func (t *evaluation) stallEdges(def *planDef) {
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
	for _, tr := range def.stalls {
		st := t.state(tr)
		if p.Started.After(st.Plan) { // A start that moves back by a late event begins nothing new.
			st.Plan, st.FiredFor = p.Started, nil
		}
		for _, one := range t.core.stallsOf(tr, def, p) {
			t.stall(tr, p, one)
		}
	}
}

// stallInstant is when a trigger fires for a milestone that isn't reached, or for idleness.
type stallInstant struct {
	what   string
	at     time.Time
	values map[string]any
}

// stallsOf is what a trigger waits for in a plan that runs.
func (c *Core) stallsOf(tr *triggerDef, def *planDef, p *SuccessPlan) []stallInstant {
	var all []stallInstant
	for _, m := range def.milestones {
		due := c.due(p, m.Milestone)
		if !tr.asksOverdue() || due.IsZero() || p.has(m.Name) || tr.Stall.Milestone != "" && tr.Stall.Milestone != m.Name {
			continue
		}
		at := instant(c.hours.Add(due, tr.Stall.Overdue))
		all = append(all, stallInstant{m.Name, at, map[string]any{"milestone": m.Name}})
	}
	if tr.Stall.Idle != nil {
		at := instant(c.hours.Add(p.lastStep(), *tr.Stall.Idle))
		all = append(all, stallInstant{idleness, at, map[string]any{"milestone": present(p.stage(def))}})
	}
	return all
}

func (p *SuccessPlan) has(milestone string) bool {
	_, ok := p.Reached[milestone]
	return ok
}

// asksOverdue is false for a trigger that says nothing but how long nothing was reached.
func (tr *triggerDef) asksOverdue() bool {
	return tr.Stall.Idle == nil || tr.Stall.Milestone != "" || !tr.Stall.Overdue.IsZero()
}

// stall fires once for each plan and milestone, from its instant on.
func (t *evaluation) stall(tr *triggerDef, p *SuccessPlan, one stallInstant) {
	st := t.state(tr)
	switch {
	case slices.Contains(st.FiredFor, one.what):
	case t.now.Before(one.at):
		p.Due = earliest(p.Due, one.at)
	default:
		st.FiredFor = append(st.FiredFor, one.what)
		one.values["success_plan"] = tr.Stall.SuccessPlan
		t.edge(tr, one.values)
	}
}
