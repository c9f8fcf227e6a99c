package run_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
)

func TestTimeoutTakesTheDefault(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(answered(action("review", nil), "2d"), &dsl.Step{
		Kind: dsl.StepBranch, Name: "late", Branch: &dsl.BranchStep{
			Cases:   []dsl.Case{{Name: "done", When: "steps.review.done", Steps: []*dsl.Step{action("thank", nil)}}},
			Default: []*dsl.Step{action("chase", nil)},
		},
	}))
	w.act("review")
	w.advanceTime(48*time.Hour - time.Second)
	require.Empty(t, w.core.Outstanding(w.state).Actions, "a second before it is due")
	w.advanceTime(time.Second)
	require.Equal(t, "chase", w.core.Outstanding(w.state).Actions[0].Path)
	require.Equal(t, true, w.state.Steps["review"].Result["timed_out"])
}

func TestAnEventBetweenActionAndWaitCounts(t *testing.T) {
	t.Parallel()
	plan := func() *dsl.Plan {
		return steps(action("mail", nil), wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"}))
	}
	w := begin(t, plan())
	call := w.attempt("mail")[0]
	w.event("integration_connected", map[string]any{"integration": "crm"}) // while the mail is on its way
	w.do(w.core.Finish(w.state, "mail", call.Key, "", run.Result{}, run.Attempt{}, w.env()))
	require.Equal(t, run.Completed, w.state.Outcome)
	require.Equal(t, true, w.state.Steps["connected"].Result["matched"])
	require.Equal(t, map[string]any{
		"id": "e-1", "type": "integration_connected", "time": "2026-04-06T09:00:00.000Z", "integration": "crm",
	}, w.state.Steps["connected"].Result["event"])

	early := begin(t, steps(wait("pause", dsl.WaitStep{For: "1d"}), action("mail", nil), wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"})))
	early.event("integration_connected", nil) // before the action: doesn't count
	early.advanceTime(24 * time.Hour)
	early.act("mail")
	require.Empty(t, early.state.Outcome)
}

func TestAnEventBeforeTheTimeoutWinsHoweverLateItIsSettled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arrives time.Duration
		matched bool
	}{
		"before":      {arrives: 7*24*time.Hour - time.Second, matched: true},
		"at the time": {arrives: 7 * 24 * time.Hour, matched: true},
		"after":       {arrives: 7*24*time.Hour + time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t, steps(wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"})))
			w.now = start.Add(test.arrives)
			w.commit("integration_connected", nil) // and nobody was there to settle the run
			w.advanceTime(24 * time.Hour)
			require.Equal(t, test.matched, w.state.Steps["connected"].Result["matched"])
			require.Equal(t, !test.matched, w.state.Steps["connected"].Result["timed_out"])
		})
	}
}

func TestTwoWaitsTakeTwoEvents(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(wait("one", dsl.WaitStep{Event: "login"}), wait("two", dsl.WaitStep{Event: "login"})))
	w.event("login", nil)
	require.Empty(t, w.state.Outcome)
	w.event("login", nil)
	require.Equal(t, run.Completed, w.state.Outcome)
}

func TestImportedHistoryEndsNoWait(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(wait("one", dsl.WaitStep{Event: "login"})))
	e := w.commit("login", nil)
	e.Imported = true
	w.do(w.core.Entry(w.state, e, w.env()))
	require.Empty(t, w.state.Outcome)
}

// What every event has, and the contact that it is about, waits and exits see as triggers do.
func TestWatchesSeeTheWholeEvent(t *testing.T) {
	t.Parallel()
	const day = "event.type == 'login' && event.id == 'e-2' && event.time >= '2026-04-07T09:00:00.000Z' && event.contact.id == 'amy'"
	p := steps(wait("again", dsl.WaitStep{Event: "login", When: day}), wait("pause", dsl.WaitStep{For: "1d"}))
	p.Exits = []*dsl.Exit{{Name: "left", Event: "gone", When: "event.contact.email == 'amy@acme.example' && event.time > steps.again.event.time"}}
	w := begin(t, p)
	about := func(eventType string) {
		e := w.commit(eventType, nil)
		e.Contact = "amy"
		w.log[len(w.log)-1] = e
		w.do(w.core.Entry(w.state, e, w.env()))
	}
	about("login")
	require.NotContains(t, w.state.Steps, "pause", "a day too early")
	w.now = w.now.Add(24 * time.Hour)
	about("login")
	require.Contains(t, w.state.Steps, "pause")
	about("gone")
	require.Empty(t, w.state.Outcome, "at the same time")
	w.now = w.now.Add(time.Second)
	about("gone")
	require.Equal(t, "left", w.state.Detail)
}
