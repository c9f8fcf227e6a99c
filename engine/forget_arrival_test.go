package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// versions returns how many entries the workspace log has.
func (h *harness) versions() (n int) {
	h.T.Helper()
	h.View(func(r store.Reader) error {
		all, err := r.Versions()
		n = len(all)
		return err
	})
	return n
}

// What is refused as its account or its contact was forgotten has not arrived: no count that was missing becomes 0.
func TestWhatIsRefusedForForgettingIsNoArrival(t *testing.T) {
	t.Parallel()
	h := newHarness(t, wished)
	h.putPeople()
	old := h.Clock.Now()
	h.Clock.Advance(time.Hour)
	_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	begin := func() {
		_, err := h.Engine.PutAccount(t.Context(), "globex", engine.AccountUpdate{Name: "Globex"})
		require.NoError(t, err)
	}
	begin()
	_, err = h.Engine.Forget(t.Context(), "globex")
	require.NoError(t, err)
	h.Clock.Advance(time.Hour)
	begin()
	known := h.versions()
	for _, event := range []engine.Event{
		{Type: "wish", Account: "acme", Contact: zaphod, Time: h.Clock.Now()},
		{Type: "wish", Account: "acme", Contact: zaphod, Time: old},
		{Type: "wish", Account: "globex", Contact: "somebody", Time: old},
	} {
		event.ID, event.Source, event.Data = "old", "test", map[string]any{"text": "old"}
		report, err := h.Engine.Ingest(t.Context(), []engine.Event{event})
		require.NoError(t, err)
		require.Len(t, report.Rejected, 1)
		require.Contains(t, report.Rejected[0].Reason, "forgotten")
		require.Equal(t, known, h.versions(), report.Rejected[0].Reason)
	}
	require.Equal(t, 1, h.wish("new", ford, "new").Accepted)
	require.Equal(t, known+1, h.versions())
}
