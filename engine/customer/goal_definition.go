package customer

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// GoalOutcome is what became of a goal.
type GoalOutcome string

// The outcomes. Empty: the goal is still tracked.
const (
	Reached GoalOutcome = "reached"
	// Missed is the outcome of a goal whose time is over.
	Missed GoalOutcome = "missed"
	// Already is the outcome of a goal that was true at the start: the playbook has no part in it.
	Already GoalOutcome = "already"
	// Lost is the outcome of a goal that can't be evaluated any more, or couldn't be tracked.
	Lost GoalOutcome = "lost"
)

// Goal is a goal of one enrolment, and what became of it.
type Goal struct {
	// Enrolment is the ID of its run, or of the one that it would have had.
	Enrolment string
	Account   string
	Contact   string
	Playbook  string
	// Name is the goal's, and Definition the hash of its definition then.
	Name, Definition string
	// Unit is the hash of what draws a lot for the control group, always the same one: an account, contact or key in a
	// playbook. It may be enrolled again and again.
	Unit    string
	Control bool
	// Started is when the enrolment began, and Until when the goal's time is over.
	Started, Until time.Time
	// Outcome is what became of it, At when, and Detail a sentence for people; all empty while it is tracked.
	Outcome GoalOutcome
	At      time.Time
	Detail  string
}

// Group is "treated", or "control" for the control group.
func (g *Goal) Group() string {
	if g.Control {
		return "control"
	}
	return "treated"
}

// goalDef is a goal's definition with what is computed once.
type goalDef struct {
	*dsl.Goal
	when *condition // nil: any event of the type
	// needs and metrics are what a condition over facts reads, directly or not.
	needs   needs
	metrics metricUses
	// gone is the sentence of why it can't be evaluated any more; empty: it can.
	gone string
}

// Keep adds the definitions of goals that enrolments still track and that aren't the workspace's any more. It must be
// called before the core is used.
func (c *Core) Keep(goals ...*dsl.Goal) {
	for _, g := range goals {
		c.goal(g)
	}
	c.indexComparisons()
}

// goal returns the definition of a goal, and keeps it.
func (c *Core) goal(g *dsl.Goal) *goalDef {
	if known := c.goals[g.Hash]; known != nil {
		return known
	}
	def := &goalDef{Goal: g, metrics: metricUses{}}
	if g.When != nil {
		def.when = &condition{program: g.When}
		def.when.needs.add(g.When)
	}
	if g.Event == "" {
		def.needs.addCondition(def.when)
		c.expand(&def.needs)
		def.needs.days.keepsVariables()
		def.metrics.add(c, &def.needs)
	}
	def.gone = c.gone(g)
	c.goals[g.Hash] = def
	return def
}

// gone is the sentence of what a goal needs that isn't declared as it was; empty: nothing.
func (c *Core) gone(g *dsl.Goal) string {
	if g.Event != "" && c.workspace.Events[g.Event] == nil {
		return fmt.Sprintf("It waits for the event %s, which isn't declared any more.", g.Event)
	}
	declared := c.workspace.Facts()
	for _, fact := range slices.Sorted(maps.Keys(g.Facts)) {
		if declared[fact] != g.Facts[fact] {
			return fmt.Sprintf("It reads %s, which isn't declared as it was any more.", fact)
		}
	}
	return ""
}

// TakeGoals takes the goals that are tracked or decided since the last time, in order.
func (s *State) TakeGoals() []Goal {
	goals := s.goals
	s.goals = nil
	return goals
}

// goalNames is the names that a goal's expression knows besides the facts.
func (t *evaluation) goalNames(en *Enrolment, def *goalDef, e *Entry) map[string]any {
	names := map[string]any{"trigger": en.Trigger, "param": def.Params, "var": def.Vars, "local": def.Locals}
	if en.Contact != "" {
		names["contact"] = contactValue(t.s, en.Contact)
	}
	if e != nil {
		names["event"] = t.view.event(e)
		if e.Contact != "" {
			names["contact"] = contactValue(t.s, e.Contact)
		}
	}
	return names
}

// goalEnv is the environment of a goal's expression.
func (t *evaluation) goalEnv(en *Enrolment, def *goalDef, e *Entry) expression.Env {
	return t.view.with(t.goalNames(en, def, e), &def.when.needs)
}

// meets reports whether the facts or, for a goal that waits for events, an event meet it. What can't be evaluated
// doesn't.
func (t *evaluation) meets(en *Enrolment, def *goalDef, e *Entry) bool {
	if def.when == nil {
		return true
	}
	ok, err := def.when.program.True(t.goalEnv(en, def, e))
	return ok && err == nil
}

// goalDetail is the sentence of the values with which a goal is decided.
func (t *evaluation) goalDetail(en *Enrolment, def *goalDef, e *Entry) string {
	switch {
	case e != nil:
		return fmt.Sprintf("The event %s arrived.", e.Type)
	case def.Event != "":
		return fmt.Sprintf("No such event %s arrived in time.", def.Event)
	}
	return def.when.describe(t.goalEnv(en, def, nil)) + "."
}
