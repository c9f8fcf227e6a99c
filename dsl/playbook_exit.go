package dsl

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
		{name: "when", kind: kindCondition, example: `"health.band == 'green'"`, doc: "The expression that turns true; with `event`, which events end the run."},
		{name: "event", kind: kindEvent, example: `"contract_ended"`, doc: "The type of event that ends the run."},
	},
	example: `exit "recovered" { when = "health.band == 'green'" }`,
}

func (p *planner) exits(b *block) {
	for _, c := range p.named(b, exitSchema) {
		event, when := p.eventOrCondition(c, "Exit that nothing takes")
		exit := &Exit{Name: c.name(), Event: event, When: p.source(when)}
		p.plan.Exits = append(p.plan.Exits, exit)
	}
}
