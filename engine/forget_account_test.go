package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
	"github.com/tendhq/tend/engine/store/sqlite"
)

const asked = `
playbook "ask" {
  trigger "event" { event = "ticket" }
  goal "connected" {
    event  = "connected"
    within = "30d"
  }
  action "task" "call" {
    title = "Call {{ account.name }}"
    wait  = "7d"
  }
}
`

// traces returns how often a word stands in the files of the store.
func (h *harness) traces(word string) (n int) {
	h.T.Helper()
	files, err := filepath.Glob(h.Path + "*")
	require.NoError(h.T, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(h.T, err)
		n += bytes.Count(raw, []byte(word))
	}
	return n
}

// forget forgets an account and requires that nothing is left of it.
func (h *harness) forget(account string) store.Purged {
	h.T.Helper()
	held, err := h.Engine.Held(h.T.Context(), account)
	require.NoError(h.T, err)
	done, err := h.Engine.Forget(h.T.Context(), account)
	require.NoError(h.T, err)
	require.Equal(h.T, held, done)
	h.requireForgotten(account)
	return done
}

func (h *harness) requireForgotten(account string) {
	h.T.Helper()
	require.Zero(h.T, h.traces(account))
	_, err := h.Engine.Account(h.T.Context(), account)
	require.ErrorIs(h.T, err, store.ErrNotFound)
	for _, row := range h.Runs() {
		require.NotEqual(h.T, account, row.Account)
		require.False(h.T, row.Account == "" && row.Status != "finished", "%v", row)
	}
}

// ends returns how the runs ended, as their workflows know.
func (h *harness) ends() map[string]int {
	all := map[string]int{}
	for _, out := range h.Outstanding {
		if len(out.Actions) > 0 || !out.Done {
			all["in progress"]++
			continue
		}
		all[out.Outcome]++
	}
	return all
}

func TestAnAccountIsForgottenInEachPhaseOfItsRuns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before func(*harness)
		runs   map[string]int
	}{
		"not started yet":    {func(h *harness) { h.Ingest("1", "signed", "Zaphod") }, map[string]int{"forgotten": 1}},
		"waits for an event": {func(h *harness) { h.Ingest("1", "signed", "Zaphod"); h.Work() }, map[string]int{"forgotten": 1}},
		"waits for a task":   {func(h *harness) { h.Ingest("1", "ticket", "Zaphod"); h.Work() }, map[string]int{"forgotten": 1}},
		"has ended": {func(h *harness) {
			h.Ingest("1", "signed", "Zaphod")
			h.Work()
			h.Ingest("2", "ended", "Zaphod")
			h.Work()
		}, map[string]int{"exited": 1}},
		"an attempt has failed": {func(h *harness) {
			h.Notes.Fail = []error{errors.New("Zaphod is away")}
			h.Ingest("1", "signed", "Zaphod")
			h.tryOnce()
		}, map[string]int{"forgotten": 1}},
		"two, and one has ended": {func(h *harness) {
			h.Ingest("1", "signed", "Zaphod")
			h.Ingest("2", "ticket", "Zaphod")
			h.Work()
			h.Ingest("3", "ended", "Zaphod")
			h.Work()
		}, map[string]int{"forgotten": 1, "exited": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, declarations+welcome+asked)
			h.PutAccount("Zaphod")
			h.PutAccount("Trillian")
			test.before(h)
			h.Ingest("t", "signed", "Trillian")
			require.Positive(t, h.traces("Zaphod"))
			h.forget("Zaphod")
			h.Work()
			h.Advance(40 * 24 * time.Hour)
			h.requireForgotten("Zaphod")
			want := map[string]int{"completed": 1} // Trillian's
			for outcome, n := range test.runs {
				want[outcome] = n
			}
			require.Equal(t, want, h.ends())
			for _, said := range h.Notes.Texts {
				require.NotContains(t, said, "chase Zaphod")
			}
			_, err := h.Engine.Forget(t.Context(), "Zaphod")
			require.ErrorIs(t, err, store.ErrNotFound, "there is nobody of that ID any more")
		})
	}
}

// tryOnce delivers the outbox and makes one attempt of each action.
func (h *harness) tryOnce() {
	h.T.Helper()
	_, err := h.Engine.Dispatch(h.T.Context(), h)
	require.NoError(h.T, err)
	id, path := h.NextAction()
	_, err = h.Engine.Act(h.T.Context(), id, path, 1)
	require.ErrorIs(h.T, err, engine.ErrRetry)
}

