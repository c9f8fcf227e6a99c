package workflow

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// Sizes of the comparison: rounds alternate, so that a busy moment of the machine hits both.
const (
	benchRounds     = 7
	benchRuns       = 60
	benchConcurrent = 30
)

// subject is one side of the comparison.
type subject struct {
	name string
	// prepare makes what a run of that name needs, outside of the measured time; nil: nothing.
	prepare func(b *testing.B, id string)
	// play takes one run from its start to its end, and returns its workflow's ID.
	play func(ctx context.Context, id string) (string, error)
	// last is the workflow that ended last.
	last string
	// speeds is runs per second, a round each.
	speeds []float64
}

// BenchmarkRuns compares a playbook of three no-op actions, from the event that enrols to the end of
// the run, with a plain Temporal workflow of three activities on the same embedded server.
func BenchmarkRuns(b *testing.B) {
	bundle := newBundle(b)
	ours, plain := newSubject(b, bundle), newPlainSubject(b, bundle)
	for i := 0; b.Loop(); i++ {
		for round := range benchRounds {
			// Who goes first alternates too.
			order := []*subject{ours, plain}
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, s := range order {
				s.round(b, fmt.Sprintf("r-%s-%d-%d", s.name, i, round), benchRuns)
			}
		}
	}
	b.ReportMetric(median(ours.speeds), "runs/s")
	b.ReportMetric(median(plain.speeds), "plain-runs/s")
	b.ReportMetric(median(ours.speeds)/median(plain.speeds), "ratio")
	b.ReportMetric(float64(len(bundle.types(b, ours.last))), "events")
	b.ReportMetric(float64(len(bundle.types(b, plain.last))), "plain-events")
}

// round plays runs, some at a time, and notes how many it did in a second.
func (s *subject) round(b *testing.B, prefix string, runs int) {
	ids, ended, failures := make(chan string, runs), make(chan string, runs), make(chan error, benchConcurrent)
	for i := range runs {
		id := fmt.Sprintf("%s-%d", prefix, i)
		if s.prepare != nil {
			s.prepare(b, id)
		}
		ids <- id
	}
	close(ids)
	began := time.Now()
	for range benchConcurrent {
		go func() { failures <- s.playAll(b.Context(), ids, ended) }()
	}
	for range benchConcurrent {
		require.NoError(b, <-failures)
	}
	s.speeds = append(s.speeds, float64(runs)/time.Since(began).Seconds())
	s.last = <-ended
}

func (s *subject) playAll(ctx context.Context, ids <-chan string, ended chan<- string) error {
	for id := range ids {
		workflow, err := s.play(ctx, id)
		if err != nil {
			return err
		}
		ended <- workflow
	}
	return nil
}

// newPlainSubject returns what somebody would write by hand, on a worker with the same options.
func newPlainSubject(b *testing.B, bundle *bundle) *subject {
	const queue = "plain"
	w := worker.New(bundle.client.sdk, queue, worker.Options{MaxConcurrentActivityExecutionSize: 100})
	w.RegisterWorkflowWithOptions(plainWorkflow, workflow.RegisterOptions{Name: "plain"})
	w.RegisterActivityWithOptions(plainActivity, activity.RegisterOptions{Name: "plain"})
	require.NoError(b, w.Start())
	b.Cleanup(w.Stop)
	return &subject{name: "plain", play: func(ctx context.Context, id string) (string, error) {
		started, err := bundle.client.sdk.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: queue}, "plain", id)
		if err != nil {
			return "", err
		}
		return id, started.Get(ctx, nil)
	}}
}

func plainWorkflow(ctx workflow.Context, id string) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	for _, step := range []string{"a", "b", "c"} {
		if err := workflow.ExecuteActivity(ctx, "plain", id+step).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

func plainActivity(context.Context, string) error { return nil }

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
