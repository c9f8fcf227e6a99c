package run_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// An entry that a run doesn't await does nothing to it.
func TestWhatIsNotAwaitedDoesNothing(t *testing.T) {
	t.Parallel()
	plans := map[string]*dsl.Plan{
		"a pause":           steps(wait("w", dsl.WaitStep{For: "1d"})),
		"an event":          steps(wait("w", dsl.WaitStep{Event: "login", Timeout: "1d"})),
		"a certain event":   steps(wait("w", dsl.WaitStep{Event: "login", When: "event.n > 1"})),
		"an answer":         steps(answered(action("ask", nil), "1d")),
		"an action":         steps(action("note", nil), wait("w", dsl.WaitStep{Event: "login"})),
		"an exit":           {Steps: []*dsl.Step{wait("w", dsl.WaitStep{For: "1d"})}, Exits: []*dsl.Exit{{Name: "gone", Event: "ended"}}},
		"one of a contact":  {PerContact: true, Steps: []*dsl.Step{wait("w", dsl.WaitStep{Event: "login"})}, Exits: []*dsl.Exit{{Name: "gone", Event: "ended"}}},
		"one of everything": {PerContact: true, Steps: []*dsl.Step{answered(action("ask", nil), "1d"), wait("w", dsl.WaitStep{Event: "login"})}, Exits: []*dsl.Exit{{Name: "gone", Event: "ended"}}},
	}
	for name, plan := range plans {
		t.Run(name, func(t *testing.T) {
			for _, eventType := range []string{"login", "ended", "task.completed", "run.finished", "ticket"} {
				for _, contact := range []string{"", "kenji", "amy"} {
					w := begin(t, plan)
					w.state.Contact = "kenji"
					before, err := json.Marshal(w.state)
					require.NoError(t, err)
					e := w.commit(eventType, map[string]any{"n": 2.0, "run": w.state.Run, "step": "ask"})
					e.Contact = contact
					awaited := w.core.Awaits(w.state, w.core.Subscriptions(w.state), &e)
					lines, err := w.core.Entry(w.state, e, w.env())
					require.NoError(t, err)
					after, err := json.Marshal(w.state)
					require.NoError(t, err)
					if !awaited {
						require.Empty(t, lines)
						require.Equal(t, string(before), string(after))
					}
				}
			}
		})
	}
}

func TestWhatIsAwaited(t *testing.T) {
	t.Parallel()
	plan := steps(wait("w", dsl.WaitStep{Event: "login"}))
	plan.PerContact = true
	w := begin(t, plan)
	w.state.Contact = "kenji"
	for contact, awaited := range map[string]bool{"": true, "kenji": true, "amy": false} {
		e := w.commit("login", nil)
		e.Contact = contact
		require.Equal(t, awaited, w.core.Awaits(w.state, w.core.Subscriptions(w.state), &e), contact)
	}
	e := w.commit("ticket", nil)
	require.False(t, w.core.Awaits(w.state, w.core.Subscriptions(w.state), &e))
}
