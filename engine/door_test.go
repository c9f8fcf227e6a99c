package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

func TestWhatTheEngineWritesCanNotBeForged(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations+welcome)
	h.account("acme")
	for _, eventType := range []string{"account.updated", "run.finished", "task.completed", "email.sent"} {
		report := h.event("1", eventType, "acme")
		require.Len(t, report.Rejected, 1, eventType)
		require.Contains(t, report.Rejected[0].Reason, "by the engine alone")
	}
}

func TestAnEventOfTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations+welcome)
	h.account("acme")
	report, err := h.engine.Ingest(t.Context(), []engine.Event{
		{ID: "1", Source: "test", Type: "signed", Account: "acme", Time: start.Add(6 * time.Minute)},
		{ID: "2", Source: "test", Type: "ticket", Account: "acme", Time: start.Add(4 * time.Minute)},
	})
	require.NoError(t, err)
	require.Equal(t, 1, report.Accepted, "a clock that is a little ahead")
	require.Contains(t, report.Rejected[0].Reason, "which hasn't come: the engine's time is")
}

func TestARefusedEventLeavesFactsAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations)
	h.account("acme")
	h.event("1", "ticket", "nobody")
	view, err := h.engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Nil(t, view.Metrics["tickets_7d"], "no ticket was ever taken: there may be no help desk")
	h.account("zenith")
	h.event("1", "ticket", "zenith")
	h.pass(time.Minute)
	view, err = h.engine.Account(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 0.0, view.Metrics["tickets_7d"], "from the first ticket on, none is zero")
}

func TestATimerThatWaitedInTheOutboxIsDueAtItsInstant(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations+`
playbook "late" {
  trigger "event" { event = "signed" }
  wait "pause" { for = "1d" }
  action "note" "n" { text = "now" }
}
`)
	h.account("acme")
	h.event("1", "signed", "acme")
	h.clock.pass(20 * time.Hour) // Temporal was away
	h.work()
	require.Equal(t, 4*time.Hour, h.sets[h.runs()[0].ID].WakeIn)
}

func TestTheSameAccountInOtherWordsIsNoUpdate(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations)
	for i, attributes := range []map[string]any{{"ltv": 5.0}, {"ltv": 5.0, "status": nil}, {"ltv": 5}} {
		changed, err := h.engine.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme", Attributes: attributes})
		require.NoError(t, err)
		require.Equal(t, i == 0, changed)
	}
	h.view(func(r store.Reader) error {
		n, err := r.CountEntries()
		require.EqualValues(t, 1, n)
		return err
	})
}

func TestAnImportAfterSomethingBecameDueDecidesItFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations+reviewed)
	h.account("acme")
	h.event("1", "ticket", "acme")
	h.work()
	h.clock.pass(3 * 24 * time.Hour) // the task's wait is over, and nobody has swept
	h.history("acme")
	require.Equal(t, "finished", h.runs()[0].Status)
}

func TestOneBadAccountDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, declarations+welcome)
	for _, account := range []string{"acme", "zenith"} {
		h.account(account)
		h.event(account, "signed", account)
	}
	h.work()
	err := h.store.Update(t.Context(), []string{"acme"}, func(tx store.Tx) error {
		bad, err := tx.Run(h.runs()[0].ID)
		if err != nil {
			return err
		}
		bad.State = []byte(`{"steps": 3}`)
		return tx.PutRun(bad)
	})
	require.NoError(t, err)
	_, err = h.engine.Publish(t.Context(), load(t, declarations+welcome+`event "more" {}`), "more")
	require.NoError(t, err)
	_, err = h.engine.Sweep(t.Context())
	require.Error(t, err)
	h.view(func(r store.Reader) error {
		state, err := r.Account("zenith")
		require.NoError(t, err)
		latest, err := r.Version()
		require.Equal(t, latest.Number, state.Version, "it was brought to the version in force")
		return err
	})
}
