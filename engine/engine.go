// Package engine puts the rooms together: it takes events in, settles runs, sweeps due accounts and
// dispatches to Temporal, each as one transaction under the account's lock. It owns the order of
// things and does nothing clever: what is decided is the cores' business, what is kept the store's,
// when and again Temporal's. No HTTP, no Temporal SDK and no SQL may enter.
package engine

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// Clock is the engine's time, which may run faster than the wall's.
type Clock interface {
	// Now is the present, in UTC.
	Now() time.Time
	// Wall is how much wall time a span of the engine's time takes.
	Wall(d time.Duration) time.Duration
}

// milliseconds is a clock that shows whole milliseconds, as decisions are taken on no others: two moments of the
// engine are in the order in which the core sees them.
type milliseconds struct{ Clock }

func (c milliseconds) Now() time.Time { return c.Clock.Now().UTC().Truncate(time.Millisecond) }

// Driver starts and nudges the workflows of runs.
type Driver interface {
	// Start begins a run's workflow with what is outstanding; one that is there already is success.
	Start(ctx context.Context, runID, playbook string, first run.Outstanding) error
	// Nudge tells a run's workflow to settle; one that has ended is success.
	Nudge(ctx context.Context, runID string) error
}

// Options is what an engine is made of. Store, Clock and Workspace are required.
type Options struct {
	Store     store.Store
	Clock     Clock
	Workspace *dsl.Workspace
	// Note says where the workspace came from, for the workspace log.
	Note string
	// Actions do the effects; nil: none, for an engine that only takes history in. The engine's own store
	// of tasks is offered to them by Tasks.
	Actions func(*Engine) (*actions.Registry, error)
	// Effects keeps what actions did and is told what to forget of it; nil: nobody keeps anything.
	Effects Effects
	// Metrics is where the engine's metrics are registered; nil: nowhere.
	Metrics prometheus.Registerer
	Logger  *slog.Logger
}

// Engine is the running house. Its methods may be called concurrently.
type Engine struct {
	store   store.Store
	clock   Clock
	actions *actions.Registry
	effects Effects
	logger  *slog.Logger
	metrics *metrics

	publishing sync.Mutex // held while the workspace's version changes
	published  atomic.Pointer[publication]
	plans      plans

	purgeAt    atomic.Int64  // when to look again for what is older than the retention, in microseconds
	resumed    atomic.Bool   // playbooks may have been resumed for which accounts hold something
	due        chan struct{} // a commit may have brought the next due instant nearer
	rest       chan struct{} // something may be left of what was to be forgotten
	outbox     chan struct{} // a commit may have put something into the outbox
	stuck      stuck         // runs that couldn't be delivered to
	acts       acts          // attempts of actions that are under way
	dispatched atomic.Pointer[error]
}

// New makes an engine on a store and publishes the workspace to it, if it isn't the one in force.
func New(ctx context.Context, o Options) (*Engine, error) {
	e := &Engine{
		store:   o.Store,
		clock:   milliseconds{o.Clock},
		effects: o.Effects,
		logger:  o.Logger,
		due:     make(chan struct{}, 1),
		rest:    make(chan struct{}, 1),
		outbox:  make(chan struct{}, 1),
	}
	if e.logger == nil {
		e.logger = slog.New(slog.DiscardHandler)
	}
	var err error
	if e.metrics, err = newMetrics(o.Metrics, e); err != nil {
		return nil, err
	}
	if o.Actions == nil {
		o.Actions = func(*Engine) (*actions.Registry, error) { return actions.New() }
	}
	if e.actions, err = o.Actions(e); err != nil {
		return nil, err
	}
	e.resumed.Store(true)
	if _, err := e.Publish(ctx, o.Workspace, o.Note); err != nil {
		return nil, err
	}
	return e, nil
}

// Now is the engine's time.
func (e *Engine) Now() time.Time { return e.clock.Now() }

// Workspace is the version in force.
func (e *Engine) Workspace() *dsl.Workspace { return e.published.Load().workspace }

// View reads on one consistent snapshot.
func (e *Engine) View(ctx context.Context, fn func(store.Reader) error) error {
	return e.store.View(ctx, fn)
}

// Ready says whether the engine takes events and runs plays; the error says what is in the way.
func (e *Engine) Ready(ctx context.Context) error {
	if err := e.store.View(ctx, func(r store.Reader) error { _, err := r.Version(); return err }); err != nil {
		return err
	}
	if err := e.dispatched.Load(); err != nil {
		return *err
	}
	return nil
}

// signal wakes a loop without waiting for it.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