func TestAGoalOfWhoIsForgottenIsLost(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+asked)
	for i, account := range []string{"Zaphod", "Trillian"} {
		h.PutAccount(account)
		h.Ingest(fmt.Sprint(i), "ticket", account)
	}
	h.Ingest("connected", "connected", "Trillian")
	h.forget("Zaphod")
	h.Advance(60 * 24 * time.Hour)
	count := func() engine.Group {
		effects, err := h.Engine.Effects(t.Context(), engine.EffectQuery{})
		require.NoError(t, err)
		return effects[0].Treated
	}
	require.Equal(t, engine.Group{Enrolments: 2, Units: 2, Lost: 1, Over: 1, Reached: 1}, count())
	h.forget("Trillian")
	require.Equal(t, engine.Group{Enrolments: 2, Units: 2, Lost: 1, Over: 1, Reached: 1}, count(), "what was compared stays so")
}

// What happened before isn't taken any more, by whatever way it comes, and brings nobody back.
func TestWhoWasForgottenBeginsAnewOnlyByItself(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	h.PutAccount("Zaphod")
	old := engine.Event{ID: "1", Source: "test", Type: "signed", Account: "Zaphod", Time: h.Clock.Now()}
	send := func(event engine.Event) engine.Report {
		report, err := h.Engine.Ingest(t.Context(), []engine.Event{event})
		require.NoError(t, err)
		return report
	}
	imported := func() store.Appended {
		return h.Import("Zaphod", customer.Entry{Source: "import:x", ID: "i", Type: "signed", Time: old.Time})[0]
	}
	require.Equal(t, 1, send(old).Accepted)
	require.Equal(t, store.Added, imported())
	h.Work()
	h.Clock.Advance(time.Hour)
	h.forget("Zaphod")

	require.Contains(t, send(old).Rejected[0].Reason, `account "Zaphod" is not known`)
	require.Equal(t, store.Refused, imported())
	h.requireForgotten("Zaphod")

	h.PutAccount("Zaphod")
	require.Contains(t, send(old).Rejected[0].Reason, "before the account was forgotten, on 2026-04-06T10:00:00Z")
	require.Equal(t, store.Refused, imported())
	require.Len(t, h.Runs(), 1)
	again := old
	again.Time = h.Clock.Now()
	require.Equal(t, 1, send(again).Accepted)
	require.Equal(t, 1, send(again).Duplicates)
	h.Work()
	runs := h.Runs()
	require.Len(t, runs, 2, "the same event makes another run")
	require.Equal(t, "Zaphod", runs[1].Account)
	require.Equal(t, []string{"started", "done", "waiting"}, h.Timeline(runs[1].ID))
	require.Len(t, h.Decisions(), 1)
	view, err := h.Engine.Why(t.Context(), engine.WhyQuery{Account: "Zaphod", Playbook: "welcome", At: h.Decisions()[0].At})
	require.NoError(t, err)
	require.Contains(t, view.Summary, "was enrolled at this instant")

	h.Clock.Advance(time.Hour)
	h.forget("Zaphod")
	h.Work()
	require.Equal(t, map[string]int{"forgotten": 2}, h.ends())
}

// failing is a store whose process dies at an update.
type failing struct {
	store.Store
	mu   sync.Mutex
	left int
}

var errDied = errors.New("the process died")

func (f *failing) Update(ctx context.Context, accounts []string, fn func(store.Tx) error) error {
	f.mu.Lock()
	f.left--
	died := f.left < 0
	f.mu.Unlock()
	if died {
		return errDied
	}
	return f.Store.Update(ctx, accounts, fn)
}

func (f *failing) Erase(ctx context.Context) error {
	f.mu.Lock()
	died := f.left < 1
	f.mu.Unlock()
	if died {
		return errDied
	}
	return f.Store.Erase(ctx)
}

