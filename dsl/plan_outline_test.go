package dsl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

func TestOutlineIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
variable "days" { default = 3 }
event "login" {}
tier "a" {}
playbook "p" {
  when = <<-EXPR
    tier == 'a'
  EXPR
  tags = ["x", "y"]

  trigger "event" { event = "login" }

  action "task" "ask" {
    title   = "In ${var.days} days"
    due     = "${var.days}d"
    answers = {
      why  = one_of("price", "product")
      note = text()
    }
  }
  branch "b" {
    on = "steps.ask.reached"

    case "true" {
      wait "w" { for = "1d" }
    }
  }
}`)}, dsl.Options{Actions: testActions()})
	requireClean(t, diags)
	require.Equal(t, &dsl.Outline{
		Word: "playbook", Labels: []string{"p"},
		Attributes: []dsl.Written{{Name: "when", Text: "tier == 'a'\n", Expression: true}, {Name: "tags", Text: "x, y"}},
		Blocks: []*dsl.Outline{
			{Word: "trigger", Labels: []string{"event"}, Attributes: []dsl.Written{{Name: "event", Text: "login"}}},
			{Word: "action", Labels: []string{"task", "ask"}, Attributes: []dsl.Written{
				{Name: "title", Text: "In 3 days"}, {Name: "due", Text: "3d"}, {Name: "answers", Text: "note; why: price, product"},
			}},
			{
				Word: "branch", Labels: []string{"b"},
				Attributes: []dsl.Written{{Name: "on", Text: "steps.ask.reached", Expression: true}},
				Blocks: []*dsl.Outline{{Word: "case", Labels: []string{"true"}, Blocks: []*dsl.Outline{
					{Word: "wait", Labels: []string{"w"}, Attributes: []dsl.Written{{Name: "for", Text: "1d"}}},
				}}},
			},
		},
	}, w.Playbooks["p"].Outline)
}
