package workflow

import (
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// WorkerOptions configures a worker.
type WorkerOptions struct {
	// Actions is how many actions run at the same time; 0 means 100.
	Actions int
	// Logger receives problems, without customer data.
	Logger *slog.Logger
	// OnFatal is called when the worker can't continue, such as for a namespace that was deleted; nil to only log it.
	OnFatal func(error)
}

// Worker runs the loops of runs and their actions.
type Worker struct {
	sdk worker.Worker
}

// grace is how long actions in flight may take when the worker stops.
const grace = 10 * time.Second

// NewWorker prepares a worker that acts through the engine.
func NewWorker(c *Client, engine Engine, o WorkerOptions) *Worker {
	if o.Actions == 0 {
		o.Actions = 100
	}
	w := worker.New(c.sdk, TaskQueue, worker.Options{
		Identity:                           identity,
		MaxConcurrentActivityExecutionSize: o.Actions,
		WorkerStopTimeout:                  grace,
		// The SDK takes a workflow that doesn't yield for a second for a deadlock; on a busy machine the
		// loop may have to wait longer for a processor.
		DeadlockDetectionTimeout: 10 * time.Second,
		OnFatalError:             o.fatal,
	})
	register(w, &activities{engine: engine, log: o.Logger})
	return &Worker{sdk: w}
}

func (o WorkerOptions) fatal(err error) {
	o.Logger.Error("the Temporal worker can't go on", "error", err)
	if o.OnFatal != nil {
		o.OnFatal(err)
	}
}

// registry is what a worker and the SDK's test environments have in common.
type registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

func register(r registry, a *activities) {
	r.RegisterWorkflowWithOptions(runLoop, workflow.RegisterOptions{Name: TypeName})
	r.RegisterActivityWithOptions(a.settle, activity.RegisterOptions{Name: settleName})
	r.RegisterActivityWithOptions(a.act, activity.RegisterOptions{Name: actName})
}

// Start begins to poll for work.
func (w *Worker) Start() error {
	if err := w.sdk.Start(); err != nil {
		return fmt.Errorf("start the Temporal worker: %w", err)
	}
	return nil
}

// Stop stops polling and returns when the actions in flight have ended, or after ten seconds with their contexts
// cancelled. Temporal gives them to another worker, or to this one after a restart.
func (w *Worker) Stop() { w.sdk.Stop() }
