package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// aiming returns a playbook of two groups with a goal about facts and one about an event.
func aiming(ltv int) string {
	return fmt.Sprintf(`
playbook "helped" {
  trigger "event" { event = "signed" }
  enroll {
    control_group = 50
    cooldown      = "never"
  }
  goal "grown" {
    when   = "account.ltv >= %d"
    within = "10d"
  }
  goal "connected" {
    event  = "connected"
    within = "2d"
  }
  action "note" "help" { text = "{{ account.name }}" }
}
`, ltv)
}

func (h *harness) grow(account string, ltv float64) {
	h.T.Helper()
	_, err := h.Engine.PutAccount(h.T.Context(), account, engine.AccountUpdate{Attributes: map[string]any{"status": "customer", "ltv": ltv}})
	require.NoError(h.T, err)
}

// goals returns what became of the goals of an account.
func (h *harness) goals(account string) map[string]customer.Goal {
	h.T.Helper()
	all := map[string]customer.Goal{}
	h.View(func(r store.Reader) error {
		rows, err := r.Goals(store.GoalQuery{Account: account})
		for _, row := range rows {
			all[row.Name] = row.Goal
		}
		return err
	})
	return all
}

func (h *harness) effects() map[string]engine.Effect {
	h.T.Helper()
	all := map[string]engine.Effect{}
	effects, err := h.Engine.Effects(h.T.Context(), engine.EffectQuery{})
	require.NoError(h.T, err)
	for _, e := range effects {
		name := e.Goal
		if !e.Current {
			name += " of before"
		}
		all[name] = e
	}
	return all
}

// One account of each group, with the same story: their goals have the same ends, at the same instants.
func TestGoalsAreTheSameForBothGroups(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+aiming(9))
	accounts := []string{"a", "b", "c", "d", "e", "f"}
	for _, account := range accounts {
		h.PutAccount(account)
		h.Ingest("signed-"+account, "signed", account)
	}
	h.Work()
	groups := map[bool]int{}
	for _, account := range accounts {
		groups[h.goals(account)["grown"].Control]++
	}
	require.Len(t, groups, 2, "the lots of these accounts fall on both sides")
	h.Clock.Advance(24 * time.Hour)
	h.Open(declarations + aiming(9)) // a restart
	for _, account := range accounts {
		h.Ingest("connected-"+account, "connected", account)
	}
	h.Advance(20 * 24 * time.Hour)
	for _, account := range accounts {
		goals := h.goals(account)
		require.Equal(t, customer.Reached, goals["connected"].Outcome)
		require.Equal(t, startMessage.Add(24*time.Hour), goals["connected"].At)
		require.Equal(t, customer.Missed, goals["grown"].Outcome)
		require.Equal(t, startMessage.Add(240*time.Hour), goals["grown"].At, "at its instant, whenever the sweeper comes")
		require.Len(t, goals["grown"].Unit, 32)
	}
	grown := h.effects()["grown"]
	require.Equal(t, engine.Group{Enrolments: groups[true], Units: groups[true], Over: groups[true]}, grown.Control)
	require.Equal(t, engine.Group{Enrolments: groups[false], Units: groups[false], Over: groups[false]}, grown.Treated)
	connected := h.effects()["connected"]
	require.Equal(t, groups[false], connected.Treated.Reached)
	require.Equal(t, engine.Unclear, connected.Verdict)
}

func TestAnEditLeavesTheGoalsOfEnrolmentsAlone(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+aiming(9))
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	h.Open(declarations + aiming(7))
	h.PutAccount("other")
	h.Ingest("2", "signed", "other")
	h.Work()
	h.Advance(24 * time.Hour)
	h.grow("acme", 8)
	h.grow("other", 8)
	require.Equal(t, customer.Reached, h.goals("other")["grown"].Outcome)
	require.Empty(t, h.goals("acme")["grown"].Outcome, "it still wants 9")

	h.Open(declarations) // The playbook is gone.
	h.Open(declarations) // A restart.
	h.grow("acme", 9)
	require.Equal(t, customer.Reached, h.goals("acme")["grown"].Outcome)
	h.Advance(10 * 24 * time.Hour)
	effects := h.effects()
	require.ElementsMatch(t, []string{"grown of before", "connected of before"}, slices.Collect(maps.Keys(effects)))
	require.Equal(t, `account.ltv >= 9`, h.definition("acme"))
	require.Equal(t, `account.ltv >= 7`, h.definition("other"))
}