// A large account is forgotten in parts: whenever the process dies, the next one goes on.
func TestForgettingGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	for updates := range 4 {
		t.Run(fmt.Sprint("after ", updates, " updates"), func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, declarations+welcome)
			h.PutAccount("Zaphod")
			h.Ingest("1", "signed", "Zaphod")
			var events []engine.Event
			for i := range 1200 {
				events = append(events, engine.Event{ID: fmt.Sprint("Zaphod", i), Source: "test", Type: "ticket", Account: "Zaphod", Time: startMessage})
			}
			_, err := h.Engine.Ingest(t.Context(), events)
			require.NoError(t, err)
			h.Work()

			dying := &failing{Store: h.Store, left: 1000}
			e, err := engine.New(t.Context(), engine.Options{Store: dying, Clock: h.Clock, Workspace: h.Engine.Workspace()})
			require.NoError(t, err)
			dying.left = updates
			_, err = e.Forget(t.Context(), "Zaphod")
			require.ErrorIs(t, err, errDied)
			require.NotContains(t, err.Error(), "Zaphod", "it is logged")
			require.NoError(t, h.Store.Close())

			h.Open(declarations + welcome)
			if updates > 0 {
				_, err = h.Engine.Account(t.Context(), "Zaphod")
				require.ErrorIs(t, err, store.ErrNotFound, "half an account is none")
			}
			switch updates {
			case 0, 2: // somebody asks again
				_, err := h.Engine.Forget(t.Context(), "Zaphod")
				require.NoError(t, err)
			case 1: // it comes anew, which forgets what is left first
				h.PutAccount("Zaphod")
				require.NoError(t, h.Engine.View(t.Context(), func(r store.Reader) error {
					held, err := r.Held("Zaphod", "")
					require.Equal(t, 1, held.Entries)
					return err
				}))
				h.forget("Zaphod")
			default: // nobody does anything
				stop := h.runSweeper()
				require.Eventually(t, func() bool { return h.traces("Zaphod") == 0 }, 10*time.Second, 10*time.Millisecond)
				stop()
			}
			h.requireForgotten("Zaphod")
			h.Work()
			require.Equal(t, map[string]int{"forgotten": 1}, h.ends())
		})
	}
}

// kept is who keeps what actions did.
type kept struct {
	mu   sync.Mutex
	keys []string
}

func (k *kept) Forget(_ context.Context, keys []string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = append(k.keys, keys...)
	return nil
}

// An attempt that is under way is stopped, and what it leaves is forgotten after it has ended.
func TestAnActionUnderWayWritesNothingBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	effects := &kept{}
	under, ended := make(chan struct{}), make(chan struct{})
	h.Notes.Hang = func(ctx context.Context) error {
		close(under)
		<-ctx.Done()
		require.Empty(t, effects.keys, "it is still under way")
		close(ended)
		return errors.New("Zaphod doesn't answer")
	}
	h.Restart(declarations+welcome, func(o *engine.Options) { o.Effects = effects })
	h.PutAccount("Zaphod")
	h.Ingest("1", "signed", "Zaphod")
	_, err := h.Engine.Dispatch(t.Context(), h)
	require.NoError(t, err)
	id, path := h.NextAction()
	var out run.Outstanding
	var all sync.WaitGroup
	all.Go(func() { out, err = h.Engine.Act(t.Context(), id, path, 1) })
	<-under
	h.forget("Zaphod")
	<-ended
	all.Wait()
	require.NoError(t, err)
	require.True(t, out.Done)
	require.Equal(t, "forgotten", out.Outcome)
	require.Len(t, effects.keys, 1)
	h.requireForgotten("Zaphod")

	out, err = h.Engine.Act(t.Context(), id, path, 2)
	require.NoError(t, err)
	require.True(t, out.Done, "another attempt does nothing")
	require.Empty(t, h.Notes.Texts)
}

// A task of an account that was forgotten meanwhile isn't made.
func TestATaskOfWhoIsForgottenIsNotMade(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+asked)
	h.PutAccount("Zaphod")
	h.Ingest("1", "ticket", "Zaphod")
	id := h.Runs()[0].ID
	h.forget("Zaphod")
	err := h.Engine.Tasks().Create(t.Context(), taskOf(id, "Zaphod"))
	require.ErrorContains(t, err, "forgotten meanwhile")
	h.requireForgotten("Zaphod")
}

// Whatever comes at the same moment either comes before and is forgotten, or finds nobody.
func TestForgettingInARace(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome+asked)
	for round := range 10 {
		h.PutAccount("Zaphod")
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				id := fmt.Sprintf("%d-%d", round, i)
				_, err := h.Engine.Ingest(t.Context(), []engine.Event{{ID: id, Source: "test", Type: []string{"signed", "ticket"}[i%2], Account: "Zaphod", Time: h.Clock.Now()}})
				require.NoError(t, err)
				_, err = h.Engine.Sweep(t.Context())
				require.NoError(t, err)
			})
		}
		for range 2 {
			all.Go(func() {
				if _, err := h.Engine.Forget(t.Context(), "Zaphod"); err != nil {
					require.ErrorIs(t, err, store.ErrNotFound)
				}
			})
		}
		all.Wait()
		h.requireForgotten("Zaphod")
		h.Work()
		h.Clock.Advance(time.Minute)
	}
	for outcome := range h.ends() {
		require.Equal(t, "forgotten", outcome)
	}
	require.NoError(t, h.Store.Close())
	opened, err := sqlite.Open(t.Context(), h.Path, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, opened.Close())
	require.Zero(t, h.traces("Zaphod"))
}

// late is tasks that come when their contact has been forgotten, and before the attempt hears that it is to stop.
type late struct {
	task.Tasks
	forget func(task.Task)
}

