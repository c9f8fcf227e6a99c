package workflow

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// record makes TestRecord write the golden histories of this version of the loop:
//
//	go test ./engine/workflow -run Record -record
var record = flag.Bool("record", false, "write the golden histories of this version")

// loopVersion begins the names of the histories that this version of the loop writes. Those of older
// versions stay, as runs that they began are still under way somewhere.
const loopVersion = "v1"

func goldenHistories(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "histories", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

// TestGoldenHistoriesReplay replays what earlier builds have written: a loop that does things in
// another order would get stuck on runs that are under way.
func TestGoldenHistoriesReplay(t *testing.T) {
	t.Parallel()
	for _, path := range goldenHistories(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			require.NoError(t, newReplayer(runLoop).ReplayWorkflowHistoryFromJSONFile(logger{quiet}, path))
		})
	}
}

// TestReplayNoticesAnotherOrder is the test of the test above.
func TestReplayNoticesAnotherOrder(t *testing.T) {
	t.Parallel()
	other := func(ctx workflow.Context, in Input) (string, error) {
		if err := workflow.Sleep(ctx, time.Second); err != nil {
			return "", err
		}
		return runLoop(ctx, in)
	}
	path := filepath.Join("testdata", "histories", loopVersion+"-actions.json")
	require.Error(t, newReplayer(other).ReplayWorkflowHistoryFromJSONFile(logger{quiet}, path))
}

func newReplayer(loop func(workflow.Context, Input) (string, error)) worker.WorkflowReplayer {
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(loop, workflow.RegisterOptions{Name: TypeName})
	return replayer
}

func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("histories are recorded with -record")
	}
	b := newBundle(t)
	b.work(t, b.engine)
	for name, play := range map[string]func(t *testing.T, b *bundle, id string){
		"actions":  recordActions,
		"parallel": recordParallel,
		"timer":    recordTimer,
		"nudges":   recordNudges,
		"failures": recordFailures,
		"long":     recordLong,
	} {
		id := "r-" + name
		play(t, b, id)
		history, err := b.client.History(t.Context(), id)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Join("testdata", "histories"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join("testdata", "histories", loopVersion+"-"+name+".json"), history, 0o600))
	}
}

func recordActions(t *testing.T, b *bundle, id string) {
	b.begin(t, id, chain("a", "b", "c")...)
	require.Equal(t, "completed", b.outcome(t, id))
}

func recordParallel(t *testing.T, b *bundle, id string) {
	b.begin(t, id, stage{actions: []string{"a", "b", "c"}}, stage{actions: []string{"d"}})
	require.Equal(t, "completed", b.outcome(t, id))
}

// recordTimer has a timer that fires and one that is cancelled by a nudge.
func recordTimer(t *testing.T, b *bundle, id string) {
	b.begin(t, id, stage{sleep: time.Second}, stage{actions: []string{"a"}}, stage{release: true, sleep: time.Second})
	b.reaches(t, id, "TIMER_FIRED")
	b.engine.release(id)
	require.NoError(t, b.client.Nudge(t.Context(), id))
	require.Equal(t, "completed", b.outcome(t, id))
}

// recordNudges has nudges before, between and after answers.
func recordNudges(t *testing.T, b *bundle, id string) {
	b.begin(t, id, stage{release: true}, stage{actions: []string{"a", "b"}})
	for range 3 {
		require.NoError(t, b.client.Nudge(t.Context(), id))
	}
	b.reaches(t, id, "MARKER_RECORDED")
	b.engine.release(id)
	require.NoError(t, b.client.Nudge(t.Context(), id))
	require.Equal(t, "completed", b.outcome(t, id))
}

func recordFailures(t *testing.T, b *bundle, id string) {
	b.begin(t, id, stage{actions: []string{"a", "b"}, fail: failing})
	require.Equal(t, "completed", b.outcome(t, id))
}

// recordLong begins as the successor of a long history does.
func recordLong(t *testing.T, b *bundle, id string) {
	set := b.engine.add(id, append([]stage{{release: true}}, chain("a")...)...)
	b.engine.release(id)
	require.NoError(t, b.client.start(t.Context(), id, "rescue", Input{Run: id, Set: set, Settle: true, Attributes: true}))
	require.Equal(t, "completed", b.outcome(t, id))
}
