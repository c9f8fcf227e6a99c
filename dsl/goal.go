package dsl

// Goal is what a playbook is for. It belongs to the enrolment: those of the control group have it too,
// and it is watched after the run has ended.
type Goal struct {
	Name   string `json:"name"`
	When   string `json:"when,omitempty"`  // with Event, of the event
	Event  string `json:"event,omitempty"` // type of event
	Within string `json:"within"`          // calendar.Duration, from the enrolment on
}

var goalSchema = &schema{
	word: "goal", labels: []string{"NAME"}, pending: true,
	doc: "What the playbook is for: watched from the enrolment on, for the control group too, and after the run has ended, so that its effect can be measured.",
	attrs: []attr{
		{name: "when", takes: takesCondition, example: `"health.score >= 75"`, doc: "The expression that is to turn true; with `event`, which events reach the goal."},
		{name: "event", takes: takesEvent, example: `"contract_renewed"`, doc: "The type of event that reaches it."},
		{name: "within", required: true, takes: takesDuration, example: `"45d"`, doc: "How long after the enrolment it counts."},
	},
	example: `goal "healthy_again" {
  when   = "health.score >= 75"
  within = "45d"
}`,
}

func (p *planner) goals(b *block) {
	for _, c := range p.named(b, goalSchema) {
		goal := &Goal{Name: c.name(), Within: c.durationText("within")}
		goal.Event, goal.When = p.turning(c, "Goal that nothing reaches")
		p.plan.Goals = append(p.plan.Goals, goal)
	}
}
