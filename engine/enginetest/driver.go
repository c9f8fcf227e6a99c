package enginetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/run"
)

// Driver stands in for Temporal: of each run it holds the newest outstanding set, as the run's workflow does, and
// it performs what is outstanding when the test says so.
type Driver struct {
	harness *Harness

	mu sync.Mutex
	// Outstanding is the newest set of each run.
	Outstanding map[string]run.Outstanding
	// Starts is how often each run was started.
	Starts map[string]int
	// Down is the error of every start while Temporal is away.
	Down error
}

func newDriver(h *Harness) *Driver {
	return &Driver{harness: h, Outstanding: map[string]run.Outstanding{}, Starts: map[string]int{}}
}

// Start begins a run, once however often it is called.
func (d *Driver) Start(_ context.Context, id, _ string, first run.Outstanding) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Down != nil {
		return d.Down
	}
	d.Starts[id]++
	if _, started := d.Outstanding[id]; !started {
		d.Outstanding[id] = first
	}
	return nil
}

// Nudge settles a run at once.
func (d *Driver) Nudge(ctx context.Context, id string) error {
	out, err := d.harness.Engine.Settle(ctx, id)
	d.Keep(id, out)
	return err
}

// Keep takes a run's set unless a newer one came before.
func (d *Driver) Keep(id string, out run.Outstanding) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if out.Revision >= d.Outstanding[id].Revision {
		d.Outstanding[id] = out
	}
}

// NextAction returns the path of an action that is outstanding, and its run; both are empty where none is.
func (d *Driver) NextAction() (id, path string) {
	for id, out := range d.Outstanding {
		if len(out.Actions) > 0 {
			return id, out.Actions[0].Path
		}
	}
	return "", ""
}

// Work delivers the outbox and performs every outstanding action, until nothing is left to do now.
func (h *Harness) Work() {
	h.T.Helper()
	for {
		n, err := h.Engine.Dispatch(h.T.Context(), h)
		require.NoError(h.T, err)
		id, path := h.NextAction()
		if n == 0 && id == "" {
			return
		}
		if id != "" {
			out, err := h.Engine.Act(h.T.Context(), id, path, 1)
			if !errors.Is(err, engine.ErrRetry) {
				require.NoError(h.T, err)
			}
			h.Keep(id, out)
		}
	}
}

// Advance moves the clock while everything runs: the sweeper, the runs' timers, and what follows from both.
func (h *Harness) Advance(d time.Duration) {
	h.T.Helper()
	h.Clock.Advance(d)
	h.Sweep()
	for id, out := range h.Outstanding {
		if out.WakeIn > 0 && !out.Done {
			require.NoError(h.T, h.Nudge(h.T.Context(), id))
		}
	}
	h.Work()
}

// Sweep lets the engine decide what has become due.
func (h *Harness) Sweep() {
	h.T.Helper()
	_, err := h.Engine.Sweep(h.T.Context())
	require.NoError(h.T, err)
}