// definition returns what the goal of an account asked for.
func (h *harness) definition(account string) string {
	h.T.Helper()
	effects, err := h.Engine.Effects(h.T.Context(), engine.EffectQuery{Playbook: "helped"})
	require.NoError(h.T, err)
	hash := h.goals(account)["grown"].Definition
	for _, e := range effects {
		if e.Definition.Hash == hash {
			return e.Definition.When.Source()
		}
	}
	return ""
}

func TestAGoalIsLostWhenItsFactGoes(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+aiming(9))
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work() // The run has ended: it doesn't hold the fact.
	h.Open(`
workspace { time_zone = "UTC" }
attribute "account" "status" { type = string }
event "connected" {}
`)
	h.Advance(time.Hour)
	require.Equal(t, customer.Lost, h.goals("acme")["grown"].Outcome)
	require.Empty(t, h.goals("acme")["connected"].Outcome, "it reads no fact")
	h.Ingest("2", "connected", "acme")
	require.Equal(t, customer.Reached, h.goals("acme")["connected"].Outcome)
}

// Everyone counts once, with the first enrolment, and only when the time is over.
func TestEffectsCountUnits(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	put := func(unit string, day int, control bool, outcome customer.GoalOutcome) {
		g := customer.Goal{
			Enrolment: fmt.Sprint(unit, day), Account: unit, Playbook: "p", Name: "g", Definition: "d", Unit: unit, Control: control,
			Started: startMessage.AddDate(0, 0, day), Until: startMessage.AddDate(0, 0, day+10), Outcome: outcome,
		}
		require.NoError(t, h.Store.Update(t.Context(), []string{unit}, func(tx store.Tx) error { return tx.PutGoal(g) }))
	}
	require.NoError(t, h.Store.Update(t.Context(), nil, func(tx store.Tx) error {
		return tx.PutGoalDefinition("d", []byte(`{"name":"g","event":"ticket","within":"10d"}`))
	}))
	put("a", 0, false, customer.Missed)
	put("a", 12, false, customer.Reached) // Not the first.
	put("b", 1, false, customer.Reached)
	put("c", 5, false, customer.Reached) // Early, and its time isn't over.
	put("d", 2, true, customer.Already)
	put("e", 2, true, customer.Lost)
	put("f", 2, true, customer.Missed)
	h.Clock.Advance(14 * 24 * time.Hour)
	query := engine.EffectQuery{Playbook: "p"}
	effects, err := h.Engine.Effects(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, effects, 1)
	require.Equal(t, engine.Group{Enrolments: 4, Units: 3, Tracked: 1, Over: 2, Reached: 1}, effects[0].Treated)
	require.Equal(t, engine.Group{Enrolments: 3, Units: 3, Already: 1, Lost: 1, Over: 1}, effects[0].Control)
	require.Equal(t, engine.Unclear, effects[0].Verdict)

	query.From, query.To = startMessage.AddDate(0, 0, 1), startMessage.AddDate(0, 0, 5)
	effects, err = h.Engine.Effects(t.Context(), query)
	require.NoError(t, err)
	require.Equal(t, engine.Group{Enrolments: 1, Units: 1, Over: 1, Reached: 1}, effects[0].Treated)
	query.Playbook = "other"
	effects, err = h.Engine.Effects(t.Context(), query)
	require.NoError(t, err)
	require.Empty(t, effects)
}

func TestGoalsAreCounted(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := newHarness(t, declarations+aiming(9), func(o *engine.Options) { o.Metrics = registry })
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Work()
	group := "treated"
	if h.goals("acme")["grown"].Control {
		group = "control"
	}
	h.Advance(30 * 24 * time.Hour)
	families, err := registry.Gather()
	require.NoError(t, err)
	var counted []string
	for _, family := range families {
		if family.GetName() == "tend_goals_total" {
			for _, m := range family.GetMetric() {
				counted = append(counted, fmt.Sprint(m.GetLabel(), m.GetCounter().GetValue()))
			}
		}
	}
	require.Len(t, counted, 2)
	for i, goal := range []string{"connected", "grown"} {
		for _, label := range []string{goal, group, "missed", "helped", "1"} {
			require.Contains(t, counted[i], label)
		}
		require.NotContains(t, counted[i], "acme")
	}
}
