package workflow

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/tendhq/tend/engine/run"
)

// scripted is an engine in memory that takes its runs through stages, as the real one does through
// steps: a stage ends when all its actions are done and, if it sleeps or waits for a release, when that
// is over too. Its promises are the real engine's: answers carry growing revisions, doing an action
// twice does it once.
type scripted struct {
	mu   sync.Mutex
	now  func() time.Time
	runs map[string]*scriptedRun
}

type scriptedRun struct {
	stages   []stage
	at       int
	revision int64
	open     map[string]bool
	entered  time.Time
	released bool

	acted    []string
	attempts map[string]int
	settles  int
}

// stage is what a run does until the next.
type stage struct {
	actions []string
	sleep   time.Duration
	// release waits for a call of release, which the test follows with a nudge.
	release bool
	// fail is called before each attempt of an action.
	fail func(path string, attempt int) error
}

func newScripted(now func() time.Time) *scripted {
	return &scripted{now: now, runs: map[string]*scriptedRun{}}
}

// add makes a run and returns its first set.
func (s *scripted) add(id string, stages ...stage) run.Outstanding {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &scriptedRun{stages: stages, at: -1, attempts: map[string]int{}}
	s.runs[id] = r
	s.enter(r)
	s.proceed(r)
	return s.set(r)
}

func (s *scripted) Settle(_ context.Context, id string) (run.Outstanding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.runs[id]
	r.settles++
	s.proceed(r)
	return s.set(r), nil
}

func (s *scripted) Act(_ context.Context, id, path string, attempt int) (run.Outstanding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.runs[id]
	r.attempts[path] = attempt
	if !r.open[path] {
		return s.set(r), nil
	}
	if fail := r.stages[r.at].fail; fail != nil {
		if err := fail(path, attempt); err != nil {
			return run.Outstanding{}, err
		}
	}
	r.acted = append(r.acted, path)
	delete(r.open, path)
	r.revision++
	s.proceed(r)
	return s.set(r), nil
}

// release ends the wait of a run's stage, now or when it comes.
func (s *scripted) release(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[id].released = true
}

// proceed enters the next stage when this one is over.
func (s *scripted) proceed(r *scriptedRun) {
	for r.at < len(r.stages) && len(r.open) == 0 && s.slept(r) && (!r.stages[r.at].release || r.released) {
		s.enter(r)
	}
}

func (s *scripted) slept(r *scriptedRun) bool {
	return s.now().Sub(r.entered) >= r.stages[r.at].sleep
}

func (s *scripted) enter(r *scriptedRun) {
	r.at++
	r.revision++
	r.entered, r.open = s.now(), map[string]bool{}
	if r.at < len(r.stages) {
		for _, path := range r.stages[r.at].actions {
			r.open[path] = true
		}
	}
}

func (s *scripted) set(r *scriptedRun) run.Outstanding {
	if r.at >= len(r.stages) {
		return run.Outstanding{Revision: r.revision, Done: true, Outcome: "completed"}
	}
	now := r.stages[r.at]
	set := run.Outstanding{Revision: r.revision}
	for _, path := range now.actions {
		if r.open[path] {
			set.Actions = append(set.Actions, run.Action{Path: path, Kind: "noop"})
		}
	}
	if !s.slept(r) {
		set.WakeIn = now.sleep - s.now().Sub(r.entered)
	}
	return set
}

// acts returns what a run has done so far, in order.
func (s *scripted) acts(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.runs[id].acted...)
}

func (s *scripted) settled(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[id].settles
}

// chain returns stages of one action each.
func chain(paths ...string) []stage {
	var stages []stage
	for _, path := range paths {
		stages = append(stages, stage{actions: []string{path}})
	}
	return stages
}

// functions is an engine whose answers a test gives itself.
type functions struct {
	settle func(ctx context.Context, id string) (run.Outstanding, error)
	act    func(ctx context.Context, id, path string, attempt int) (run.Outstanding, error)
}

func (f functions) Settle(ctx context.Context, id string) (run.Outstanding, error) {
	if f.settle == nil {
		return run.Outstanding{}, fmt.Errorf("nobody expected a settle of %s", id)
	}
	return f.settle(ctx, id)
}

func (f functions) Act(ctx context.Context, id, path string, attempt int) (run.Outstanding, error) {
	return f.act(ctx, id, path, attempt)
}

// permanentError is a programming error of an engine.
type permanentError struct{ text string }

func (e permanentError) Error() string   { return e.text }
func (e permanentError) Permanent() bool { return true }

func actions(paths ...string) []run.Action {
	var all []run.Action
	for _, path := range paths {
		all = append(all, run.Action{Path: path, Kind: "noop", Timeout: time.Minute})
	}
	return all
}
