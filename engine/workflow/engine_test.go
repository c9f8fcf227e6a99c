package workflow

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/enginetest"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// newEngine starts the real engine on the machine's time, which dispatches to the bundle's server.
func newEngine(t testing.TB, bundle *bundle, source string) *engine.Engine {
	t.Helper()
	h := enginetest.New(t, source, func(o *engine.Options) { o.Clock = enginetest.WallClock{} })
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- h.Engine.RunDispatcher(ctx, bundle) }()
	t.Cleanup(func() { stop(); <-done })
	return h.Engine
}

// enrol sends the event that enrols an account, and returns the ID of its run.
func enrol(ctx context.Context, e *engine.Engine, account string) (string, error) {
	report, err := e.Ingest(ctx, []engine.Event{{ID: account, Source: "test", Type: "begun", Account: account, Time: e.Now()}})
	if err != nil {
		return "", err
	}
	if report.Accepted != 1 {
		return "", errors.New("the event was not accepted")
	}
	var rows []store.Run
	err = e.View(ctx, func(r store.Reader) (err error) {
		rows, err = r.Runs(store.RunQuery{Account: account, Limit: 1})
		return err
	})
	if err != nil || len(rows) != 1 {
		return "", errors.Join(err, errors.New("there is no run"))
	}
	return rows[0].ID, nil
}

const threeActions = `
workspace { time_zone = "UTC" }
event "begun" {}
playbook "three" {
  trigger "event" { event = "begun" }
  action "note" "a" { text = "a" }
  action "note" "b" { text = "b" }
  action "note" "c" { text = "c" }
}
`

// newSubject returns the whole way: the event, the enrolment, the dispatcher, the loop, and the actions.
func newSubject(b *testing.B, bundle *bundle) *subject {
	e := newEngine(b, bundle, threeActions)
	bundle.work(b, e)
	return &subject{
		name: "tend",
		prepare: func(b *testing.B, id string) {
			_, err := e.PutAccount(b.Context(), id, engine.AccountUpdate{Name: id})
			require.NoError(b, err)
		},
		play: func(ctx context.Context, id string) (string, error) {
			run, err := enrol(ctx, e, id)
			if err != nil {
				return "", err
			}
			return run, bundle.await(ctx, run)
		},
	}
}

// Start starts a run's workflow for the dispatcher, and releases those who await it.
func (b *bundle) Start(ctx context.Context, id, playbook string, set run.Outstanding) error {
	err := b.client.Start(ctx, id, playbook, set)
	if err == nil {
		begun := b.begun(id)
		begun.once.Do(func() { close(begun.done) })
	}
	return err
}

// Nudge is the client's.
func (b *bundle) Nudge(ctx context.Context, id string) error { return b.client.Nudge(ctx, id) }

// begun returns the signal that a run's workflow was started.
func (b *bundle) begun(id string) *signal {
	n, _ := b.started.LoadOrStore(id, &signal{done: make(chan struct{})})
	return n.(*signal)
}

type signal struct {
	once sync.Once
	done chan struct{}
}

// await waits for the end of a workflow that the dispatcher may not have started yet.
func (b *bundle) await(ctx context.Context, id string) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-b.begun(id).done:
	}
	_, err := b.client.Wait(ctx, id)
	return err
}

const oneWait = `
workspace { time_zone = "UTC" }
event "begun" {}
event "answered" {}
playbook "wait" {
  trigger "event" { event = "begun" }
  action "note" "ask" { text = "ask" }
  wait "answer" {
    event   = "answered"
    timeout = "3s"
  }
  branch "how" {
    case "answered" {
      when = "steps.answer.matched"
      action "note" "thank" { text = "thank" }
    }
    default {
      action "note" "chase" { text = "chase" }
    }
  }
}
`

// An event that was committed before the wait's timeout wins, though the worker is stopped over both.
func TestAnEventInTimeWinsOverTheTimeoutOfAStoppedWorker(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]bool{"answered": true, "unanswered": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle := newBundle(t)
			e := newEngine(t, bundle, oneWait)
			w := bundle.work(t, e)
			_, err := e.PutAccount(t.Context(), "acme", engine.AccountUpdate{Name: "Acme"})
			require.NoError(t, err)
			id, err := enrol(t.Context(), e, "acme")
			require.NoError(t, err)
			var due time.Time
			require.Eventually(t, func() bool { due = row(t, e, id).WakeAt; return !due.IsZero() }, time.Minute, 5*time.Millisecond)
			w.Stop()
			if answered {
				report, err := e.Ingest(t.Context(), []engine.Event{{ID: "1", Source: "test", Type: "answered", Account: "acme", Time: e.Now()}})
				require.NoError(t, err)
				require.Equal(t, 1, report.Accepted)
				require.True(t, e.Now().Before(due), "the machine was too slow for this test to mean anything")
			}
			require.Eventually(t, func() bool { return e.Now().After(due) }, time.Minute, 5*time.Millisecond)
			bundle.work(t, e)
			require.NoError(t, bundle.await(t.Context(), id))
			var taken string
			require.NoError(t, e.View(t.Context(), func(r store.Reader) error {
				lines, err := r.Timeline(id)
				for _, line := range lines {
					if line.Code == "done" {
						taken = line.Step
					}
				}
				return err
			}))
			require.Equal(t, map[bool]string{true: "thank", false: "chase"}[answered], taken)
		})
	}
}

func row(t *testing.T, e *engine.Engine, id string) (row store.Run) {
	t.Helper()
	require.NoError(t, e.View(t.Context(), func(r store.Reader) (err error) { row, err = r.Run(id); return err }))
	return row
}
