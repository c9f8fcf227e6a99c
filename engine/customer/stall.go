package customer

import (
	"slices"
	"time"
)

// idleness is the key of "none was reached" among a stall's noted milestones.
const idleness = ""

// stallEdges asks the stalls of a plan that moved or came due, and sets when to look again.
func (t *turn) stallEdges(def *planDef) {
	p := t.s.Plans[def.Name]
	if p == nil {
		return
	}
	p.Due = time.Time{}
	if !p.running() {
		return
	}
	for _, m := range def.milestones {
		if due := t.core.due(p, m.Milestone); due.After(t.now) && !p.has(m.Name) {
			p.Due = earliest(p.Due, due)
		}
	}
	for _, tr := range def.stalls {
		st := t.state(tr)
		if !st.Plan.Equal(p.Started) {
			st.Plan, st.Noted = p.Started, nil
		}
		if tr.asksOverdue() {
			t.overdueEdges(tr, def, p)
		}
		if tr.Stall.Idle != nil {
			at := instant(t.core.hours.Add(p.lastStep(), *tr.Stall.Idle))
			t.stall(tr, p, idleness, at, map[string]any{"milestone": present(p.stage(def))})
		}
	}
}

func (p *SuccessPlan) has(milestone string) bool {
	_, ok := p.Reached[milestone]
	return ok
}

// asksOverdue is false for a trigger that says nothing but how long nothing was reached.
func (tr *trigger) asksOverdue() bool {
	return tr.Stall.Idle == nil || tr.Stall.Milestone != "" || !tr.Stall.Overdue.IsZero()
}

func (t *turn) overdueEdges(tr *trigger, def *planDef, p *SuccessPlan) {
	for _, m := range def.milestones {
		due := t.core.due(p, m.Milestone)
		if due.IsZero() || p.has(m.Name) || tr.Stall.Milestone != "" && tr.Stall.Milestone != m.Name {
			continue
		}
		at := instant(t.core.hours.Add(due, tr.Stall.Overdue))
		t.stall(tr, p, m.Name, at, map[string]any{"milestone": m.Name})
	}
}

// stall fires once for each plan and milestone, from its instant on.
func (t *turn) stall(tr *trigger, p *SuccessPlan, what string, at time.Time, values map[string]any) {
	st := t.state(tr)
	switch {
	case slices.Contains(st.Noted, what):
	case t.now.Before(at):
		p.Due = earliest(p.Due, at)
	default:
		st.Noted = append(st.Noted, what)
		values["success_plan"] = tr.Stall.SuccessPlan
		t.edge(tr, values)
	}
}
