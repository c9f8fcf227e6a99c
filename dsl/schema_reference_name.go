package dsl

// NameReference describes a name that expressions can read.
type NameReference struct {
	// Name begins the expression, and Form is how it is read: "metric.NAME".
	Name, Form string
	// Doc is sentences, Example an expression in which it stands.
	Doc, Example string
}

// nameReferences is the names in the order in which they are worked out: an expression of the customer
// model reads what stands before it here, one of a playbook reads all.
func nameReferences() []NameReference {
	return []NameReference{
		{"var", "var.NAME", "The value of a variable. It can be read everywhere.", "account.ltv >= var.high_ltv"},
		{"local", "local.NAME", "A local value. It can be read everywhere.", "account.ltv >= local.high_ltv"},
		{"account", "account.NAME", "An attribute of the customer; `account.id` and `account.name` are there without a declaration, and an account without a name is called by its ID.", "account.seats > 5"},
		{"contact", "contact.NAME", "An attribute of the contact that an event, a message or an enrolment is about, or whose turn it is in an `each`; `contact.id`, `contact.name` and `contact.email` are there without a declaration.", "contact.role == 'admin'"},
		{"event", "event.NAME", "A property of the event that a trigger, a metric, a milestone, a wait, an exit or a goal looks at; `event.id`, `event.type` and `event.time` belong to every event.", "event.type == 'login'"},
		{"metric", "metric.NAME", "A metric's value now.", "metric.active_users_7d >= 5"},
		{"previous", "previous.NAME", "A metric's value in the window before.", "previous.active_users_7d > metric.active_users_7d"},
		{"change", "change.NAME", "A metric against the window before: -0.4 is 40 % less.", "change.active_users_7d < -0.4"},
		{"contacts", "contacts.NAME", "The contacts of a group, a list.", "len(contacts.champions) > 0"},
		{"success_plan", "success_plan.NAME.…", "How far the customer is in a success plan: `stage`, the first milestone that isn't reached; `days_in_stage`, since it is the stage; `completed`; `overdue`; `days`, since its start; and its `objectives`.", "success_plan.onboarding.overdue"},
		{"tier", "tier", "The customer's tier.", "tier == 'high'"},
		{"scale", "scale.NAME", "The customer's level of a scale.", "scale.reservations == 'low'"},
		{"health", "health.…", "The customer's health: `score`, from 0 to 100; `band`; `trend`; and `measures`, the score of each.", "health.score < 60 && health.band != 'green'"},
		{"segment", "segment.NAME", "Whether the customer, or the contact, is in a segment.", "segment.promoters"},
		{"running", "running.NAME", "Whether a run of the playbook goes on for the customer.", "!running.onboarding"},
		{"trigger", "trigger.…", "What started the run: `kind`, `at`, and what its trigger brings. What only some of a playbook's triggers bring may be missing.", "trigger.kind == 'event'"},
		{"param", "param.NAME", "An argument that the playbook was run with.", "param.reason == 'price'"},
		{"run", "run.…", "The run itself: `started_at`.", "days_since(run.started_at) > 14"},
		{"steps", "steps.NAME.…", "The results of a step that came before. Every step has `reached`, and `error`: what went wrong when it failed and its `on_error` lets the run go on. One that waits has `matched` and `timed_out`.", "steps.review.timed_out"},
		{"item", "item", "The item whose turn it is in an `each` over a list that isn't of contacts.", "item > 1"},
	}
}