func (l late) Create(ctx context.Context, created task.Task) error {
	if l.forget != nil {
		l.forget(created)
	}
	return l.Tasks.Create(context.WithoutCancel(ctx), created)
}

// An attempt holds what it was rendered with: when a contact is forgotten meanwhile, no task says that any more.
func TestATaskOfAContactWhoIsForgottenIsNotMade(t *testing.T) {
	t.Parallel()
	const title = `title = "Call {{ contact.name }} of {{ account.name }}"`
	for name, test := range map[string]struct {
		playbook string
		left     []string
	}{
		"of the contact": {`playbook "p" {
			per = "contact"
			trigger "event" { event = "wish" }
			action "task" "call" { ` + title + ` }
		}`, nil},
		"of the account": {`playbook "p" {
			trigger "event" { event = "wish" }
			action "task" "call" { ` + title + ` }
		}`, []string{"Call (forgotten) of Acme"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, wished+test.playbook)
			var all sync.WaitGroup
			var once sync.Once
			h.Restart(wished+test.playbook, func(o *engine.Options) {
				o.Actions = func(e *engine.Engine) (*actions.Registry, error) {
					return h.Notes.Registry(late{Tasks: e.Tasks(), forget: func(task.Task) {
						once.Do(func() {
							all.Go(func() {
								_, err := h.Engine.ForgetContact(t.Context(), "acme", zaphod)
								require.NoError(t, err)
							})
							require.Eventually(t, func() bool {
								_, is := h.account2("acme").State.Contacts[zaphod]
								return !is
							}, 10*time.Second, time.Millisecond)
						})
					}})
				}
			})
			h.putPeople()
			h.wish("1", zaphod, "a towel")
			_, err := h.Engine.Dispatch(t.Context(), h)
			require.NoError(t, err)
			id, path := h.NextAction()
			out, err := h.Engine.Act(t.Context(), id, path, 1)
			all.Wait()
			require.Zero(t, h.traces(zaphod))
			if !out.Done {
				require.ErrorIs(t, err, engine.ErrRetry)
				_, err = h.Engine.Act(t.Context(), id, path, 2)
			}
			require.NoError(t, err)
			var titles []string
			h.View(func(r store.Reader) error {
				tasks, err := r.Tasks(store.TaskQuery{})
				for _, task := range tasks {
					titles = append(titles, task.Title)
				}
				return err
			})
			require.Equal(t, test.left, titles, "another attempt says what may be said")
		})
	}
}

// runSweeper runs the engine's sweeper until the function is called.
func (h *harness) runSweeper() (stop func()) {
	ctx, cancel := context.WithCancel(h.T.Context())
	var all sync.WaitGroup
	all.Go(func() { require.NoError(h.T, h.Engine.RunSweeper(ctx)) })
	return func() {
		cancel()
		all.Wait()
	}
}

// While somebody reads a snapshot of before, whoever forgets waits, or leaves the rest to the engine: timers don't wait.
func TestTimersDoNotWaitForForgetting(t *testing.T) {
	t.Parallel()
	h := newHarness(t, declarations+welcome)
	for i, account := range []string{"Zaphod", "Trillian"} {
		h.PutAccount(account)
		h.Ingest(fmt.Sprint(i), "signed", account)
	}
	h.Work()
	stop := h.runSweeper()
	h.View(func(r store.Reader) error {
		_, err := r.Account("Zaphod")
		require.NoError(t, err)
		ctx, leave := context.WithCancel(t.Context())
		forgotten := make(chan error, 1)
		go func() {
			_, err := h.Engine.Forget(ctx, "Zaphod")
			forgotten <- err
		}()
		require.Eventually(t, func() bool {
			_, err := h.Engine.Account(t.Context(), "Zaphod")
			return errors.Is(err, store.ErrNotFound)
		}, 10*time.Second, time.Millisecond)
		leave()
		require.ErrorIs(t, <-forgotten, context.Canceled)
		require.Positive(t, h.traces("Zaphod"))

		h.Clock.Advance(8 * day)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = h.Engine.Sweep(ctx)
		require.NoError(t, err)
		require.Contains(t, fmt.Sprint(h.timelines("Trillian")), "timed_out")
		return nil
	})
	require.Eventually(t, func() bool { return h.traces("Zaphod") == 0 }, 10*time.Second, 10*time.Millisecond, "the engine goes on by itself")
	stop()
	h.requireForgotten("Zaphod")
}

// timelines returns the words of the lines of an account's runs.
func (h *harness) timelines(account string) (words []string) {
	for _, row := range h.Runs() {
		if row.Account == account {
			words = append(words, h.Timeline(row.ID)...)
		}
	}
	return words
}
