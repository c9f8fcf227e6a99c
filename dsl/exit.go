package dsl

import "github.com/tendhq/tend/dsl/expression"

// Exit ends a run early. It has When, or Event with an optional When about the event.
type Exit struct {
	Name  string `json:"name"`
	Event string `json:"event,omitempty"`
	When  string `json:"when,omitempty"`
}

var exitSchema = &schema{
	word: "exit", labels: []string{"NAME"},
	doc: "Ends a run wherever it is: when an expression turns true after the start, or by an event. An action in flight is finished first.",
	attrs: []attr{
		{name: "when", takes: takesCondition, example: `"health.band == 'green'"`, doc: "The expression that turns true; with `event`, which events end the run."},
		{name: "event", takes: takesEvent, example: `"contract_ended"`, doc: "The type of event that ends the run."},
	},
	example: `exit "recovered" { when = "health.band == 'green'" }`,
}

func (p *planner) exits(b *block) {
	for _, child := range b.children("exit") {
		c := p.l.open(child, exitSchema)
		if c != nil && p.l.first("exit of playbook "+b.name(), c.name(), c.nameRange()) {
			p.plan.Exits = append(p.plan.Exits, p.exit(c))
		}
	}
}

func (p *planner) exit(b *block) *Exit {
	exit := &Exit{Name: b.name()}
	at := p.base
	if !b.has("event") && !b.has("when") {
		p.l.errorf(CodeOneOf, b.head(), "Exit that nothing takes", "An exit needs \"when\", an expression that turns true, or \"event\", a type of event.")
		return exit
	}
	if b.has("event") {
		event := p.l.eventRef(b, "event")
		if event == nil {
			return exit
		}
		exit.Event = event.Name
		at = p.l.matchPlace(at, event)
	}
	program := b.program("when", at, expression.Bool)
	exit.When = p.source(program)
	if !b.has("event") {
		p.checkTurns(b, program, "exit")
	}
	return exit
}
