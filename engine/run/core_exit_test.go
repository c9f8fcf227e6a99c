package run_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
)

func TestExitFiresWhenItTurnsTrue(t *testing.T) {
	t.Parallel()
	plan := func() *dsl.Plan {
		p := steps(wait("long", dsl.WaitStep{For: "30d"}))
		p.Exits = []*dsl.Exit{{Name: "recovered", When: "health.band == 'green'"}}
		return p
	}
	w := begin(t, plan())
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Empty(t, w.state.Outcome)
	w.facts["health"] = map[string]any{"band": "green"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, "recovered", w.state.Detail)
	require.True(t, w.core.Outstanding(w.state).Done)
	require.Empty(t, w.core.Subscriptions(w.state))
}

func TestExitThatHeldAtTheStartWaitsForItsEdge(t *testing.T) {
	t.Parallel()
	p := steps(wait("long", dsl.WaitStep{For: "30d"}))
	p.Exits = []*dsl.Exit{{Name: "red", When: "health.band == 'red'"}}
	w := begin(t, p)
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Empty(t, w.state.Outcome, "it was true at the start")
	w.facts["health"] = map[string]any{"band": "green"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	w.facts["health"] = map[string]any{"band": "red"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
}

func TestExitLetsAnActionInFlightFinish(t *testing.T) {
	t.Parallel()
	p := steps(action("mail", nil), action("second", nil))
	p.Exits = []*dsl.Exit{{Name: "churned", Event: "contract_ended", When: "event.reason == 'price'"}}
	w := begin(t, p)
	call := w.attempt("mail")[0]
	w.event("contract_ended", map[string]any{"reason": "other"})
	require.Empty(t, w.state.Exiting)
	w.event("contract_ended", map[string]any{"reason": "price"})
	require.Empty(t, w.state.Outcome)
	w.do(w.core.Finish(w.state, "mail", call.Key, "", run.Result{Values: map[string]any{"sent": true}}, run.Attempt{}, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, true, w.state.Steps["mail"].Result["sent"], "it is recorded")
	require.NotContains(t, w.state.Steps, "second")
}

func TestExitBeforeTheFirstAttemptDropsTheAction(t *testing.T) {
	t.Parallel()
	p := steps(action("mail", nil))
	p.Exits = []*dsl.Exit{{Name: "churned", Event: "contract_ended"}}
	w := begin(t, p)
	w.event("contract_ended", nil) // Temporal is away: nobody has begun to act
	require.Empty(t, w.attempt("mail"))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, "churned", w.state.Detail)
}
