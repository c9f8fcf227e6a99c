package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// whyAt returns where an account stood with the playbook "p" at an instant.
func (h *harness) whyAt(account string, at time.Time) engine.WhyView {
	h.T.Helper()
	w, err := h.Engine.Why(h.T.Context(), engine.WhyQuery{Account: account, Playbook: "p", At: at})
	require.NoError(h.T, err)
	return w
}

// What came later was not there yet: neither starts that use up a quota nor runs that take all places.
func TestThePastKnowsNothingOfLaterStarts(t *testing.T) {
	t.Parallel()
	for _, rules := range []string{`quota = "1 per month"`, "max_running = 1"} {
		h := newHarness(t, limited(rules))
		h.PutAccount("a")
		h.PutAccount("b")
		h.Advance(time.Hour)
		before := h.Clock.Now()
		h.Advance(time.Hour)
		h.tickets("1", "a")
		h.Advance(time.Hour)
		require.Contains(t, h.whyAt("b", before).Summary, "the account would be enrolled", rules)
		require.Contains(t, h.whyAt("b", time.Time{}).Summary, "the account would not be enrolled", rules)
		require.Contains(t, h.whyAt("b", h.Clock.Now()).Summary, "the account would not be enrolled", rules)
	}
}

// Where an order gives the places and nothing keeps those who get none, they are refused at that very instant.
func TestThePastOfAnOrderWithoutAHold(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("quota = \"1 per month\"\norder_by = \"account.ltv\""))
	h.putValue("a", 1)
	h.putValue("b", 2)
	h.tickets("1", "a", "b")
	h.swept()
	require.Equal(t, map[string]string{"a": "skipped quota", "b": "enrolled"}, h.lastOf())
	fired := h.Clock.Now()
	h.Advance(time.Hour)
	then := h.whyAt("a", fired)
	require.Equal(t, customer.Skip, then.Cases[0].Decision.Outcome)
	require.Equal(t, customer.ReasonQuota, then.Cases[0].Decision.Reason)
	require.Equal(t, customer.Enrol, h.whyAt("b", fired).Cases[0].Decision.Outcome)
	later := h.whyAt("a", fired.Add(time.Minute))
	require.NotContains(t, later.Summary, "kept")
	require.Contains(t, later.Summary, "The quota of 1 per month is used up")
}

// Who drew the lot of the control group had found room, whoever took the last place at that instant.
func TestThePastOfAControlGroupThatFoundCapacity(t *testing.T) {
	t.Parallel()
	h := newHarness(t, limited("quota = \"1 per month\"\ncontrol_group = 50"))
	accounts := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for _, account := range accounts {
		h.PutAccount(account)
	}
	h.tickets("1", accounts...)
	fired := h.Clock.Now()
	h.Advance(time.Hour)
	decided := map[customer.Outcome]int{}
	for _, d := range h.Decisions() {
		decided[d.Outcome]++
		then := h.whyAt(d.Account, fired)
		require.Equal(t, d.Outcome, then.Cases[0].Decision.Outcome, d.Account)
		require.Equal(t, d.Reason, then.Cases[0].Decision.Reason, d.Account)
	}
	require.Positive(t, decided[customer.Control])
	require.Equal(t, 1, decided[customer.Enrol])
}

// A skip of what waited is no repetition of one that was refused at once, nor the other way round: the record
// says until when each of them was kept.
func TestThePastOfWhatWaitedAndWasRefusedInTheEnd(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "event" { event = "ticket" }
  when = "account.ltv > 5"
  enroll {
    cooldown = "2d"
    hold     = "10d"
  }
  exit "ended" { event = "ended" }
  wait "month" { for = "30d" }
}
`)
	h.putValue("a", 10)
	h.tickets("1", "a")
	h.Advance(time.Hour)
	h.tickets("2", "a")
	waits := h.Clock.Now()
	h.Advance(time.Hour)
	h.putValue("a", 1)
	h.Ingest("3", "ended", "a")
	h.Advance(3 * 24 * time.Hour)
	refused := h.Clock.Now()
	h.tickets("4", "a")
	h.Advance(time.Hour)

	require.Contains(t, h.whyAt("a", waits.Add(time.Minute)).Summary, "the occurrence is kept")
	end := h.whyAt("a", refused.Add(time.Minute))
	require.NotContains(t, end.Summary, "kept")
	require.Len(t, end.Decisions, 3, "what waited is a row of its own")
	require.Equal(t, customer.Skip, end.Decisions[1].Outcome)
	require.Equal(t, 1, end.Decisions[1].Count)
}

// What is foretold of the past is what could be known then.
func TestThePastForetellsNothingThatCameLater(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "p" {
  trigger "inactivity" {
    event = "connected"
    after = "2d"
  }
  enroll { max_running = 1 }
  exit "ended" { event = "ended" }
  wait "month" { for = "30d" }
}
`)
	h.PutAccount("a")
	h.Advance(time.Hour)
	h.PutAccount("b")
	before := h.Clock.Now()
	h.Advance(47 * time.Hour)
	running := h.Clock.Now()
	require.Equal(t, map[string]string{"a": "enrolled"}, h.lastOf())
	h.Advance(30 * time.Minute)
	h.Ingest("1", "ended", "a")
	h.Advance(time.Hour)
	require.Equal(t, map[string]string{"a": "enrolled", "b": "enrolled"}, h.lastOf())
	require.Equal(t, customer.Enrol, foretold(h.whyAt("b", before)))
	require.Equal(t, customer.ReasonMaxRunning, h.whyAt("b", running).Cases[0].Next.Reason, "the run that ended later was in progress")
}

func foretold(w engine.WhyView) customer.Outcome { return w.Cases[0].Next.Outcome }
