package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/store"
)

func TestWhatTheEngineWritesCanNotBeForged(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	for _, eventType := range []string{"account.updated", "run.finished", "task.completed", "email.sent"} {
		report := h.Ingest("1", eventType, "acme")
		require.Len(t, report.Rejected, 1, eventType)
		require.Contains(t, report.Rejected[0].Reason, "by the engine alone")
	}
}

func TestAnEventOfTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("acme")
	report, err := h.Engine.Ingest(t.Context(), []engine.Event{
		{ID: "1", Source: "test", Type: "signed", Account: "acme", Time: startMessage.Add(6 * time.Minute)},
		{ID: "2", Source: "test", Type: "ticket", Account: "acme", Time: startMessage.Add(4 * time.Minute)},
	})
	require.NoError(t, err)
	require.Equal(t, 1, report.Accepted, "a clock that is a little ahead")
	require.Contains(t, report.Rejected[0].Reason, "which hasn't come: the engine's time is")
}

func TestARefusedEventLeavesFactsAlone(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "nobody")
	view, err := h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Nil(t, view.Metrics["tickets_7d"], "no ticket was ever taken: there may be no help desk")
	h.PutAccount("zenith")
	h.Ingest("1", "ticket", "zenith")
	h.Advance(time.Minute)
	view, err = h.Engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 0.0, view.Metrics["tickets_7d"], "from the first ticket on, none is zero")
}

func TestATimerThatWaitedInTheOutboxIsDueAtItsInstant(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+`
playbook "late" {
  trigger "event" { event = "signed" }
  wait "pause" { for = "1d" }
  action "note" "n" { text = "now" }
}
`)
	h.PutAccount("acme")
	h.Ingest("1", "signed", "acme")
	h.Clock.Advance(20 * time.Hour) // Temporal was away
	h.Work()
	require.Equal(t, 4*time.Hour, h.Outstanding[h.Runs()[0].ID].WakeIn)
}

func TestTheSameAccountInOtherWordsIsNoUpdate(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations)
	for i, attributes := range []map[string]any{{"ltv": 5.0}, {"ltv": 5.0, "status": nil}, {"ltv": 5}} {
		changed, err := h.Engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme", Attributes: attributes})
		require.NoError(t, err)
		require.Equal(t, i == 0, changed)
	}
	h.View(func(r store.Reader) error {
		n, err := r.CountEntries()
		require.EqualValues(t, 1, n)
		return err
	})
}

func TestAnImportAfterSomethingBecameDueDecidesItFirst(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+reviewed)
	h.PutAccount("acme")
	h.Ingest("1", "ticket", "acme")
	h.Work()
	h.Clock.Advance(3 * 24 * time.Hour) // the task's wait is over, and nobody has swept
	h.Import("acme")
	require.Equal(t, "finished", h.Runs()[0].Status)
}

func TestOneBadAccountDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	for _, account := range []string{"acme", "zenith"} {
		h.PutAccount(account)
		h.Ingest(account, "signed", account)
	}
	h.Work()
	err := h.Store.Update(t.Context(), []string{"acme"}, func(tx store.Tx) error {
		bad, err := tx.Run(h.Runs()[0].ID)
		if err != nil {
			return err
		}
		bad.State = []byte(`{"steps": 3}`)
		return tx.PutRun(bad)
	})
	require.NoError(t, err)
	_, err = h.Engine.Publish(t.Context(), enginetest.Load(t, declarations+welcome+`event "more" {}`), "more")
	require.NoError(t, err)
	_, err = h.Engine.Sweep(t.Context())
	require.Error(t, err)
	h.View(func(r store.Reader) error {
		state, err := r.Account("zenith")
		require.NoError(t, err)
		latest, err := r.Version()
		require.Equal(t, latest.Number, state.Version, "it was brought to the version in force")
		return err
	})
}
