package dsl_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/diag"
)

// noteWorkspace is a workspace with one action "note".
func noteWorkspace(args string) string {
	return fmt.Sprintf(`
attribute "account" "seats" { type = number }
attribute "account" "vip" { type = bool }
attribute "account" "csm" { type = member }
attribute "account" "renewal" { type = date }
contacts "all" { when = "contact.id != ''" }
variable "three" { default = 3 }
locals { words = ["a", "b"] }
playbook "p" {
  trigger "event" { event = "email.replied" }
  action "note" "n" {
    text = "x"
    %s
  }
}
`, args)
}

func TestArgumentsInEveryForm(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name string
		want any
	}{
		`count = 3`:                           {"count", 3.0},
		`count = var.three`:                   {"count", 3.0},
		`count = "{{ account.seats }}"`:       {"count", "{{ account.seats }}"},
		`urgent = true`:                       {"urgent", true},
		`urgent = "{{ account.seats > 5 }}"`:  {"urgent", "{{ account.seats > 5 }}"},
		`labels = ["a", "{{ account.csm }}"]`: {"labels", []any{"a", "{{ account.csm }}"}},
		`labels = "a"`:                        {"labels", "a"},
		`data = "{{ contacts.all }}"`:         {"data", "{{ contacts.all }}"},
		`data = { a = [1, "b"], c = null }`:   {"data", map[string]any{"a": []any{1.0, "b"}, "c": nil}},
		`data = local.words`:                  {"data", []any{"a", "b"}},
	}
	for args, tt := range tests {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			w, diags := loadSource(noteWorkspace(args))
			requireClean(t, diags)
			require.Equal(t, tt.want, w.Playbooks["p"].Plan.Steps[0].Action.Args[tt.name])
		})
	}
}

func TestArgumentsOfTheWrongKind(t *testing.T) {
	t.Parallel()
	tests := map[string]diag.Code{
		`count = "3"`:                           diag.CodeArg,
		`count = true`:                          diag.CodeArg,
		`count = "{{ account.csm }}"`:           diag.CodeArg,
		`count = "{{ account.seats }} or more"`: diag.CodeArg,
		`urgent = "yes"`:                        diag.CodeArg,
		`urgent = "{{ account.seats }}"`:        diag.CodeArg,
		`labels = 5`:                            diag.CodeArg,
		`labels = ["a", 5]`:                     diag.CodeArg,
		`labels = { a = "b" }`:                  diag.CodeArg,
		`data = { a = ["{{ account.seat }}"] }`: diag.CodeTemplate,
		`data = { a-b = 5 }`:                    diag.CodeName,
		`lables = []`:                           diag.CodeUnknownArg,
		`count = null`:                          diag.CodeArg,
		`wait = "1d"`:                           diag.CodeNoWait,
	}
	for args, code := range tests {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			w, diags := loadSource(noteWorkspace(args))
			require.Nil(t, w)
			require.Len(t, diags, 1)
			require.Equal(t, code, diags[0].Code, diags[0].String())
		})
	}
}

// A plan brings the values that its texts read, and no others: it has to run without the workspace.
func TestPlansBringTheValuesTheyRead(t *testing.T) {
	t.Parallel()
	w, diags := loadSource(`
variable "read" { default = { deep = ["x"] } }
variable "other" { default = 1 }
locals {
  when = "local.big > 5"
  big  = 7
}
template "t" {
  subject = "{{ var.read.deep }}"
  body    = "b"
}
playbook "p" {
  trigger "event" { event = "email.replied" }
  action "email" "e" {
    to       = "a@example.com"
    template = "t"
    when     = local.when
  }
}`)
	requireClean(t, diags)
	plan := w.Playbooks["p"].Plan
	require.Equal(t, map[string]any{"read": map[string]any{"deep": []any{"x"}}}, plan.Vars)
	require.Equal(t, map[string]any{"big": 7.0}, plan.Locals)
	require.Equal(t, "local.big > 5", plan.Steps[0].When)
}

// The first team's lead gets a playbook's tasks only when there is no doubt which team it is.
func TestLeadOfThePlan(t *testing.T) {
	t.Parallel()
	playbook := `
playbook "p" {
  %s
  trigger "event" { event = "email.replied" }
  wait "a" { for = "1d" }
}
`
	one := `team "a" { lead = "a@example.com" }`
	two := one + `
team "b" {
  lead = "b@example.com"
  member "tom@example.com" {}
}
`
	tests := map[string]struct {
		teams, owner, want string
		warnings           int
	}{
		"no team":              {"", "", "", 0},
		"one team":             {one, "", "a@example.com", 0},
		"the owner's team":     {two, `owner = "tom@example.com"`, "b@example.com", 0},
		"the owner is a lead":  {two, `owner = "a@example.com"`, "a@example.com", 0},
		"nobody says which":    {two, "", "", 1},
		"the owner is outside": {two, `owner = "ops@example.com"`, "", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, diags := loadSource(tt.teams + fmt.Sprintf(playbook, tt.owner))
			require.Len(t, diags, tt.warnings)
			require.Equal(t, tt.want, w.Playbooks["p"].Plan.Lead)
		})
	}
}
