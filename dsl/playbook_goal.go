package dsl

import (
	"encoding/json"
	"fmt"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// Goal is what a playbook is for. It belongs to the enrolment: those of the control group have it too,
// and it is watched after the run has ended. An enrolment keeps the goals that it began with, which are
// stored by the hash of their definition and restored without the declarations of that day.
type Goal struct {
	Name string
	// When is the expression that is to turn true or, with Event, a condition about the event; nil: any event.
	When  *expression.Program
	Event string // type of event; empty: none
	// Within counts from the enrolment on.
	Within calendar.Duration
	// Facts is the facts that it reads, with their types, as Workspace.Facts gives them: where they are
	// declared in another way, nobody can tell any more whether it is reached.
	Facts map[string]string
	// Vars, Locals and Params are the values that it reads as var.x, local.y and param.z.
	Vars, Locals, Params map[string]any
	// Hash is of all of the above.
	Hash string
}

// storedGoal is the serialised form of a goal.
type storedGoal struct {
	Name   string            `json:"name"`
	When   string            `json:"when,omitempty"`
	Event  string            `json:"event,omitempty"`
	Within calendar.Duration `json:"within"`
	Facts  map[string]string `json:"facts,omitempty"`
	Vars   map[string]any    `json:"vars,omitempty"`
	Locals map[string]any    `json:"locals,omitempty"`
	Params map[string]any    `json:"params,omitempty"`
}

// Definition is the goal as plain data, with its expression as text.
func (g *Goal) Definition() ([]byte, error) { return json.Marshal(g.stored()) }

func (g *Goal) stored() storedGoal {
	return storedGoal{
		Name: g.Name, When: canonical(g.When), Event: g.Event, Within: g.Within,
		Facts: g.Facts, Vars: g.Vars, Locals: g.Locals, Params: g.Params,
	}
}

// RestoreGoal reads a definition that was written when the goal was checked; an error means that the text
// is damaged.
func RestoreGoal(hash string, definition []byte) (*Goal, error) {
	var w storedGoal
	if err := json.Unmarshal(definition, &w); err != nil {
		return nil, fmt.Errorf("goal %s: %w", hash, err)
	}
	g := &Goal{
		Name: w.Name, Event: w.Event, Within: w.Within,
		Facts: w.Facts, Vars: w.Vars, Locals: w.Locals, Params: w.Params, Hash: hash,
	}
	if w.When == "" {
		return g, nil
	}
	var err error
	if g.When, err = expression.Restore(w.When); err != nil {
		return nil, fmt.Errorf("goal %q: %w", g.Name, err)
	}
	return g, nil
}

var goalSchema = &schema{
	word: "goal", labels: []string{"NAME"},
	doc: "What the playbook is for: watched from the enrolment on, for the control group too, and after the run has ended, so that its effect can be measured. An enrolment keeps the goals that it began with, also when they are edited. Each ends in one way: reached; missed, when its time is over; already true at the start, which tells nothing of the playbook and is left out of the comparison; or lost, when what it reads isn't declared any more.",
	attrs: []attr{
		{name: "when", kind: kindCondition, example: `"health.score >= 75"`, doc: "The expression that is to turn true after the enrolment; with `event`, which events reach the goal."},
		{name: "event", kind: kindEvent, example: `"contract_renewed"`, doc: "The type of event that reaches it, of those that arrive after the enrolment."},
		{name: "within", required: true, kind: kindDuration, example: `"45d"`, doc: "How long after the enrolment it counts: what comes at the end of this time or later is too late."},
	},
	example: `goal "healthy_again" {
  when   = "health.score >= 75"
  within = "45d"
}`,
}

func (p *planner) goals(b *block) {
	for _, c := range p.named(b, goalSchema) {
		goal := &Goal{Name: c.name(), Within: c.needed("within")}
		goal.Event, goal.When = p.eventOrCondition(c, "Goal that nothing reaches")
		if goal.When != nil {
			reads := map[string]bool{}
			for _, name := range goal.When.Reads() {
				reads[name] = true
			}
			goal.Vars = p.l.readValues("var.", reads, p.l.ws.Vars)
			goal.Locals = p.l.readValues("local.", reads, p.l.ws.Locals)
			goal.Params = p.l.readValues("param.", reads, p.plan.Params)
		}
		p.playbook.Goals = append(p.playbook.Goals, goal)
	}
}

// finishGoal adds what is known when the whole workspace is.
func (l *loader) finishGoal(g *Goal) {
	g.Facts = l.ws.factsRead(g.When)
	g.Hash = hashOf(g.stored())
}
