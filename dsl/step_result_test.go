package dsl_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/diag"
)

// The results of each kind of step have types, and nothing else can be read of it.
func TestResultsOfSteps(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step        string
		can, cannot []string
	}{
		"a while":       {`wait "x" { for = "1d" }`, []string{"steps.x.reached", "steps.x.error == nil"}, []string{"steps.x.matched", "steps.x.timed_out"}},
		"an event":      {`wait "x" { event = "paid" }`, []string{"steps.x.matched", "steps.x.timed_out", "steps.x.event.amount > 5", "days_since(steps.x.event.time) > 1", "steps.x.event.type == 'paid'", "steps.x.event.id != ''"}, []string{"steps.x.event.price > 5", "steps.x.late"}},
		"an expression": {`wait "x" { until = "account.open" }`, []string{"steps.x.matched", "steps.x.timed_out"}, []string{"steps.x.event.amount > 5"}},
		"a moment":      {`wait "x" { at = "trigger.at" }`, []string{"steps.x.late", "steps.x.timed_out"}, []string{"steps.x.count > 1"}},
		"a task": {`action "task" "x" {
			title   = "t"
			answers = { cause = one_of("a", "b") }
			wait    = "1d"
		}`, []string{"steps.x.done", "steps.x.cause == 'a'", "steps.x.timed_out"}, []string{"steps.x.cause == 'c'", "steps.x.replied"}},
		"a branch": {`branch "x" {
			case "a" { when = "account.open" }
		}`, []string{"steps.x.taken == 'a'", "steps.x.taken == 'default'"}, []string{"steps.x.taken == 'b'"}},
		"a split": {`split "x" {
			variant "a" {}
			variant "b" {}
		}`, []string{"steps.x.taken == 'b'"}, []string{"steps.x.taken == 'default'"}},
		"an approval":      {`approval "x" { question = "?" }`, []string{"steps.x.approved", "steps.x.comment == ''", "steps.x.by == 'a@b.c'"}, []string{"steps.x.by > 5", "steps.x.done"}},
		"another playbook": {`run_playbook "x" { playbook = "other" }`, []string{"steps.x.outcome == 'sold'", "steps.x.outcome == 'gone'", "steps.x.outcome == 'rejected'", "steps.x.run != ''"}, []string{"steps.x.outcome == 'bought'"}},
		"without waiting": {`run_playbook "x" {
			playbook = "other"
			wait     = false
		}`, []string{"steps.x.run != ''"}, []string{"steps.x.outcome == 'sold'"}},
		"each": {`each "x" {
			in = "contacts.champions"
			wait "y" { for = "1d" }
		}`, []string{"steps.x.count > 1"}, []string{"steps.y.reached"}},
		"a repeat": {`repeat "x" {
			every = "1d"
			times = 2
			wait "y" { event = "paid" }
		}`, []string{"steps.x.rounds > 1", "steps.x.matched", "steps.y.matched"}, []string{"steps.x.count > 1"}},
		"lanes": {`parallel "x" {
			lane "a" {
				wait "y" { event = "paid" }
			}
			lane "b" {
				wait "z" { for = "1d" }
			}
		}`, []string{"steps.y.matched", "!steps.y.matched", "steps.z.reached"}, []string{"steps.a.reached"}},
		"a timeline": {`timeline "x" {
			anchor = "trigger.at"
			at "1d" {
				wait "y" { event = "paid" }
			}
		}`, []string{"steps.y.matched", "steps.x.reached"}, []string{"!steps.y.matched"}}, // It may have been skipped.
		"a stop": {`stop "x" { when = "account.open" }`, []string{"steps.x.reached"}, []string{"steps.x.outcome == 'a'"}},
	}
	const other = `
playbook "other" {
  exit "gone" { event = "paid" }
  approval "ask" { question = "?" }
  stop "sold" { outcome = "sold" }
}`
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := func(expr string) string {
				return model + other + fmt.Sprintf(`
playbook "p" {
  trigger "event" { event = "paid" }
  run_playbook "first" { playbook = "other" }
  %s
  wait "after" {
    for  = "1d"
    when = %q
  }
}`, tt.step, expr)
			}
			for _, expr := range tt.can {
				_, diags := loadSource(source(expr))
				require.Empty(t, diags, expr)
			}
			for _, expr := range tt.cannot {
				_, diags := loadSource(source(expr))
				require.Len(t, diags, 1, expr)
			}
		})
	}
}

