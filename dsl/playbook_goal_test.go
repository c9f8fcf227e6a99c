package dsl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

const withGoals = `
variable "wanted" { default = 75 }
variable "other" { default = 1 }
attribute "account" "seats" { type = number }
event "paid" { properties = { amount = number } }
metric "payments" {
  event  = "paid"
  window = "30d"
}
playbook "p" {
  trigger "event" { event = "paid" }

  goal "grown" {
    when   = "account.seats > var.wanted && metric.payments > 0 && trigger.at != nil"
    within = "45d"
  }
  goal "paid" {
    event  = "paid"
    within = "2w"
  }
  wait "w" { for = "1d" }
}
`

func goalsOf(t *testing.T, source string) []*dsl.Goal {
	t.Helper()
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, dsl.Options{})
	require.NotNil(t, w, "%v", diags)
	return w.Playbooks["p"].Goals
}

// A goal is stored, and is the same without the workspace that it was written in.
func TestAGoalIsRestoredFromItsDefinition(t *testing.T) {
	t.Parallel()
	for _, goal := range goalsOf(t, withGoals) {
		text, err := goal.Definition()
		require.NoError(t, err)
		restored, err := dsl.RestoreGoal(goal.Hash, text)
		require.NoError(t, err)
		again, err := restored.Definition()
		require.NoError(t, err)
		require.JSONEq(t, string(text), string(again))
		require.Equal(t, goal.Hash, restored.Hash)
		require.Equal(t, goal.Within, restored.Within)
	}
	grown := goalsOf(t, withGoals)[0]
	require.Equal(t, map[string]string{"account.seats": "number", "metric.payments": "number"}, grown.Facts)
	require.Len(t, grown.Vars, 1, "only what it reads")

	for _, damaged := range []string{"{", `{"name":"g","when":"1 +","within":"1d"}`, `{"within":"soon"}`} {
		_, err := dsl.RestoreGoal("h", []byte(damaged))
		require.Error(t, err)
	}
}

// The hash tells definitions apart that decide in another way, and no others.
func TestAGoalsHashIsOfWhatDecides(t *testing.T) {
	t.Parallel()
	was := goalsOf(t, withGoals)
	for edit, same := range map[string]bool{
		"45d => 46d": false, "default = 75 => default = 80": false, "seats > var => seats >= var": false,
		"\"grown\" => \"larger\"":                                                false,
		"default = 1 => default = 2":                                             true,
		"seats > var => seats  >  var":                                           true,
		"for = \"1d\" => for = \"2d\"":                                           true,
		"window = \"30d\" => window = \"7d\"":                                    true,
		"amount = number => amount = string":                                     true,
		"{ type = number } => {\n  type = number\n  description = \"Seats.\"\n}": true,
	} {
		from, to, _ := strings.Cut(edit, " => ")
		require.Contains(t, withGoals, from)
		is := goalsOf(t, strings.Replace(withGoals, from, to, 1))
		require.Equal(t, same, was[0].Hash == is[0].Hash, edit)
		require.Equal(t, was[1].Hash, is[1].Hash, edit)
	}
}
