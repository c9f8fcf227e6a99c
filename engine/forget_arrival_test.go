package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// versions is how many entries the workspace log has.
func (h *house) versions() (n int) {
	h.t.Helper()
	h.view(func(r store.Reader) error {
		all, err := r.Versions()
		n = len(all)
		return err
	})
	return n
}

// What is refused as its account or its contact was forgotten has not arrived: no count that was missing becomes 0.
func TestWhatIsRefusedForForgettingIsNoArrival(t *testing.T) {
	t.Parallel()
	h := newHouse(t, wished)
	h.people()
	old := h.clock.Now()
	h.clock.pass(time.Hour)
	_, err := h.engine.ForgetContact(t.Context(), "acme", zaphod)
	require.NoError(t, err)
	begin := func() {
		_, err := h.engine.PutAccount(t.Context(), "globex", engine.AccountUpdate{Name: "Globex"})
		require.NoError(t, err)
	}
	begin()
	_, err = h.engine.Forget(t.Context(), "globex")
	require.NoError(t, err)
	h.clock.pass(time.Hour)
	begin()
	known := h.versions()
	for _, event := range []engine.Event{
		{Type: "wish", Account: "acme", Contact: zaphod, Time: h.clock.Now()},
		{Type: "wish", Account: "acme", Contact: zaphod, Time: old},
		{Type: "wish", Account: "globex", Contact: "somebody", Time: old},
	} {
		event.ID, event.Source, event.Data = "old", "test", map[string]any{"text": "old"}
		report, err := h.engine.Ingest(t.Context(), []engine.Event{event})
		require.NoError(t, err)
		require.Len(t, report.Rejected, 1)
		require.Contains(t, report.Rejected[0].Reason, "forgotten")
		require.Equal(t, known, h.versions(), report.Rejected[0].Reason)
	}
	require.Equal(t, 1, h.wish("new", ford, "new").Accepted)
	require.Equal(t, known+1, h.versions())
}
