package dsl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/diag"
)

// model is a customer model in which PLACE stands for one more block.
const model = `
variable "limit" { default = 5 }
locals { names = ["a"] }
attribute "account" "seats" { type = number }
attribute "account" "open" { type = bool }
attribute "contact" "role" { type = string }
contacts "champions" { when = "contact.role == 'champion'" }
event "login" { about = "contact" }
event "paid" {
  properties = { amount = number, by = optional(list(string)) }
}
metric "logins" {
  event  = "login"
  window = "7d"
}
metric "last_paid" {
  event = "paid"
  last  = "event.amount"
}
metric "seen" {
  of     = "contact"
  event  = "login"
  window = "month"
}
metric "first_role" {
  of     = "contact"
  event  = "login"
  first  = "contact.role"
  window = "30d"
}
metric "share" { value = "metric.logins / account.seats" }
tier "high" { when = "account.seats > 5" }
tier "low" {}
success_plan "start" {
  starts = "login"
  milestone "one" {
    event = "paid"
    due   = "1d"
  }
}
health_score "standard" {
  measure "usage" {
    weight = 100
    score  = "50"
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
`

// in gives a workspace in which an expression stands in a kind of place.
func in(place, expr string) string {
	forms := map[string]string{
		"metric":        "metric \"m\" {\n event = \"login\"\n when = %q\n window = \"1d\"\n}",
		"contacts":      "contacts \"c\" { when = %q }",
		"milestone":     "success_plan \"p\" {\n starts = \"paid\"\n milestone \"m\" { reached = %q }\n}",
		"milestone of":  "success_plan \"p\" {\n starts = \"paid\"\n milestone \"m\" {\n event = \"login\"\n when = %q\n}\n}",
		"health_score":  "",
		"customers":     "workspace { customers = %q }",
		"event trigger": "playbook \"p\" {\n trigger \"event\" {\n event = \"login\"\n when = %q\n }\n wait \"w\" { for = \"1d\" }\n}",
		"drop":          "playbook \"p\" {\n trigger \"health_drop\" {\n points = 5\n within = \"7d\"\n when = %q\n }\n wait \"w\" { for = \"1d\" }\n}",
		"band":          "playbook \"p\" {\n trigger \"health_drop\" {\n to = \"red\"\n when = %q\n }\n wait \"w\" { for = \"1d\" }\n}",
		"stall":         "playbook \"p\" {\n trigger \"onboarding_stall\" {\n success_plan = \"start\"\n when = %q\n }\n wait \"w\" { for = \"1d\" }\n}",
		"mixed":         "playbook \"p\" {\n trigger \"event\" { event = \"paid\" }\n trigger \"event\" { event = \"login\" }\n trigger \"health_drop\" { to = \"red\" }\n when = %q\n wait \"w\" { for = \"1d\" }\n}",
		"contact play":  "playbook \"p\" {\n trigger \"event\" { event = \"login\" }\n when = %q\n wait \"w\" { for = \"1d\" }\n}",
		"exit":          "playbook \"p\" {\n trigger \"event\" { event = \"paid\" }\n wait \"w\" { for = \"1d\" }\n exit \"e\" {\n event = \"login\"\n when = %q\n }\n}",
		"goal":          "playbook \"p\" {\n trigger \"event\" { event = \"paid\" }\n wait \"w\" { for = \"1d\" }\n goal \"g\" {\n event = \"login\"\n within = \"30d\"\n when = %q\n }\n}",
		"wait":          "playbook \"p\" {\n trigger \"event\" { event = \"paid\" }\n wait \"w\" {\n event = \"login\"\n when = %q\n }\n}",
		"step":          "playbook \"p\" {\n trigger \"event\" { event = \"paid\" }\n wait \"w\" {\n event = \"paid\"\n timeout = \"1d\"\n }\n wait \"x\" {\n for = \"1d\"\n when = %q\n }\n}",
	}
	if place == "health_score" {
		return strings.Replace(model, `score  = "50"`, fmt.Sprintf("score = %q", "("+expr+") ? 1 : 0"), 1)
	}
	return model + fmt.Sprintf(forms[place], expr)
}

