package engine_test

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

// start is a Monday morning.
var start = time.Date(2026, 4, 6, 9, 0, 0, 0, time.UTC)

const declarations = `
workspace { time_zone = "UTC" }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "account" "ltv" { type = number }
event "signed" { properties = { plan = optional(string) } }
event "connected" {}
event "ticket" {}
event "ended" {}
team "csm" { lead = "lead@example.com" }
metric "tickets_7d" {
  event  = "ticket"
  window = "7d"
}
`

const welcome = `
playbook "welcome" {
  trigger "event" { event = "signed" }
  enroll { cooldown = "30d" }
  exit "ended" { event = "ended" }

  action "note" "hello" { text = "hello {{ account.name }}" }
  wait "connected" {
    event   = "connected"
    timeout = "7d"
  }
  branch "how" {
    case "connected" {
      when = "steps.connected.matched"
      action "note" "thanks" { text = "thanks" }
    }
    default {
      action "note" "chase" { text = "where are you?" }
    }
  }
}
`

// clock is a time that stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Wall(d time.Duration) time.Duration { return d }

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is an engine on a real store, and a stand-in for Temporal that a test steps by hand: what it
// holds of each run is the newest outstanding set, as the workflow would.
type house struct {
	t      testing.TB
	path   string
	clock  *clock
	store  store.Store
	engine *engine.Engine
	notes  *notes

	mu     sync.Mutex
	sets   map[string]run.Outstanding
	starts map[string]int
	down   error // what Temporal answers when it is away
}

// notes is the action of these tests: it remembers what it was asked to say.
type notes struct {
	mu   sync.Mutex
	said []string
	keys []string
	fail []error                     // of the next calls, in order
	hang func(context.Context) error // what a call does instead; nil: nothing
}

func (n *notes) define() (actions.Definition, error) {
	type args struct {
		Text string `tend:"text,required" doc:"What to say." example:"\"hello\""`
	}
	type result struct {
		Said bool `tend:"said" doc:"Whether it was said."`
	}
	return actions.Define("note", "Says something.", func(ctx context.Context, call actions.Call, a args) (result, error) {
		if n.hang != nil {
			return result{}, n.hang(ctx)
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		if len(n.fail) > 0 {
			err := n.fail[0]
			n.fail = n.fail[1:]
			if err != nil {
				return result{}, err
			}
		}
		n.said, n.keys = append(n.said, a.Text), append(n.keys, call.Key)
		return result{Said: true}, nil
	})
}

func newHouse(t testing.TB, source string) *house {
	t.Helper()
	h := &house{
		t: t, path: filepath.Join(t.TempDir(), "tend.db"), clock: &clock{now: start},
		notes: &notes{}, sets: map[string]run.Outstanding{}, starts: map[string]int{},
	}
	h.open(source)
	return h
}

// open starts an engine on the house's store, as after a crash: nothing is taken over but the file.
func (h *house) open(source string) {
	h.t.Helper()
	opened, err := sqlite.Open(h.t.Context(), h.path, sqlite.Options{})
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = opened.Close() })
	h.store = opened
	h.restart(source, func(*engine.Options) {})
}

// restart starts an engine on the store that is open.
func (h *house) restart(source string, change func(*engine.Options)) {
	h.t.Helper()
	options := engine.Options{
		Store: h.store, Clock: h.clock, Workspace: load(h.t, source),
		Actions: func(e *engine.Engine) (*actions.Registry, error) { return h.registry(e.Tasks()) },
	}
	change(&options)
	var err error
	h.engine, err = engine.New(h.t.Context(), options)
	require.NoError(h.t, err)
}

// taskOf is a task of a run.
func taskOf(run, account string) task.Task {
	return task.Task{ID: "t-" + account, Run: run, Account: account, Title: "Call " + account}
}

func (h *house) registry(tasks task.Tasks) (*actions.Registry, error) {
	note, err := h.notes.define()
	if err != nil {
		return nil, err
	}
	work, err := task.New(tasks)
	if err != nil {
		return nil, err
	}
	return actions.New(note, work)
}

// noTasks is for loading only.
type noTasks struct{}

