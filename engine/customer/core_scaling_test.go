package customer

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// evaluations counts the evaluations of triggers from now on.
func (l *longHistory) evaluations() *int { return countEvaluations(l.core) }

// countingEvaluator counts the evaluations of a trigger.
type countingEvaluator struct {
	evaluator
	n *int
}

func (k countingEvaluator) evaluate(t *evaluation, st *TriggerState) time.Time {
	*k.n++
	return k.evaluator.evaluate(t, st)
}

func countEvaluations(core *Core) *int {
	n := 0
	for _, tr := range core.triggerIndex.all {
		tr.evaluator = countingEvaluator{tr.evaluator, &n}
	}
	return &n
}

func TestAnEventAsksOnlyWhatReadsWhatItChanged(t *testing.T) {
	t.Parallel()
	for _, playbooks := range []int{10, 200} {
		st := withHistory(t, portfolio(playbooks), "used_0")
		asked := st.evaluations()
		require.Len(t, st.core.Apply(st.s, st.next()), 1)
		require.Equal(t, affected-1, *asked)
	}
}

// Asking only what reads something that changed comes to what asking everything would come to.
func TestWhatIsNotAskedIsAsItWouldBe(t *testing.T) {
	t.Parallel()
	src := append([]string{company, `
metric "load" { value = "metric.tickets_30d / metric.active_7d" }
scale "load" {
  level "heavy" { when = "metric.load > 1" }
  level "light" {}
}
segment "fresh" { when = "days_since(account.since) < 5 || change.usage_10d > 0 || health.band == 'green'" }
attribute "account" "since" { type = date }`}, asked...)
	core := New(load(t, src...), 1, everSeen)
	rapid.Check(t, func(r *rapid.T) {
		st := &scenario{tb: t, core: core, s: core.Fresh("acme", start)}
		st.update(start, map[string]any{"status": "customer", "ltv": 5000.0, "seats": 4.0, "since": "2026-03-04"})
		st.happen(r)
		whole := stored(r, st.s)
		all := core.newEvaluation(whole, whole.Now, false)
		all.changes.all = true
		all.settle()
		require.Equal(r, encoded(r, st.s), encoded(r, whole))
	})
}

// Not parallel: it counts allocations.
func TestPlaybooksThatAnEventDoesNotAffectCostNothing(t *testing.T) {
	var costs []float64
	for _, playbooks := range []int{10, 200} {
		st := withHistory(t, portfolio(playbooks), "used_0")
		costs = append(costs, testing.AllocsPerRun(100, func() { st.core.Apply(st.s, st.next()) }))
	}
	require.InDelta(t, costs[0], costs[1], 2)
}

// What an account takes is bounded by the windows of its metrics, not by how much happens.
func TestAnAccountDoesNotGrowWithItsHistory(t *testing.T) {
	t.Parallel()
	st := customer(t, play("drop", dropBy15In7d), play("count", `
  trigger "event" {
    event  = "ticket"
    count  = 5
    within = "7d"
  }`))
	var sizes []int
	for hour := range 300 * 24 {
		now := start.Add(time.Duration(hour) * time.Hour)
		kind := []string{"login", "used", "ticket", "nps"}[hour%4]
		st.core.Apply(st.s, Entry{
			Source: "test", ID: fmt.Sprint(hour), Account: "acme", Type: kind, Contact: fmt.Sprint("user", hour%97), Time: now, Received: now,
			Data: map[string]any{"n": float64(hour % 10), "level": float64(hour % 4), "score": float64(hour % 11)},
		})
		if days := hour / 24; hour%24 == 0 && (days == 100 || days == 299) {
			sizes = append(sizes, len(encoded(t, st.s)))
		}
	}
	require.InEpsilon(t, sizes[0], sizes[1], 0.1)
	require.Less(t, sizes[1], 30_000)
}
