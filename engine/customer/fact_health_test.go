package customer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

func TestLinearMeasuresAreClamped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ worst, best, value, score float64 }{
		{0, 0.8, 0.4, 50},
		{0, 0.8, 0.8, 100},
		{0, 0.8, 0, 0},
		{0, 0.8, 2, 250},
		{0, 0.8, -1, -125},
		{10, 0, 0, 100},
		{10, 0, 10, 0},
		{10, 0, 3, 70},
		{-0.5, 0, -0.25, 50},
		{5, 5, 5, 100},
		{5, 5, 4.9, 0},
	} {
		require.InDelta(t, c.score, linear(c.worst, c.best)(c.value), 1e-9, "%+v", c)
	}
	st := customer(t)
	st.login(at("1h"), "a", "b", "c", "d", "e", "f")
	require.InDelta(t, 100, *st.s.Health.measure("adoption"), 0)
}

func TestWeightsOfMissingMeasuresAreSharedOut(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.login(at("1h"), "a")
	st.event(at("2h"), "ticket")
	require.Nil(t, st.s.Health.measure("nps"))
	require.InDelta(t, (50*25.0+30*90)/80, *st.s.Health.Score, 1e-6)
	st.event(at("3h"), "nps", "score", 6.0)
	require.InDelta(t, (50*25.0+30*90+20*60)/100, *st.s.Health.Score, 1e-6)
	require.Equal(t, "red", st.s.Health.Band, "51.5 is not far enough above the boundary to improve")
}

func TestMissingMeasuresFollowTheirRule(t *testing.T) {
	t.Parallel()
	const src = `
attribute "account" "a" { type = number }
attribute "account" "b" { type = number }
health_score "s" {
  measure "a" {
    weight  = 50
    score   = "account.a"
    missing = %s
  }
  measure "b" {
    weight = 50
    score  = "account.b"
  }
  band "good" { from = 40 }
  band "bad" { from = 0 }
}`
	for rule, want := range map[string]any{`"skip"`: 60.0, `"zero"`: 30.0, "80": 70.0} {
		st := newScenario(t, fmt.Sprintf(src, rule))
		st.update(at("1h"), map[string]any{"b": 60.0})
		require.Equal(t, want, st.fact(at("1h"), "health", "score"), rule)
	}
	st := newScenario(t, fmt.Sprintf(src, `"skip"`))
	st.update(at("1h"), nil)
	require.Nil(t, st.fact(at("1h"), "health", "score"), "a score of nothing is missing, not zero")
	require.Nil(t, st.fact(at("1h"), "health", "band"))
}

func TestTheFirstMatchingDefinitionScores(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company)
	st.update(at("1h"), map[string]any{"ltv": 1.0})
	require.Nil(t, st.s.Health, "a condition over a missing value doesn't match")
	st.update(at("2h"), map[string]any{"seats": 1.0})
	require.Equal(t, "standard", st.s.Health.Definition)
	st.update(at("3h"), map[string]any{"seats": 0.0})
	require.Nil(t, st.s.Health)
}

func TestBandsImproveLate(t *testing.T) {
	t.Parallel()
	def := &dsl.HealthScore{Hysteresis: 3, Bands: []dsl.Band{{Name: "green", From: 75}, {Name: "yellow", From: 50}, {Name: "red", From: 1}}}
	for _, c := range []struct {
		before string
		score  float64
		want   string
	}{
		{"", 75, "green"},
		{"", 74.999999, "yellow"},
		{"", 50, "yellow"},
		{"", 49.999999, "red"},
		{"", 0.5, ""},
		{"green", 75, "green"},
		{"green", 74.999999, "yellow"},
		{"green", 10, "red"},
		{"yellow", 77.999999, "yellow"},
		{"yellow", 78, "green"},
		{"yellow", 50, "yellow"},
		{"red", 52.999999, "red"},
		{"red", 53, "yellow"},
		{"red", 77, "yellow"},
		{"red", 78, "green"},
		{"other", 75, "green"},
	} {
		require.Equal(t, c.want, bandOf(def, &c.score, c.before), "%+v", c)
	}
	def.Bands[0].From, def.Hysteresis = 99, 5
	perfect := 100.0
	require.Equal(t, "green", bandOf(def, &perfect, "yellow"), "nothing is better than perfect")
	require.Empty(t, bandOf(def, nil, "green"))
}

func TestTiersWithMissingConditionsAreUnclassified(t *testing.T) {
	t.Parallel()
	st := newScenario(t, company)
	st.update(at("1h"), nil)
	require.Equal(t, dsl.Unclassified, st.s.Tier)
	st.update(at("2h"), map[string]any{"ltv": 999.999})
	require.Equal(t, "low", st.s.Tier)
	st.update(at("3h"), map[string]any{"ltv": 1000.0})
	require.Equal(t, "high", st.s.Tier)
	require.Equal(t, "high", st.fact(at("3h"), "tier"))
}

func TestTrendComparesWithAWeekAgo(t *testing.T) {
	t.Parallel()
	st := customer(t)
	st.login(at("1d"), "a", "b", "c", "d") // 100
	require.Nil(t, st.fact(at("2d"), "health", "trend"))
	st.event(at("3d"), "ticket")
	st.event(at("3d1h"), "ticket")
	score := st.fact(at("3d1h"), "health", "score").(float64)
	require.Nil(t, st.fact(at("6d"), "health", "trend"), "six days are no week")
	st.login(at("7d12h"), "a", "b", "c", "d")
	require.InDelta(t, score-100, st.fact(at("8d"), "health", "trend"), 1e-6, "less than on day 1")
	require.InDelta(t, 0, st.fact(at("10d12h"), "health", "trend"), 1e-6, "as on day 3")
	require.Less(t, len(st.s.Health.Days), 9)
}
