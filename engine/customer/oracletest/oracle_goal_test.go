package oracletest

import (
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// trackedGoal is a goal of an enrolment. It stays as it was when the enrolment began.
type trackedGoal struct {
	customer.Goal
	def     *dsl.Goal
	contact string // whom it enrols; empty: the account
	trigger map[string]any
	was     bool // whether its expression was true when it was last looked at
}

// trackGoals begins to track the goals of an enrolment.
func (o *oracle) trackGoals(m *moment, f *firing, outcome customer.Outcome) {
	for _, def := range f.playbook.Goals {
		a := &trackedGoal{def: def, trigger: f.values, Goal: customer.Goal{
			Account: o.account, Contact: f.contact, Playbook: f.playbook.Name, Name: def.Name, Control: outcome == customer.Control,
			Started: m.now, Until: instant(o.w.Hours.Add(m.now, def.Within)),
		}}
		if f.playbook.PerContact {
			a.contact = f.contact
		}
		if a.was = def.Event == "" && o.meets(m, a, nil); a.was {
			a.Outcome, a.At = customer.Already, m.now
		} else {
			o.tracking = append(o.tracking, a)
		}
		o.goals = append(o.goals, a.Goal)
	}
}

// settleGoals ends the goals that are reached, or can't be any more.
func (o *oracle) settleGoals(m *moment) {
	o.tracking = slices.DeleteFunc(o.tracking, func(a *trackedGoal) bool {
		m.offer(a.Until)
		if a.Outcome = o.goalOutcome(m, a); a.Outcome != "" {
			a.At = m.now
			o.goals = append(o.goals, a.Goal)
		}
		return a.Outcome != ""
	})
}

// goalOutcome returns what became of a goal; empty: it is still tracked. History and edits reach none.
func (o *oracle) goalOutcome(m *moment, a *trackedGoal) customer.GoalOutcome {
	switch e := m.cause; {
	case o.lost(a.def):
		return customer.Lost
	case !m.now.Before(a.Until):
		return customer.Missed
	case a.def.Event != "":
		if e != nil && !m.again && !m.quiet && e.Type == a.def.Event && (a.contact == "" || e.Contact == "" || e.Contact == a.contact) && o.meets(m, a, e) {
			return customer.Reached
		}
		return ""
	}
	before := a.was
	if a.was = o.meets(m, a, nil); a.was && !before && !m.quiet {
		return customer.Reached
	}
	return ""
}

// lost reports whether what a goal reads isn't declared as it was.
func (o *oracle) lost(def *dsl.Goal) bool {
	declared := o.w.Facts()
	for fact, was := range def.Facts {
		if declared[fact] != was {
			return true
		}
	}
	return def.Event != "" && o.w.Events[def.Event] == nil
}

func (o *oracle) meets(m *moment, a *trackedGoal, e *arrived) bool {
	if a.def.When == nil {
		return true
	}
	facts, more := m.facts, map[string]any{"trigger": a.trigger, "running": o.running()}
	who := a.contact
	if e != nil {
		more["event"] = e.values(e.known)
		who = e.Contact
	}
	if who != "" {
		facts = m.contactFacts[who]
	}
	ok, err := a.def.When.True(o.env(m.now, with(facts, more)))
	return ok && err == nil
}

// takeGoals hands over of which goals something is new.
func (o *oracle) takeGoals() []customer.Goal {
	goals := o.goals
	o.goals = nil
	return goals
}

// tracked is what the goals of enrolments are that are still tracked.
func (o *oracle) tracked() []*dsl.Goal {
	var all []*dsl.Goal
	for _, a := range o.tracking {
		all = append(all, a.def)
	}
	return all
}

// goalLines is goals in an order of their own, without the IDs that only the engine gives and without their sentences.
func goalLines(goals []customer.Goal) []customer.Goal {
	all := []customer.Goal{}
	for _, g := range goals {
		g.Enrolment, g.Definition, g.Unit, g.Detail = "", "", "", ""
		all = append(all, g)
	}
	line := func(g customer.Goal) string {
		return strings.Join([]string{
			g.At.Format(time.RFC3339Nano), g.Started.Format(time.RFC3339Nano), g.Playbook, g.Name, g.Contact, string(g.Outcome), g.Group(),
		}, " ")
	}
	slices.SortStableFunc(all, func(a, b customer.Goal) int { return strings.Compare(line(a), line(b)) })
	return all
}
