package customer

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// quiet is a workspace in which nothing at all counts for the best, and unknown attributes, too.
const quiet = `
attribute "account" "seats" { type = number }
attribute "contact" "role" { type = string }
event "ticket" {}
event "hello" {}
metric "tickets_30d" {
  event  = "ticket"
  window = "30d"
}
health_score "standard" {
  measure "calm" {
    weight = 50
    value  = "metric.tickets_30d"
    worst  = 10
    best   = 0
  }
  measure "seats" {
    weight  = 50
    score   = "account.seats"
    missing = 100
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
playbook "rescue" {
  trigger "health_drop" {
    points = 10
    within = "30d"
  }
  wait "a_day" { for = "1d" }
}
playbook "calm" {
  trigger "health_drop" {
    measure = "calm"
    points  = 10
    within  = "30d"
  }
  wait "a_day" { for = "1d" }
}
`

func TestAnAccountOfWhichNothingIsKnownHasNoScore(t *testing.T) {
	t.Parallel()
	st := newScenario(t, quiet)
	st.update(start, nil)
	require.Equal(t, "standard", st.s.Health.Definition)
	require.Nil(t, st.s.Health.Score)
	require.Empty(t, st.s.Health.Band)
	require.Nil(t, st.s.Health.measure("calm"))
	st.send(at("1h"), Entry{Source: SourceTend, Type: TypeEnrolment, Data: data("playbook", "rescue")})
	require.Nil(t, st.s.Health.Score, "a wish tells nothing of the account")

	st.event(at("2h"), "hello")
	require.InDelta(t, 100, *st.s.Health.Score, 0, "the score doesn't read the event, and yet something is known")
	require.Equal(t, "green", st.s.Health.Band)
	st.update(at("3h"), nil)
	require.InDelta(t, 100, *st.s.Health.Score, 0, "who was heard of stays known")
}

func TestAnythingThatIsKnownGivesAScore(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]func(*scenario){
		"an attribute": func(st *scenario) { st.update(at("1h"), map[string]any{"seats": 100.0}) },
		"a contact": func(st *scenario) {
			st.send(at("1h"), Entry{Type: TypeAccountUpdated, Data: data("contacts", []any{map[string]any{"id": "a"}})})
		},
		"an event of history": func(st *scenario) { st.send(at("1h"), Entry{Type: "hello", Imported: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newScenario(t, quiet)
			st.update(start, nil)
			require.Nil(t, st.s.Health.Score)
			known(st)
			require.InDelta(t, 100, *st.s.Health.Score, 0)
		})
	}
}

func TestAnAccountCanBecomeUnknownAgain(t *testing.T) {
	t.Parallel()
	st := newScenario(t, quiet)
	st.update(start, map[string]any{"seats": 100.0})
	require.InDelta(t, 100, *st.s.Health.Score, 0)
	st.send(at("1h"), Entry{Type: TypeAccountUpdated, Data: map[string]any{"attributes": map[string]any{}}})
	require.Nil(t, st.s.Health.Score)
}

// What was never known is no maximum from which anything could fall.
func TestWhatWasntKnownDidntFall(t *testing.T) {
	t.Parallel()
	st := newScenario(t, quiet)
	st.update(start, nil)
	require.Empty(t, st.event(at("1h"), "ticket"), "of the calm, 90 is the first that is known")
	require.Len(t, st.event(at("2h"), "ticket"), 1)
	st = newScenario(t, quiet)
	st.update(start, nil)
	st.update(at("1h"), map[string]any{"seats": 20.0})
	require.InDelta(t, 60, *st.s.Health.Score, 0)
	require.Empty(t, st.all, "it was not at 100 before")
}

// A state that an older build stored says nothing of whether the account was heard of: its score stays.
func TestAStoredStateKeepsItsScore(t *testing.T) {
	t.Parallel()
	st := newScenario(t, quiet)
	st.event(start, "hello")
	raw, err := json.Marshal(st.s)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "unheard")
	require.NoError(t, json.Unmarshal(raw, st.s))
	st.update(at("1h"), nil)
	require.InDelta(t, 100, *st.s.Health.Score, 0)
}

func TestANameDefaultsToTheID(t *testing.T) {
	t.Parallel()
	st := newScenario(t, quiet)
	name := func() any { return st.core.Facts(st.s, st.s.Now)["account"].(map[string]any)["name"] }
	require.Equal(t, "acme", name())
	st.send(start, Entry{Type: TypeAccountUpdated, Data: data("name", "Acme Inc.")})
	require.Equal(t, "Acme Inc.", name())
	st.send(at("1h"), Entry{Type: TypeAccountUpdated, Data: data("name", "")})
	require.Equal(t, "acme", name())
	require.Equal(t, "acme", st.s.DisplayName())
	st.s.Name = "\u200b \u3164"
	require.Equal(t, "acme", st.s.DisplayName(), "what shows nothing is no name")
	st.s.Name = ""
}