// What a trigger brings can be read in its condition and in the whole playbook.
func TestWhatTriggersBring(t *testing.T) {
	t.Parallel()
	const quarterly = `
metric "visits" {
  event  = "login"
  window = "quarter"
}
segment "fans" {
  of   = "contact"
  when = "contact.role == 'fan'"
}
scale "size" {
  level "big" { when = "account.seats > 50" }
  level "small" {}
}
playbook "other" {
  trigger "manual" {}
  stop "sold" { outcome = "sold" }
}`
	tests := map[string]struct {
		trigger     string
		can, cannot []string
	}{
		"inactivity":  {"trigger \"inactivity\" {\nevent = \"login\"\nafter = \"1d\"\n}", []string{"trigger.since < trigger.at"}, []string{"trigger.event.id == ''", "contact.role == ''"}},
		"schedule":    {`trigger "schedule" { cron = "@daily" }`, []string{"trigger.kind == 'schedule'"}, []string{"trigger.since == nil"}},
		"coverage":    {"trigger \"coverage\" {\nmetric = \"visits\"\nevery = \"quarter\"\nlead = \"1w\"\n}", []string{"days_until(trigger.ends) > 5"}, []string{"trigger.share > 1"}},
		"becomes":     {`trigger "becomes" { when = "account.open" }`, []string{"trigger.at != nil"}, []string{"trigger.from == 'x'"}},
		"tier":        {`trigger "tier" { enters = "high" }`, []string{"trigger.from == 'low'", "trigger.to == 'high'", "trigger.from == 'unclassified'"}, []string{"trigger.from == 'big'"}},
		"scale":       {"trigger \"scale\" {\nscale = \"size\"\nenters = \"big\"\n}", []string{"trigger.from == 'small'"}, []string{"trigger.from == 'low'"}},
		"segment":     {`trigger "segment" { enters = "fans" }`, []string{"trigger.segment == 'fans'", "contact.role == 'fan'"}, []string{"trigger.segment == 'fan'"}},
		"usage_limit": {"trigger \"usage_limit\" {\nvalue = \"metric.logins\"\nlimit = \"account.seats\"\n}", []string{"trigger.share >= 80 && trigger.value > trigger.limit"}, []string{"trigger.share == 'x'"}},
		"playbook":    {`trigger "playbook" { playbook = "other" }`, []string{"trigger.outcome == 'sold'", "trigger.outcome == 'completed'", "trigger.playbook == 'other'"}, []string{"trigger.outcome == 'gone'", "trigger.playbook == 'p'"}},
		"manual":      {`trigger "manual" {}`, []string{"trigger.by == 'hana@example.com'"}, []string{"contact.id == ''"}},
		"mixed":       {"trigger \"manual\" {}\ntrigger \"event\" { event = \"paid\" }", []string{"trigger.event.amount > 5", "trigger.by == ''"}, []string{"event.amount > 5"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := func(expr string) string {
				return model + quarterly + fmt.Sprintf("\nplaybook \"p\" {\n%s\nwhen = %q\nwait \"w\" { for = \"1d\" }\n}", tt.trigger, expr)
			}
			for _, expr := range tt.can {
				_, diags := loadSource(source(expr))
				require.NoError(t, diags.Err(), expr)
			}
			for _, expr := range tt.cannot {
				_, diags := loadSource(source(expr))
				require.Len(t, diags, 1, expr)
				require.Equal(t, diag.CodeExpression, diags[0].Code, expr)
			}
		})
	}
}
