package customer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// fragile is conditions that fail at run time when a text is not a number.
const fragile = `
workspace { customers = "float(account.text) > 0" }
attribute "account" "text" { type = string }
event "note" { properties = { text = string } }
metric "notes" {
  event  = "note"
  when   = "float(event.text) > 0"
  window = "1d"
}
metric "sum" {
  event  = "note"
  sum    = "float(event.text)"
  window = "1d"
}
tier "known" { when = "float(account.text) > 0" }
tier "rest" {}
health_score "s" {
  measure "text" {
    weight = 50
    score  = "float(account.text)"
  }
  measure "notes" {
    weight = 50
    score  = "metric.notes"
  }
  band "all" { from = 0 }
}
success_plan "plan" {
  starts = "note"
  milestone "number" { reached = "float(account.text) > 0" }
}
`

func TestAnErrorOfARuleIsAReason(t *testing.T) {
	t.Parallel()
	const onNote = "  trigger \"event\" {\n    event = \"note\"\n    when = \"float(event.text) > 0\"\n  }\n  when = \"float(account.text) > 5\""
	st := newScenario(t, fragile, play("p", onNote))
	for _, c := range []struct{ account, event, detail string }{
		{"x", "y", "The workspace's condition of who is a customer could not be evaluated: "},
		{"1", "y", "The trigger's condition could not be evaluated: "},
	} {
		st.update(at("1h"), data("text", c.account))
		decisions := st.event(at("1h"), "note", "text", c.event)
		require.Equal(t, []string{"p skipped expression_error"}, summary(decisions))
		require.Contains(t, decisions[0].Detail, c.detail)
	}
	require.Equal(t, []string{"p skipped condition"}, summary(st.event(at("1h"), "note", "text", "1")))
}

func TestErrorsOfFactsAreKept(t *testing.T) {
	t.Parallel()
	st := newScenario(t, fragile)
	st.update(at("1h"), data("text", "x"))
	st.event(at("1h"), "note", "text", "y")
	require.Contains(t, st.s.Metrics["notes"].Problem, "not a number")
	require.Contains(t, st.s.Metrics["sum"].Problem, "not a number")
	require.InDelta(t, 0, st.fact(at("1h"), "metric", "notes"), 0)
	require.Contains(t, st.s.Health.Measures[0].Problem, "not a number")
	require.InDelta(t, 0, *st.s.Health.Score, 0, "the other measure scores alone")
	require.Equal(t, "unclassified", st.s.Tier)
	require.Empty(t, st.s.Plans["plan"].Reached)

	st.update(at("2h"), data("text", "7"))
	require.Equal(t, "known", st.s.Tier)
	require.Empty(t, st.s.Health.Measures[0].Problem)
	require.Contains(t, st.s.Plans["plan"].Reached, "number")
}
