package enginetest

import (
	"maps"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// PutAccount makes an account known: a customer whose lifetime value is five.
func (h *Harness) PutAccount(id string) {
	h.T.Helper()
	_, err := h.Engine.PutAccount(h.T.Context(), id, engine.AccountUpdate{
		Name: "The " + id, Attributes: map[string]any{"status": "customer", "ltv": 5.0},
	})
	require.NoError(h.T, err)
}

// Ingest sends an event that happens now.
func (h *Harness) Ingest(id, eventType, account string) engine.Report {
	h.T.Helper()
	report, err := h.Engine.Ingest(h.T.Context(), []engine.Event{
		{ID: id, Source: "test", Type: eventType, Account: account, Time: h.Clock.Now()},
	})
	require.NoError(h.T, err)
	return report
}

// Import imports entries of an account, as an import that has no others.
func (h *Harness) Import(account string, entries ...customer.Entry) []store.Appended {
	h.T.Helper()
	types := map[string]bool{}
	for _, e := range entries {
		types[e.Type] = true
	}
	history, err := h.Engine.BeginHistory(h.T.Context(), []string{account}, slices.Collect(maps.Keys(types)))
	require.NoError(h.T, err)
	imported, err := history.Import(h.T.Context(), account, func(yield func(customer.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	require.NoError(h.T, err)
	return imported.Appended
}

// View reads the store.
func (h *Harness) View(fn func(store.Reader) error) {
	h.T.Helper()
	require.NoError(h.T, h.Engine.View(h.T.Context(), fn))
}

// Runs returns up to a hundred runs, in the order in which they were created.
func (h *Harness) Runs() (rows []store.Run) {
	h.T.Helper()
	h.View(func(r store.Reader) (err error) { rows, err = r.Runs(store.RunQuery{Limit: 100}); return err })
	return rows
}

// Decisions returns up to a hundred decisions, the oldest first.
func (h *Harness) Decisions() (rows []store.DecisionRow) {
	h.T.Helper()
	h.View(func(r store.Reader) (err error) { rows, err = r.Decisions(store.DecisionQuery{Limit: 100}); return err })
	return rows
}

// Timeline returns the codes of a run's lines.
func (h *Harness) Timeline(run string) (codes []string) {
	h.T.Helper()
	h.View(func(r store.Reader) error {
		lines, err := r.Timeline(run)
		for _, line := range lines {
			codes = append(codes, line.Code)
		}
		return err
	})
	return codes
}