func (noTasks) Create(context.Context, task.Task) error { return errors.New("not here") }

func load(t testing.TB, source string) *dsl.Workspace {
	t.Helper()
	registry, err := (&house{notes: &notes{}}).registry(noTasks{})
	require.NoError(t, err)
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, dsl.Options{Actions: registry.Definitions()})
	require.NotNil(t, w, "%v", diags)
	return w
}

// Start and Nudge make the house the engine's driver.
func (h *house) Start(_ context.Context, id, _ string, first run.Outstanding) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		return h.down
	}
	h.starts[id]++
	if _, there := h.sets[id]; !there {
		h.sets[id] = first
	}
	return nil
}

func (h *house) Nudge(ctx context.Context, id string) error {
	out, err := h.engine.Settle(ctx, id)
	h.keep(id, out)
	return err
}

func (h *house) keep(id string, out run.Outstanding) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if out.Revision >= h.sets[id].Revision {
		h.sets[id] = out
	}
}

// work delivers the outbox and does every action that is in flight, until nothing is left to do now.
func (h *house) work() {
	h.t.Helper()
	for {
		n, err := h.engine.Dispatch(h.t.Context(), h)
		require.NoError(h.t, err)
		id, path := h.next()
		if n == 0 && id == "" {
			return
		}
		if id != "" {
			out, err := h.engine.Act(h.t.Context(), id, path, 1)
			if !errors.Is(err, engine.ErrRetry) {
				require.NoError(h.t, err)
			}
			h.keep(id, out)
		}
	}
}

func (h *house) next() (id, path string) {
	for id, out := range h.sets {
		if len(out.Actions) > 0 {
			return id, out.Actions[0].Path
		}
	}
	return "", ""
}

// pass lets time pass with everything running: the sweeper, and the runs' timers.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	h.clock.pass(d)
	_, err := h.engine.Sweep(h.t.Context())
	require.NoError(h.t, err)
	for id, out := range h.sets {
		if out.WakeIn > 0 && !out.Done {
			require.NoError(h.t, h.Nudge(h.t.Context(), id))
		}
	}
	h.work()
}

func (h *house) account(id string) {
	h.t.Helper()
	_, err := h.engine.PutAccount(h.t.Context(), id, engine.AccountUpdate{Name: "The " + id, Attributes: map[string]any{"status": "customer", "ltv": 5.0}})
	require.NoError(h.t, err)
}

func (h *house) event(id, eventType, account string) engine.Report {
	h.t.Helper()
	report, err := h.engine.Ingest(h.t.Context(), []engine.Event{{ID: id, Source: "test", Type: eventType, Account: account, Time: h.clock.Now()}})
	require.NoError(h.t, err)
	return report
}

// history imports entries of an account, as one import that has no others.
func (h *house) history(account string, entries ...customer.Entry) []store.Appended {
	h.t.Helper()
	types := map[string]bool{}
	for _, e := range entries {
		types[e.Type] = true
	}
	history, err := h.engine.BeginHistory(h.t.Context(), []string{account}, slices.Collect(maps.Keys(types)))
	require.NoError(h.t, err)
	taken, err := history.Import(h.t.Context(), account, func(yield func(customer.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	require.NoError(h.t, err)
	return taken.Appended
}

func (h *house) view(fn func(store.Reader) error) {
	h.t.Helper()
	require.NoError(h.t, h.engine.View(h.t.Context(), fn))
}

func (h *house) runs() (rows []store.Run) {
	h.t.Helper()
	h.view(func(r store.Reader) (err error) { rows, err = r.Runs(store.RunQuery{Limit: 100}); return err })
	return rows
}

func (h *house) decisions() (rows []store.DecisionRow) {
	h.t.Helper()
	h.view(func(r store.Reader) (err error) { rows, err = r.Decisions(store.DecisionQuery{Limit: 100}); return err })
	return rows
}

// timeline is the words of a run's lines.
func (h *house) timeline(id string) (words []string) {
	h.t.Helper()
	h.view(func(r store.Reader) error {
		lines, err := r.Timeline(id)
		for _, line := range lines {
			words = append(words, line.Code)
		}
		return err
	})
	return words
}
