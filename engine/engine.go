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
	// Now returns the present, in UTC.
	Now() time.Time
	// Wall returns how much wall time a span of the engine's time takes.
	Wall(d time.Duration) time.Duration
}

// milliseconds is a clock that shows whole milliseconds, the precision of decisions: two readings are ordered as the
// core orders them.
type milliseconds struct{ Clock }

func (c milliseconds) Now() time.Time { return c.Clock.Now().UTC().Truncate(time.Millisecond) }

// Driver starts and nudges the workflows of runs.
type Driver interface {
	// Start begins a run's workflow with what is outstanding. One that has been started already is success.
	Start(ctx context.Context, runID, playbook string, first run.Outstanding) error
	// Nudge makes a run's workflow settle. One that has ended is success.
	Nudge(ctx context.Context, runID string) error
}

// Options configures an engine. Store, Clock and Workspace are required.
type Options struct {
	Store     store.Store
	Clock     Clock
	Workspace *dsl.Workspace
	// Note names where the workspace came from, for the workspace log.
	Note string
	// Actions returns the registry of actions; nil: none, for an engine that only imports. The engine's own task store
	// is offered to them by Tasks.
	Actions func(*Engine) (*actions.Registry, error)
	// Effects keeps what actions did and forgets it on request; nil: nothing is kept.
	Effects Effects
	// Metrics is where the engine's metrics are registered; nil: nowhere.
	Metrics prometheus.Registerer
	Logger  *slog.Logger
}

// Engine is a running engine. Its methods may be called concurrently.
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

	purgeAt     atomic.Int64  // when to purge next, in microseconds
	resumed     atomic.Bool   // playbooks may have been resumed for which accounts hold something
	due         chan struct{} // a commit may have brought the next due instant nearer
	rest        chan struct{} // forgetting may have been interrupted
	outbox      chan struct{} // a commit may have put something into the outbox
	undelivered undelivered   // runs whose delivery failed
	inflight    inflight      // attempts of actions under way
	dispatched  atomic.Pointer[error]
}

// New makes an engine on a store and publishes the workspace to it, unless it is in force already.
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

// Now returns the engine's time.
func (e *Engine) Now() time.Time { return e.clock.Now() }

// Workspace returns the version in force.
func (e *Engine) Workspace() *dsl.Workspace { return e.published.Load().workspace }

// View runs fn on one consistent snapshot.
func (e *Engine) View(ctx context.Context, fn func(store.Reader) error) error {
	return e.store.View(ctx, fn)
}

// Ready reports whether the engine ingests events and runs playbooks; the error is what prevents it.
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

// repeat calls do at once, after each signal, and after the time that it returned (zero: after a signal only), until
// the context ends.
func repeat(ctx context.Context, signals <-chan struct{}, do func() time.Duration) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-signals:
		case <-timer.C:
		}
		timer.Stop()
		if next := do(); next > 0 {
			timer.Reset(next)
		}
	}
}