// What each place can read is the order in which facts are computed: nothing reads what comes after it.
func TestScopes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ can, cannot []string }{
		"metric":        {[]string{"contact.role == 'x'", "event.time != nil", "event.contact.id == ''", "var.limit > 1", "'a' in local.names"}, []string{"account.seats > 1", "metric.logins > 1", "tier == 'low'"}},
		"contacts":      {[]string{"contact.email == 'x'", "account.seats > 1", "metric.logins > 1", "metric.seen > 1"}, []string{"tier == 'low'", "event.id == ''"}},
		"milestone":     {[]string{"metric.logins > 1", "change.logins > 1", "metric.share > 1", "len(contacts.champions) > 0"}, []string{"metric.seen > 1", "previous.share > 1", "tier == 'low'", "health.score > 1", "success_plan.start.completed", "change.last_paid > 1", "previous.last_paid > 1"}},
		"milestone of":  {[]string{"contact.role == 'x'", "account.seats > 1"}, []string{"event.amount > 1"}},
		"health_score":  {[]string{"tier == 'low'", "tier == 'unclassified'", "success_plan.start.overdue", "previous.logins > 1"}, []string{"health.score > 1", "running.p", "tier == 'none'"}},
		"customers":     {[]string{"health.band == 'green'", "health.measures.usage > 1", "success_plan.start.stage == 'one'", "health.trend < 0"}, []string{"contact.id == ''", "trigger.kind == ''", "success_plan.start.stage == 'two'"}},
		"event trigger": {[]string{"trigger.event.contact.id == contact.id", "event.id != ''", "trigger.kind == 'event'", "running.p"}, []string{"trigger.from > 1", "trigger.kind == 'health_drop'"}},
		"drop":          {[]string{"trigger.from - trigger.to > 20"}, []string{"trigger.event.id == ''", "trigger.from == 'green'"}},
		"band":          {[]string{"trigger.from == 'green'"}, []string{"trigger.from > 5", "trigger.from == 'blue'"}},
		"stall":         {[]string{"trigger.milestone == 'one'", "trigger.success_plan == 'start'"}, []string{"trigger.milestone == 'two'"}},
		"mixed":         {[]string{"trigger.event.amount > 1", "trigger.event.contact.id == ''", "trigger.from == 'green'", "trigger.kind == 'health_drop'"}, []string{"contact.id == ''", "trigger.milestone == ''", "trigger.kind == 'onboarding_stall'"}},
		"contact play":  {[]string{"contact.role == 'x'", "metric.seen > 1", "change.seen > 1", "previous.first_role == 'x'"}, []string{"event.id == ''"}},
		"exit":          {[]string{"contact.role == 'x'", "run.started_at != nil", "event.id != '' && event.type == 'login'", "days_since(event.time) < 1", "event.contact.id == contact.id"}, []string{"steps.w.reached", "event.amount > 1"}},
		"goal":          {[]string{"event.time > trigger.at", "event.contact.id == contact.id"}, []string{"event.amount > 1"}},
		"wait":          {[]string{"event.time > run.started_at", "event.contact.id == contact.id"}, []string{"event.amount > 1", "steps.w.reached"}},
		"step":          {[]string{"steps.w.matched", "steps.w.timed_out", "steps.w.error == nil", "trigger.event.amount > 1"}, []string{"steps.x.reached", "steps.w.done", "event.amount > 1"}},
	}
	for place, tt := range tests {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			for _, expr := range tt.can {
				_, diags := loadSource(in(place, expr))
				require.NoError(t, diags.Err(), expr)
			}
			for _, expr := range tt.cannot {
				_, diags := loadSource(in(place, expr))
				require.Len(t, diags, 1, expr)
				require.Contains(t, []diag.Code{diag.CodeExpression, diag.CodeTooEarly}, diags[0].Code)
			}
		})
	}
}

// A branch's cases are checked against what its expression can give.
func TestCasesAgainstTheExpression(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		on, value string
		wrong     bool
	}{
		"a bool":              {"account.open", "true", false},
		"not a bool":          {"account.open", "yes", true},
		"a tier":              {"tier", "high", false},
		"no tier":             {"tier", "medium", true},
		"any number":          {"account.seats", "5", false},
		"a list never equals": {"contacts.champions", "5", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := loadSource(model + fmt.Sprintf(`
playbook "p" {
  trigger "event" { event = "paid" }
  branch "b" {
    on = %q
    case %q {}
  }
}`, tt.on, tt.value))
			require.Equal(t, tt.wrong, diags.HasErrors(), diags)
			if tt.wrong {
				require.Equal(t, diag.CodeCase, diags[0].Code)
			}
		})
	}
}

// Questions become results of their step, and only when the step waits for them.
func TestAnswersAreResults(t *testing.T) {
	t.Parallel()
	source := func(answers, wait, when string) string {
		return model + fmt.Sprintf(`
playbook "p" {
  trigger "event" { event = "paid" }
  action "task" "ask" {
    title   = "Ask"
    answers = %s
    %s
  }
  wait "after" {
    for  = "1d"
    when = %q
  }
}`, answers, wait, when)
	}
	const wait = `wait = "1d"`
	tests := map[string]struct {
		answers, wait, when string
		code                diag.Code
	}{
		"an allowed answer":    {`{ cause = one_of("a", "b") }`, wait, "steps.ask.cause == 'a'", ""},
		"another answer":       {`{ cause = one_of("a", "b") }`, wait, "steps.ask.cause == 'c'", diag.CodeExpression},
		"a list of answers":    {`{ cause = ["a", "b"] }`, wait, "steps.ask.cause == 'b'", ""},
		"a free answer":        {`{ cause = text() }`, wait, "steps.ask.cause == 'c'", ""},
		"the step's own":       {`{ cause = text() }`, wait, "steps.ask.done && !steps.ask.timed_out", ""},
		"nobody waits":         {`{ cause = text() }`, "", "steps.ask.cause == 'c'", diag.CodeExpression},
		"not a list":           {`{ cause = "a" }`, wait, "steps.ask.done", diag.CodeArg},
		"not a list of texts":  {`{ cause = [1] }`, wait, "steps.ask.done", diag.CodeArg},
		"a result's own name":  {`{ task = text() }`, wait, "steps.ask.done", diag.CodeReserved},
		"a word of the engine": {`{ reached = text() }`, wait, "steps.ask.done", diag.CodeReserved},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := loadSource(source(tt.answers, tt.wait, tt.when))
			if tt.code == "" {
				require.Empty(t, diags)
				return
			}
			require.Len(t, diags, 1)
			require.Equal(t, tt.code, diags[0].Code)
		})
	}
}
