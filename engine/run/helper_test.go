package run_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
)

// start is a Monday morning.
var start = time.Date(2026, 4, 6, 9, 0, 0, 0, time.UTC)

// harness is what a run sees in a test: a clock, facts and a log.
type harness struct {
	t     *testing.T
	core  *run.Core
	state *run.State
	now   time.Time
	facts map[string]any
	log   []customer.Entry
	lines []run.Line
	tries map[string]int // attempts of each action
}

func begin(t *testing.T, plan *dsl.Plan) *harness {
	t.Helper()
	plan.Version, plan.Playbook = dsl.PlanVersion, "test"
	core, err := run.New(plan)
	require.NoError(t, err)
	w := &harness{t: t, core: core, now: start, state: &run.State{Run: "r-1", Account: "acme", Playbook: "test"}, facts: map[string]any{
		"account":  map[string]any{"name": "Acme", "csm": "hana@example.com"},
		"health":   map[string]any{"band": "red", "score": 40.0},
		"contacts": map[string]any{"champions": []any{person("kenji", "ja"), person("amy", "")}},
	}}
	w.do(core.Start(w.state, w.env()))
	return w
}

func person(id, locale string) map[string]any {
	return map[string]any{"id": id, "name": "Name of " + id, "email": id + "@acme.example", "locale": locale, "role": "champion"}
}

func (w *harness) env() run.Env {
	return run.Env{
		Now:     w.now,
		Facts:   func() map[string]any { return w.facts },
		Contact: func(id string) map[string]any { return person(id, "") },
		Hours:   calendar.Default(time.UTC),
		Seq:     int64(len(w.log)),
		Scan: func(after int64, eventType string, yield func(customer.Entry) bool) error {
			for _, e := range w.log {
				if e.Seq > after && e.Type == eventType && !yield(e) {
					return nil
				}
			}
			return nil
		},
	}
}

func (w *harness) do(lines []run.Line, err error) {
	w.t.Helper()
	require.NoError(w.t, err)
	w.lines = append(w.lines, lines...)
	// Between two transactions a run is its stored form: it must come back from it whole.
	raw, err := json.Marshal(w.state)
	require.NoError(w.t, err)
	w.state = &run.State{}
	require.NoError(w.t, json.Unmarshal(raw, w.state))
}

// commit puts an entry into the log without offering it to the run.
func (w *harness) commit(eventType string, data map[string]any) customer.Entry {
	e := customer.Entry{Seq: int64(len(w.log) + 1), ID: fmt.Sprintf("e-%d", len(w.log)+1), Type: eventType, Account: "acme", Time: w.now, Received: w.now, Data: data}
	w.log = append(w.log, e)
	return e
}

func (w *harness) event(eventType string, data map[string]any) {
	w.t.Helper()
	e := w.commit(eventType, data)
	w.do(w.core.Entry(w.state, e, w.env()))
}

func (w *harness) advanceTime(d time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(d)
	w.do(w.core.Wake(w.state, w.env()))
}

func (w *harness) attempt(path string) []run.Call {
	w.t.Helper()
	if w.tries == nil {
		w.tries = map[string]int{}
	}
	w.tries[path]++
	if calls, ok := w.core.First(w.state, path); ok && w.tries[path] == 1 {
		return calls
	}
	calls, lines, err := w.core.Begin(w.state, path, run.Attempt{Number: w.tries[path]}, w.env())
	w.do(lines, err)
	return calls
}

// act does an action's calls, all of which go well.
func (w *harness) act(path string) {
	w.t.Helper()
	for _, call := range w.attempt(path) {
		w.do(w.core.Finish(w.state, path, call.Key, "", run.Result{Values: map[string]any{"sent": true}}, run.Attempt{}, w.env()))
	}
}

// codes is the timeline's words, with their steps.
func (w *harness) codes() []string {
	var all []string
	for _, line := range w.lines {
		word := line.Code
		if line.Step != "" {
			word = line.Step + " " + word
		}
		all = append(all, word)
	}
	return all
}

func action(name string, args map[string]any) *dsl.Step {
	return &dsl.Step{Kind: dsl.StepAction, Name: name, Action: &dsl.ActionStep{Kind: "note", Args: args, ArgKinds: map[string]string{
		"title": "string", "due": "due", "assignee": "member", "template": "template", "to": "contacts",
	}}}
}

func answered(step *dsl.Step, wait string) *dsl.Step {
	step.Action.Wait, step.Action.AnswerEvent, step.Action.AnswerAs = wait, "task.completed", "done"
	return step
}

func wait(name string, body dsl.WaitStep) *dsl.Step {
	return &dsl.Step{Kind: dsl.StepWait, Name: name, Wait: &body}
}

func steps(all ...*dsl.Step) *dsl.Plan { return &dsl.Plan{Steps: all} }
