package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

const choosy = `
playbook "choosy" {
  trigger "event" {
    event = "signed"
    when  = "event.plan == 'gold'"
  }
  enroll { cooldown = "30d" }
  action "note" "hello" { text = "hello" }
}
`

func (h *harness) why(playbook string, at time.Time) engine.WhyView {
	h.T.Helper()
	w, err := h.Engine.Why(h.T.Context(), engine.WhyQuery{Account: "acme", Playbook: playbook, At: at})
	require.NoError(h.T, err)
	return w
}

func (h *harness) signed(id, plan string) {
	h.T.Helper()
	_, err := h.Engine.Ingest(h.T.Context(), []engine.Event{{
		ID: id, Source: "test", Type: "signed", Account: "acme", Time: h.Clock.Now(), Data: map[string]any{"plan": plan},
	}})
	require.NoError(h.T, err)
}

// verdicts returns what the rules say of the first trigger.
func verdicts(w engine.WhyView) map[string]customer.Verdict {
	all := map[string]customer.Verdict{}
	for _, r := range w.Cases[0].Rules {
		all[r.Rule] = r.Verdict
	}
	return all
}

func TestWhyNowAndThen(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+choosy)
	h.PutAccount("acme")
	before := h.why("choosy", time.Time{})
	require.Equal(t, customer.Open, verdicts(before)["trigger_when"], "nobody knows the next event")
	require.Empty(t, before.Decisions)

	h.Advance(time.Hour)
	h.signed("1", "silver")
	h.Advance(time.Hour)
	h.signed("2", "gold")
	h.Work()
	h.Advance(time.Hour)
	now := h.why("choosy", time.Time{})
	require.Equal(t, customer.Refused, verdicts(now)["cooldown"])
	require.Equal(t, customer.Passed, verdicts(now)["trigger_when"], "asked of the last event")
	require.Len(t, now.Decisions, 2)
	require.Equal(t, customer.Enrol, now.Decisions[0].Outcome, "newest first")
	require.Empty(t, now.Notes)

	// The decision within the second that was asked for is explained.
	then := h.why("choosy", now.Decisions[1].At.Truncate(time.Second))
	require.Equal(t, now.Decisions[1].Decision.Detail, then.Cases[0].Decision.Detail)
	require.Equal(t, customer.Refused, verdicts(then)["trigger_when"])
	require.Len(t, then.Decisions, 1)
	enrolled := h.why("choosy", now.Decisions[0].At)
	require.Equal(t, customer.Enrol, enrolled.Cases[0].Decision.Outcome)
	between := h.why("choosy", now.Decisions[1].At.Add(time.Minute))
	require.Nil(t, between.Cases[0].Decision)
	require.Equal(t, customer.Open, verdicts(between)["trigger_when"], "the last one was silver; the next may be gold")
	require.Equal(t, customer.Passed, verdicts(between)["cooldown"])
}

func TestWhySaysWhatItCannotTell(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+choosy)
	h.PutAccount("acme")
	_, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "choosy", At: h.Engine.Now().Add(time.Second)})
	require.ErrorContains(t, err, "at: is in the future")
	_, err = h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "choosy", At: h.Engine.Now().Add(-time.Hour)})
	require.ErrorContains(t, err, "at: is before the account's log begins")
	_, err = h.Engine.Why(t.Context(), engine.WhyQuery{Account: "nobody", Playbook: "choosy"})
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = h.Engine.Why(t.Context(), engine.WhyQuery{Account: "acme", Playbook: "chosy"})
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorContains(t, err, "chosy")
}
