package endtoend

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// recordedWorkspace is what recorded states are of; record.sh beside it makes one with any build.
const recordedWorkspace = "testdata/state/workspace"

// unpack extracts a recording: a state folder, and what the build that wrote it answered, by path.
func unpack(t *testing.T, recording string) (state string, answers map[string]any) {
	t.Helper()
	file, err := os.Open(recording)
	require.NoError(t, err)
	defer file.Close()
	packed, err := gzip.NewReader(file)
	require.NoError(t, err)
	dir, answers := t.TempDir(), map[string]any{}
	for archive := tar.NewReader(packed); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(dir, "state"), answers
		}
		require.NoError(t, err)
		to := filepath.Join(dir, filepath.FromSlash(header.Name))
		if header.FileInfo().IsDir() {
			require.NoError(t, os.MkdirAll(to, 0o700))
			continue
		}
		raw, err := io.ReadAll(archive)
		require.NoError(t, err)
		if name, ok := strings.CutPrefix(header.Name, "answers/"); ok {
			var answer any
			require.NoError(t, json.Unmarshal(raw, &answer))
			answers["/v1/"+strings.ReplaceAll(strings.TrimSuffix(name, ".json"), "_", "/")] = answer
			continue
		}
		require.NoError(t, os.WriteFile(to, raw, 0o600))
	}
}

// setClock has the next start of a state folder's engine begin at an instant.
func setClock(t *testing.T, state string, at time.Time) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"virtual": at, "wall": time.Now(), "speed": 1})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(state, "clock.json"), raw, 0o600))
}

// timeless is an answer without the present, which passes.
func timeless(answer any) any {
	if fields, ok := answer.(map[string]any); ok {
		delete(fields, "now")
	}
	return answer
}

// A state that an earlier build has written opens, says the same of every customer, and its runs go on.
func TestAStateOfAnEarlierBuildGoesOn(t *testing.T) {
	t.Parallel()
	recordings, err := filepath.Glob("testdata/state/*.tar.gz")
	require.NoError(t, err)
	require.NotEmpty(t, recordings)
	for _, recording := range recordings {
		t.Run(filepath.Base(recording), func(t *testing.T) {
			t.Parallel()
			state, answers := unpack(t, recording)
			present, err := time.Parse(time.RFC3339Nano, answers["/v1/accounts/acme"].(map[string]any)["now"].(string))
			require.NoError(t, err)
			setClock(t, state, present)
			p := dev(t, recordedWorkspace, state)
			for path, want := range answers {
				require.Equal(t, timeless(want), timeless(p.get(path)), path)
			}
			goOn(t, p, present)
			require.Zero(t, p.interrupt())

			// Who waited for a place gets it in the first of these times, at an instant that depends on which account is
			// caught up first, and is done by the second.
			for _, days := range []int{25, 35} {
				setClock(t, state, present.AddDate(0, 0, days))
				p = dev(t, recordedWorkspace, state)
				ended(t, p, days == 25)
				require.Zero(t, p.interrupt())
			}
		})
	}
}

// goOn has happen what recorded runs wait for.
func goOn(t *testing.T, p *process, present time.Time) {
	t.Helper()
	at := present.Format(time.RFC3339)
	p.send(
		map[string]any{"id": "c1", "type": "connected", "account": "globex", "time": at},
		map[string]any{"id": "t3", "type": "ticket", "account": "acme", "time": at, "data": map[string]any{"severity": "low"}},
	)
	p.wait("the run that waited for the event", func() bool { return outcome(p, "greet", "globex") == "completed" })
	p.wait("the run of the third ticket, of which two are in the state", func() bool { return outcome(p, "often", "acme") == "completed" })
	require.Contains(t, p.subjects(), "Well done")
	_, answer := p.send(map[string]any{"id": "l3", "type": "login", "account": "acme", "contact": "mai", "time": "2026-03-02T08:30:00Z"})
	require.EqualValues(t, 1, answer["duplicates"], "the log knows what it was told before")
}

// ended waits until everything has ended that the recorded state has begun, but for who waited for a place.
func ended(t *testing.T, p *process, butWhoWaited bool) {
	t.Helper()
	var running []map[string]any
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("still running: ", running)
		}
	})
	p.wait("the ends of all runs", func() bool {
		running = nil
		waited := false
		for _, run := range p.items("/v1/runs") {
			isWaiting := run["playbook"] == "limited" && run["account"] == "globex"
			if waited = waited || isWaiting; run["outcome"] == nil && !(isWaiting && butWhoWaited) {
				running = append(running, run)
			}
		}
		return waited && len(running) == 0
	})
	if butWhoWaited {
		return
	}
	for _, run := range p.items("/v1/runs") {
		require.Contains(t, []any{"completed", nil}, run["outcome"], "%v of %v", run["playbook"], run["account"])
	}
	subjects := p.subjects()
	require.Contains(t, subjects, "A tip for Acme", "the timer of days")
	require.Contains(t, subjects, "How was our help?", "the last ticket, which was debounced")
	require.Contains(t, subjects, "We miss you, Kenji", "the silence of a contact")
	var titles []string
	for _, task := range p.items("/v1/tasks") {
		titles = append(titles, task["title"].(string))
	}
	require.Subset(t, titles, []string{"Look at the ticket of Acme", "Talk to Acme about their tickets", "Call Acme", "Help Acme"})
	goals := p.items("/v1/goals")
	require.Len(t, goals, 1)
	require.Equal(t, map[string]any{
		"enrolments": 2.0, "enrolled": 2.0, "already": 0.0, "lost": 0.0, "watched": 0.0, "over": 2.0, "reached": 1.0, "share": 0.5,
	}, goals[0]["treated"])
}

// outcome is how the run of an account in a playbook ended; nil: it hasn't, or isn't there.
func outcome(p *process, playbook, account string) any {
	for _, run := range p.items("/v1/runs?playbook=" + playbook + "&account=" + account) {
		return run["outcome"]
	}
	return nil
}
