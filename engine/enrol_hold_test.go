package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"

	"github.com/tendhq/tend/engine/enginetest"
)

// outreach is two playbooks of which an account is in one at a time; the second waits for its turn.
const outreach = `
playbook "first" {
  trigger "event" { event = "signed" }
  enroll {
    key       = "event.plan"
    exclusive = "outreach"
  }
  exit "ended" { event = "ended" }
  action "note" "hello" { text = "hello" }
  wait "month" { for = "30d" }
}
playbook "second" {
  trigger "event" { event = "ticket" }
  enroll {
    exclusive = "outreach"
    hold      = "14d"
  }
  action "note" "sorry" { text = "sorry" }
}
`

func TestAHeldOccurrenceIsOneDecisionThatEnrolsLater(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+outreach)
	h.PutAccount("acme")
	h.Advance(time.Hour)
	h.signed("1", "gold")
	h.Work()
	h.Advance(time.Hour)
	asked := h.Clock.Now()
	h.Ingest("2", "ticket", "acme")
	h.Ingest("2", "ticket", "acme")
	h.Work()
	rows := h.Decisions()
	require.Len(t, rows, 2)
	require.Equal(t, customer.Pending, rows[1].Outcome)
	require.Equal(t, customer.ReasonExclusive, rows[1].Reason)
	require.Equal(t, "gold", rows[0].Key)
	require.Equal(t, []string{"hello"}, h.Notes.Texts)

	h.Open(declarations + outreach) // The process dies, and another goes on.
	h.Advance(48 * time.Hour)
	require.Len(t, h.Runs(), 1)
	h.Ingest("3", "ended", "acme")
	h.Work()
	rows = h.Decisions()
	require.Len(t, rows, 2, "one decision of each occurrence")
	require.Equal(t, customer.Enrol, rows[1].Outcome)
	require.Empty(t, rows[1].Reason)
	require.Equal(t, asked, rows[1].At)
	require.Equal(t, h.Clock.Now(), rows[1].LastAt)
	require.Equal(t, []string{"hello", "sorry"}, h.Notes.Texts)
	require.Equal(t, customer.RunID(rows[1].Occurrence), h.Runs()[1].ID)
	require.Equal(t, h.Clock.Now(), h.Runs()[1].StartedAt)

	// The past is told as it was: it waited, and then it was enrolled.
	then := h.why("second", asked)
	require.Equal(t, customer.Pending, then.Cases[0].Decision.Outcome)
	require.Contains(t, h.why("second", asked.Add(time.Hour)).Summary, "the account is not enrolled yet")
	require.Equal(t, customer.Enrol, h.why("second", rows[1].LastAt).Cases[0].Decision.Outcome)
}

func TestAHoldThatIsOverIsSkipped(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+outreach)
	h.PutAccount("acme")
	h.signed("1", "gold")
	h.Ingest("2", "ticket", "acme")
	h.Advance(14*24*time.Hour - time.Second)
	require.Equal(t, customer.Pending, h.Decisions()[1].Outcome)
	h.Advance(time.Second)
	rows := h.Decisions()
	require.Len(t, rows, 2)
	require.Equal(t, customer.Skip, rows[1].Outcome)
	require.Equal(t, customer.ReasonExclusive, rows[1].Reason)
	require.Equal(t, startMessage.Add(14*24*time.Hour), rows[1].LastAt)
}

// A broken-off pause is taken up by the publication that ends it, without an event.
func TestAPausedPlaybookTakesUpWhatItHeld(t *testing.T) {
	t.Parallel()
	const paused = `
playbook "p" {
  mode = "paused"
  trigger "event" { event = "ticket" }
  enroll { hold = "14d" }
  action "note" "hello" { text = "hello" }
}
`
	h := newHarness(t, declarations+paused)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	require.Equal(t, customer.ReasonPaused, h.Decisions()[0].Reason)
	h.Advance(24 * time.Hour)
	_, err := h.Engine.Publish(t.Context(), enginetest.Load(t, declarations+`
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll { hold = "14d" }
  action "note" "hello" { text = "hello" }
}
`), "")
	require.NoError(t, err)
	h.Advance(time.Minute)
	require.Equal(t, customer.Enrol, h.Decisions()[0].Outcome)
	require.Equal(t, []string{"hello"}, h.Notes.Texts)
}

// What is held in an operator's pause is asked when it ends, also by another process.
func TestResumingAsksWhatWasHeld(t *testing.T) {
	t.Parallel()
	const patient = `
playbook "p" {
  trigger "event" { event = "ticket" }
  enroll { hold = "14d" }
  action "note" "hello" { text = "hello {{ account.name }}" }
}
`
	for name, restarts := range map[string]bool{"at once": false, "after a crash": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, declarations+patient)
			h.PutAccount("acme")
			h.PutAccount("zenith")
			_, err := h.Engine.Pause(t.Context(), "p", "", "")
			require.NoError(t, err)
			h.Ingest("1", "ticket", "acme")
			h.Ingest("2", "ticket", "zenith")
			h.Advance(time.Hour)
			require.Equal(t, []string{"acme pending paused", "zenith pending paused"}, h.outcomes())
			_, err = h.Engine.Resume(t.Context(), "p", "", "")
			require.NoError(t, err)
			require.Equal(t, []string{"acme pending paused", "zenith pending paused"}, h.outcomes(), "nothing fires from resuming itself")
			if restarts {
				h.Open(declarations + patient)
			}
			h.Advance(0)
			require.Equal(t, []string{"acme enrolled", "zenith enrolled"}, h.outcomes())
			require.Equal(t, h.Clock.Now(), h.Decisions()[0].LastAt)
			require.ElementsMatch(t, []string{"hello The acme", "hello The zenith"}, h.Notes.Texts)
		})
	}
}
