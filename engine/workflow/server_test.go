package workflow

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/workflow/workflowtest"
)

// bundle is a real server with a client, and workers over a scripted engine.
type bundle struct {
	server   *workflowtest.Process
	client   *Client
	engine   *scripted
	registry *prometheus.Registry
	// started is the runs that the dispatcher started: ID → *signal.
	started sync.Map
}

func newBundle(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{server: workflowtest.Start(t), engine: newScripted(time.Now), registry: prometheus.NewRegistry()}
	var err error
	b.client, err = Dial(t.Context(), DialOptions{Address: b.server.Address(), TLS: b.server.TLS(), Metrics: b.registry, Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(b.client.Close)
	return b
}

// work starts a worker, which stops with the test unless the test stops it.
func (b *bundle) work(t testing.TB, engine Engine) *Worker {
	t.Helper()
	w := NewWorker(b.client, engine, WorkerOptions{Logger: quiet})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	return w
}

// begin adds a run to the engine and starts its workflow.
func (b *bundle) begin(t testing.TB, id string, stages ...stage) {
	t.Helper()
	require.NoError(t, b.client.Start(t.Context(), id, "rescue", b.engine.add(id, stages...)))
}

// types returns the types of a run's events so far.
func (b *bundle) types(t testing.TB, id string) []string {
	t.Helper()
	history, err := b.client.History(t.Context(), id)
	require.NoError(t, err)
	var decoded struct {
		Events []struct {
			EventType string `json:"eventType"`
		} `json:"events"`
	}
	require.NoError(t, json.Unmarshal(history, &decoded))
	var types []string
	for _, event := range decoded.Events {
		types = append(types, strings.TrimPrefix(event.EventType, "EVENT_TYPE_"))
	}
	return types
}

// reaches waits until the run's history has an event of the type.
func (b *bundle) reaches(t testing.TB, id, eventType string) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, got := range b.types(t, id) {
			if got == eventType {
				return true
			}
		}
		return false
	}, time.Minute, 10*time.Millisecond, "no %s", eventType)
}

func (b *bundle) outcome(t testing.TB, id string) string {
	t.Helper()
	outcome, err := b.client.Wait(t.Context(), id)
	require.NoError(t, err)
	return outcome
}

func TestARunOfThreeActionsCostsFewEvents(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	b.begin(t, testRun, chain("a", "b", "c")...)
	require.Equal(t, "completed", b.outcome(t, testRun))
	require.Equal(t, []string{"a", "b", "c"}, b.engine.acts(testRun))
	types := b.types(t, testRun)
	require.Len(t, types, 23, "as many as the 23 events of three plain activities: %v", types)
	requireFound(t, b, `TendPlaybook = "rescue" AND ExecutionStatus = "Completed"`, testRun)
}

func TestStartAndNudgeMayBeRepeated(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	b.begin(t, testRun, stage{release: true})
	set, err := b.engine.Settle(t.Context(), testRun)
	require.NoError(t, err)
	require.NoError(t, b.client.Start(t.Context(), testRun, "rescue", set), "while it runs")

	b.engine.release(testRun)
	require.NoError(t, b.client.Nudge(t.Context(), testRun))
	require.Equal(t, "completed", b.outcome(t, testRun))
	require.NoError(t, b.client.Start(t.Context(), testRun, "rescue", set), "after it has ended")
	require.NoError(t, b.client.Nudge(t.Context(), testRun), "after it has ended")
	require.NoError(t, b.client.Nudge(t.Context(), "r-unknown"))
}

func TestATimerFiresAfterTheServerWasKilled(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	b.begin(t, testRun, append([]stage{{sleep: 3 * time.Second}}, chain("a")...)...)
	b.reaches(t, testRun, "TIMER_STARTED")
	b.server.Kill()
	b.server.Restart()
	require.Equal(t, "completed", b.outcome(t, testRun))
	require.Equal(t, []string{"a"}, b.engine.acts(testRun))
}

func TestAnActionThatTheWorkerLeftIsDoneByTheNext(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	first := b.work(t, b.engine)
	b.begin(t, testRun, stage{release: true}, stage{actions: []string{"a"}})
	b.reaches(t, testRun, "WORKFLOW_TASK_COMPLETED")
	first.Stop()
	b.engine.release(testRun)
	require.NoError(t, b.client.Nudge(t.Context(), testRun))
	require.Empty(t, b.engine.acts(testRun))

	b.work(t, b.engine)
	require.Equal(t, "completed", b.outcome(t, testRun))
	require.Equal(t, []string{"a"}, b.engine.acts(testRun))
}

func TestMetricsOfARealWorkerKeepPrometheusRules(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	b.begin(t, testRun, chain("a")...)
	require.Equal(t, "completed", b.outcome(t, testRun))
	requireLint(t, b.registry)
	// The worker counts after the server has answered.
	require.Eventually(t, func() bool {
		return counters(t, b.registry, "temporal_workflow_completed_total", "workflow_type")[TypeName] == 1
	}, time.Minute, 5*time.Millisecond)
	require.NotZero(t, counters(t, b.registry, "temporal_request_total", "operation")["StartWorkflowExecution"])
	require.NotZero(t, counters(t, b.registry, "temporal_worker_start_total", "worker_type")["ActivityWorker"])
}

func TestDialSaysWhenNobodyAnswers(t *testing.T) {
	t.Parallel()
	_, err := Dial(t.Context(), DialOptions{Address: "127.0.0.1:1", Logger: quiet})
	require.ErrorContains(t, err, "connect to Temporal at 127.0.0.1:1")
}

func TestAnOutcomeThatTemporalDoesNotTellIsSearchable(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.work(t, b.engine)
	require.NoError(t, b.client.Start(t.Context(), testRun, "rescue", run.Outstanding{Revision: 1, Done: true, Outcome: string(run.Exited)}))
	require.Equal(t, "exited", b.outcome(t, testRun))
	requireFound(t, b, `TendOutcome = "exited"`, testRun)
}
