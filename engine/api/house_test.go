package api_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store/sqlite"
)

const declarations = `
workspace { time_zone = "UTC" }
attribute "account" "status" {
  type   = string
  values = ["trial", "customer"]
}
attribute "account" "ltv" { type = number }
attribute "contact" "role" { type = string }
event "login" {
  about      = "contact"
  properties = { device = optional(string) }
}
event "signed" {}
metric "logins_7d" {
  event  = "login"
  window = "7d"
}
tier "high" { when = "account.ltv >= 100" }
tier "low" {}
health_score "standard" {
  measure "usage" {
    weight = 100
    value  = "metric.logins_7d"
    worst  = 0
    best   = 4
  }
  band "green" { from = 50 }
  band "red" { from = 0 }
}
success_plan "onboarding" {
  starts = "signed"
  milestone "first_login" {
    event = "login"
    due   = "7d"
  }
  milestone "adopted" { reached = "metric.logins_7d >= 100" }
}
team "csm" { lead = "lead@example.com" }
playbook "few" {
  trigger "manual" {}
  enroll { quota = "2 per day" }
  wait "a_day" { for = "1d" }
}
playbook "greet" {
  per = "contact"
  trigger "event" { event = "login" }
  wait "a_day" { for = "1d" }
}
playbook "invite" {
  trigger "manual" {}
  when = "tier == 'high'"
  wait "a_day" { for = "1d" }
}
playbook "welcome" {
  trigger "event" { event = "signed" }
  enroll { cooldown = "30d" }
  action "task" "call" {
    title   = "Call {{ account.name }}"
    due     = "1 business day"
    answers = { mood = one_of("good", "bad") }
    wait    = "7d"
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

// house is the API on the real engine and a real store; in place of Temporal, work does what is
// outstanding.
type house struct {
	t      *testing.T
	clock  *clock
	engine *engine.Engine
	http.Handler
	sets map[string]run.Outstanding
}

func newHouse(t *testing.T) *house {
	t.Helper()
	database, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "tend.db"), sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, database.Close()) })
	h := &house{t: t, clock: &clock{now: time.Date(2026, 4, 6, 9, 0, 0, 0, time.UTC)}, sets: map[string]run.Outstanding{}}
	h.engine, err = engine.New(t.Context(), engine.Options{
		Store: database, Clock: h.clock, Workspace: workspace(t),
		Actions: func(e *engine.Engine) (*actions.Registry, error) { return registry(e.Tasks()) },
	})
	require.NoError(t, err)
	h.Handler = serve(h.engine, api.Options{Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
	return h
}

func registry(tasks task.Tasks) (*actions.Registry, error) {
	work, err := task.New(tasks)
	if err != nil {
		return nil, err
	}
	return actions.New(work)
}

// noTasks is for loading only.
type noTasks struct{}

func (noTasks) Create(context.Context, task.Task) error { return errors.New("not here") }

// workspaceWithout is the workspace after its last playbook was taken out.
func workspaceWithout(t *testing.T, playbook string) *dsl.Workspace {
	t.Helper()
	rest, _, found := strings.Cut(declarations, fmt.Sprintf("playbook %q", playbook))
	require.True(t, found)
	return loaded(t, rest)
}

func workspace(t *testing.T) *dsl.Workspace {
	t.Helper()
	return loaded(t, declarations)
}

func loaded(t *testing.T, source string) *dsl.Workspace {
	t.Helper()
	known, err := registry(noTasks{})
	require.NoError(t, err)
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, dsl.Options{Actions: known.Definitions()})
	require.NotNil(t, w, "%v", diags)
	return w
}

// Start makes the house the engine's driver.
func (h *house) Start(_ context.Context, id, _ string, first run.Outstanding) error {
	h.sets[id] = first
	return nil
}

// Nudge settles a run at once.
func (h *house) Nudge(ctx context.Context, id string) error {
	out, err := h.engine.Settle(ctx, id)
	h.sets[id] = out
	return err
}

// work delivers the outbox and does the actions that are outstanding, until nothing is left to do.
func (h *house) work() {
	h.t.Helper()
	for busy := true; busy; {
		delivered, err := h.engine.Dispatch(h.t.Context(), h)
		require.NoError(h.t, err)
		busy = delivered > 0
		for id, set := range h.sets {
			if len(set.Actions) == 0 {
				continue
			}
			out, err := h.engine.Act(h.t.Context(), id, set.Actions[0].Path, 1)
			require.NoError(h.t, err)
			h.sets[id], busy = out, true
		}
	}
}
