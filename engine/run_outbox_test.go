package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// picky is a driver that can't deliver to the runs of some accounts.
type picky struct {
	*harness
	mu    sync.Mutex
	bad   map[string]bool // runs
	tried map[string]int
}

func (p *picky) Start(ctx context.Context, id, playbook string, first run.Outstanding) error {
	p.mu.Lock()
	p.tried[id]++
	bad := p.bad[id]
	p.mu.Unlock()
	if bad {
		return errors.New("this one can't be started")
	}
	return p.harness.Start(ctx, id, playbook, first)
}

// queued returns an engine with so many runs in its outbox, of which the driver can't deliver to the first.
func queued(t *testing.T, bad, all int) *picky {
	t.Helper()
	h := newHarness(t, declarations+welcome)
	var events []engine.Event
	for i := range all {
		account := fmt.Sprintf("a%03d", i)
		h.PutAccount(account)
		events = append(events, engine.Event{ID: account, Source: "test", Type: "signed", Account: account, Time: startMessage})
	}
	_, err := h.Engine.Ingest(t.Context(), events)
	require.NoError(t, err)
	p := &picky{harness: h, bad: map[string]bool{}, tried: map[string]int{}}
	h.View(func(r store.Reader) error {
		rows, err := r.Runs(store.RunQuery{Limit: bad})
		for _, row := range rows {
			p.bad[row.ID] = true
		}
		return err
	})
	return p
}

// Two looks' worth of runs that can't be delivered to stand before one that can.
func TestRunsThatCanNotBeDeliveredToDoNotFillTheOutbox(t *testing.T) {
	t.Parallel()
	const bad, all = 250, 260
	p := queued(t, bad, all)
	delivered := 0
	for range 2 {
		n, err := p.Engine.Dispatch(t.Context(), p)
		require.ErrorContains(t, err, "can't be started")
		delivered += n
	}
	require.Equal(t, all-bad, delivered)

	for range bad/20 + 1 { // The others are tried in turn, a few at a time.
		_, err := p.Engine.Dispatch(t.Context(), p)
		require.Error(t, err)
	}
	for id := range p.bad {
		require.GreaterOrEqual(t, p.tried[id], 2, id)
		require.LessOrEqual(t, p.tried[id], 3, id)
	}

	clear(p.bad) // When one gets through, all others are tried again at once.
	for range 3 {
		n, err := p.Engine.Dispatch(t.Context(), p)
		require.NoError(t, err)
		delivered += n
	}
	require.Equal(t, all, delivered)
	n, err := p.Engine.Dispatch(t.Context(), p)
	require.NoError(t, err)
	require.Zero(t, n)
}
