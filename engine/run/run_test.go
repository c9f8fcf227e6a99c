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

// world is what a run sees in a test: a clock, facts and a log.
type world struct {
	t     *testing.T
	core  *run.Core
	state *run.State
	now   time.Time
	facts map[string]any
	log   []customer.Entry
	lines []run.Line
	tries map[string]int // attempts of each action
}

func begin(t *testing.T, plan *dsl.Plan) *world {
	t.Helper()
	plan.Version, plan.Playbook = dsl.PlanVersion, "test"
	core, err := run.New(plan)
	require.NoError(t, err)
	w := &world{t: t, core: core, now: start, state: &run.State{Run: "r-1", Account: "acme", Playbook: "test"}, facts: map[string]any{
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

func (w *world) env() run.Env {
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

func (w *world) do(lines []run.Line, err error) {
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
func (w *world) commit(eventType string, data map[string]any) customer.Entry {
	e := customer.Entry{Seq: int64(len(w.log) + 1), ID: fmt.Sprintf("e-%d", len(w.log)+1), Type: eventType, Account: "acme", Time: w.now, Received: w.now, Data: data}
	w.log = append(w.log, e)
	return e
}

func (w *world) event(eventType string, data map[string]any) {
	w.t.Helper()
	e := w.commit(eventType, data)
	w.do(w.core.Entry(w.state, e, w.env()))
}

func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(d)
	w.do(w.core.Wake(w.state, w.env()))
}

func (w *world) attempt(path string) []run.Call {
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
func (w *world) act(path string) {
	w.t.Helper()
	for _, call := range w.attempt(path) {
		w.do(w.core.Finish(w.state, path, call.Key, "", run.Result{Values: map[string]any{"sent": true}}, run.Attempt{}, w.env()))
	}
}

// words is the timeline's words, with their steps.
func (w *world) words() []string {
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

func TestActionsFollowEachOther(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("first", nil), action("second", nil)))
	require.Equal(t, []run.Action{{Path: "first", Kind: "note"}}, w.core.Outstanding(w.state).Actions)
	before := w.core.Outstanding(w.state).Revision
	w.act("first")
	require.Equal(t, []run.Action{{Path: "second", Kind: "note"}}, w.core.Outstanding(w.state).Actions)
	require.Greater(t, w.core.Outstanding(w.state).Revision, before)
	w.act("second")
	require.True(t, w.core.Outstanding(w.state).Done)
	require.Equal(t, run.Completed, w.state.Outcome)
}

func TestArgumentsAreRenderedOnce(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("note", map[string]any{"title": "{{ account.name }} is {{ health.band }}", "due": "1 business day"})))
	first := w.attempt("note")
	require.JSONEq(t, `{"title": "Acme is red", "due": "2026-04-07T18:00:00.000Z"}`, string(first[0].Args))
	w.do(w.core.Finish(w.state, "note", first[0].Key, "", run.Result{Error: "the server is asleep"}, run.Attempt{}, w.env()))
	w.facts["health"] = map[string]any{"band": "green"}
	w.now = w.now.Add(72 * time.Hour)
	second := w.attempt("note")
	require.Equal(t, first[0].Args, second[0].Args)
	require.Equal(t, first[0].Key, second[0].Key)
	require.Equal(t, first[0].At, second[0].At, "so that a mail has the same date in every attempt")
	require.Equal(t, 2, second[0].Attempts)
}

func TestOneCallForEachRecipient(t *testing.T) {
	t.Parallel()
	mail := action("mail", map[string]any{"to": "{{ contacts.champions }}", "template": "hello"})
	mail.Action.Recipients = "to"
	plan := steps(mail)
	plan.Templates = map[string]dsl.PlanTemplate{"hello": {
		Subject: "Hello {{ contact.name }}", Body: "From {{ account.csm }}",
		Locales: map[string]dsl.PlanTemplate{"ja": {Subject: "{{ contact.name }} さま", Body: "{{ account.csm }}"}},
	}}
	w := begin(t, plan)
	calls := w.attempt("mail")
	require.Len(t, calls, 2)
	require.NotEqual(t, calls[0].Key, calls[1].Key)
	require.JSONEq(t, `{"to": {"id": "kenji", "name": "Name of kenji", "email": "kenji@acme.example", "locale": "ja"},
		"subject": "Name of kenji さま", "body": "hana@example.com"}`, string(calls[0].Args))
	require.JSONEq(t, `{"to": {"id": "amy", "name": "Name of amy", "email": "amy@acme.example"},
		"subject": "Hello Name of amy", "body": "From hana@example.com"}`, string(calls[1].Args))

	w.do(w.core.Finish(w.state, "mail", calls[0].Key, "", run.Result{Values: map[string]any{"sent": true}}, run.Attempt{}, w.env()))
	w.do(w.core.Finish(w.state, "mail", calls[1].Key, "", run.Result{Error: "greylisted"}, run.Attempt{}, w.env()))
	again := w.attempt("mail")
	require.Len(t, again, 1, "the mail that was sent isn't sent again")
	require.Equal(t, calls[1].Key, again[0].Key)
}

func TestNobodyToGoTo(t *testing.T) {
	t.Parallel()
	mail := action("mail", map[string]any{"to": "{{ contacts.sponsors }}"})
	mail.Action.Recipients = "to"
	w := begin(t, steps(mail))
	require.Empty(t, w.attempt("mail"))
	require.Contains(t, w.words(), "mail nobody")
	require.Equal(t, run.Completed, w.state.Outcome)
}

func TestLeadGetsWhatHasNoAssignee(t *testing.T) {
	t.Parallel()
	plan := steps(action("note", map[string]any{"assignee": "{{ account.owner }}"}))
	plan.Lead = "lead@example.com"
	w := begin(t, plan)
	require.JSONEq(t, `{"assignee": "lead@example.com"}`, string(w.attempt("note")[0].Args))
}

func TestAttemptsThatFail(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		result  run.Result
		onError string
		outcome run.Outcome
		last    string
	}{
		"retried":   {result: run.Result{Error: "busy"}, last: "note retrying"},
		"for good":  {result: run.Result{Error: "no such box", Permanent: true}, outcome: run.Failed, last: "finished"},
		"continued": {result: run.Result{Error: "no such box", Permanent: true}, onError: "continue", outcome: run.Completed, last: "finished"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := action("note", nil)
			step.OnError = test.onError
			w := begin(t, steps(step))
			call := w.attempt("note")[0]
			w.do(w.core.Finish(w.state, "note", call.Key, "", test.result, run.Attempt{}, w.env()))
			require.Equal(t, test.outcome, w.state.Outcome)
			require.Equal(t, test.last, w.words()[len(w.words())-1])
		})
	}
}

func TestAnUnknownEndIsSaid(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("note", nil)))
	w.attempt("note") // and the worker died
	w.attempt("note")
	require.Contains(t, w.words(), "note possibly_twice")

	told := begin(t, steps(action("note", nil)))
	call := told.attempt("note")[0]
	told.do(told.core.Finish(told.state, "note", call.Key, "", run.Result{Error: "refused"}, run.Attempt{}, told.env()))
	told.attempt("note")
	require.NotContains(t, told.words(), "note possibly_twice", "the end of the first attempt is known")
}

func TestOnlyTheCallThatWasBegunMayArriveTwice(t *testing.T) {
	t.Parallel()
	mail := action("mail", map[string]any{"to": "{{ contacts.champions }}"})
	mail.Action.Recipients = "to"
	w := begin(t, steps(mail))
	calls := w.attempt("mail")
	w.do(w.core.Finish(w.state, "mail", calls[0].Key, calls[1].Key, run.Result{}, run.Attempt{}, w.env()))
	require.NotContains(t, w.words(), "mail possibly_twice")
	again := w.attempt("mail") // the worker died while the second mail was on its way
	require.Len(t, again, 1)
	require.Contains(t, w.words(), "mail possibly_twice")

	early := begin(t, steps(mail))
	early.attempt("mail") // it died with the first: the second was never begun
	calls = early.attempt("mail")
	early.lines = nil
	early.do(early.core.Finish(early.state, "mail", calls[0].Key, calls[1].Key, run.Result{}, run.Attempt{}, early.env()))
	require.NotContains(t, early.words(), "mail possibly_twice")
}

func TestAnswerOfAnAction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		data map[string]any
		want bool
	}{
		"own":          {data: map[string]any{"run": "r-1", "step": "review", "answers": map[string]any{"cause": "price"}}, want: true},
		"another run":  {data: map[string]any{"run": "r-2", "step": "review"}},
		"another step": {data: map[string]any{"run": "r-1", "step": "other"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t, steps(answered(action("review", nil), "2 business days"), &dsl.Step{
				Kind: dsl.StepBranch, Name: "cause", Branch: &dsl.BranchStep{
					On:      "steps.review.cause",
					Cases:   []dsl.Case{{Name: "price", Steps: []*dsl.Step{action("offer", nil)}}},
					Default: []*dsl.Step{action("call", nil)},
				},
			}))
			w.act("review")
			require.Equal(t, time.Date(2026, 4, 8, 18, 0, 0, 0, time.UTC), w.core.WakeAt(w.state))
			w.event("task.completed", test.data)
			if !test.want {
				require.Empty(t, w.core.Outstanding(w.state).Actions)
				return
			}
			require.Equal(t, "offer", w.core.Outstanding(w.state).Actions[0].Path)
			require.Equal(t, true, w.state.Steps["review"].Result["done"])
		})
	}
}

func TestTimeoutTakesTheDefault(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(answered(action("review", nil), "2d"), &dsl.Step{
		Kind: dsl.StepBranch, Name: "late", Branch: &dsl.BranchStep{
			Cases:   []dsl.Case{{Name: "done", When: "steps.review.done", Steps: []*dsl.Step{action("thank", nil)}}},
			Default: []*dsl.Step{action("chase", nil)},
		},
	}))
	w.act("review")
	w.pass(48*time.Hour - time.Second)
	require.Empty(t, w.core.Outstanding(w.state).Actions, "a second before it is due")
	w.pass(time.Second)
	require.Equal(t, "chase", w.core.Outstanding(w.state).Actions[0].Path)
	require.Equal(t, true, w.state.Steps["review"].Result["timed_out"])
}

func TestAnEventBetweenActionAndWaitCounts(t *testing.T) {
	t.Parallel()
	plan := func() *dsl.Plan {
		return steps(action("mail", nil), wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"}))
	}
	w := begin(t, plan())
	call := w.attempt("mail")[0]
	w.event("integration_connected", map[string]any{"integration": "crm"}) // while the mail is on its way
	w.do(w.core.Finish(w.state, "mail", call.Key, "", run.Result{}, run.Attempt{}, w.env()))
	require.Equal(t, run.Completed, w.state.Outcome)
	require.Equal(t, true, w.state.Steps["connected"].Result["matched"])
	require.Equal(t, map[string]any{
		"id": "e-1", "type": "integration_connected", "time": "2026-04-06T09:00:00.000Z", "integration": "crm",
	}, w.state.Steps["connected"].Result["event"])

	early := begin(t, steps(wait("pause", dsl.WaitStep{For: "1d"}), action("mail", nil), wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"})))
	early.event("integration_connected", nil) // before the action: doesn't count
	early.pass(24 * time.Hour)
	early.act("mail")
	require.Empty(t, early.state.Outcome)
}

func TestAnEventBeforeTheTimeoutWinsHoweverLateItIsSettled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arrives time.Duration
		matched bool
	}{
		"before":      {arrives: 7*24*time.Hour - time.Second, matched: true},
		"at the time": {arrives: 7 * 24 * time.Hour, matched: true},
		"after":       {arrives: 7*24*time.Hour + time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t, steps(wait("connected", dsl.WaitStep{Event: "integration_connected", Timeout: "7d"})))
			w.now = start.Add(test.arrives)
			w.commit("integration_connected", nil) // and nobody was there to settle the run
			w.pass(24 * time.Hour)
			require.Equal(t, test.matched, w.state.Steps["connected"].Result["matched"])
			require.Equal(t, !test.matched, w.state.Steps["connected"].Result["timed_out"])
		})
	}
}

func TestTwoWaitsTakeTwoEvents(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(wait("one", dsl.WaitStep{Event: "login"}), wait("two", dsl.WaitStep{Event: "login"})))
	w.event("login", nil)
	require.Empty(t, w.state.Outcome)
	w.event("login", nil)
	require.Equal(t, run.Completed, w.state.Outcome)
}

func TestImportedHistoryEndsNoWait(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(wait("one", dsl.WaitStep{Event: "login"})))
	e := w.commit("login", nil)
	e.Imported = true
	w.do(w.core.Entry(w.state, e, w.env()))
	require.Empty(t, w.state.Outcome)
}

func TestWhenSkipsAndSaysSo(t *testing.T) {
	t.Parallel()
	step := action("note", nil)
	step.When = "health.band == 'green'"
	w := begin(t, steps(step))
	require.Equal(t, run.Completed, w.state.Outcome)
	require.Contains(t, w.words(), "note skipped")
}

func TestExitFiresWhenItTurnsTrue(t *testing.T) {
	t.Parallel()
	plan := func() *dsl.Plan {
		p := steps(wait("long", dsl.WaitStep{For: "30d"}))
		p.Exits = []*dsl.Exit{{Name: "recovered", When: "health.band == 'green'"}}
		return p
	}
	w := begin(t, plan())
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Empty(t, w.state.Outcome)
	w.facts["health"] = map[string]any{"band": "green"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, "recovered", w.state.Detail)
	require.True(t, w.core.Outstanding(w.state).Done)
	require.Empty(t, w.core.Subscriptions(w.state))
}

func TestExitThatHeldAtTheStartWaitsForItsEdge(t *testing.T) {
	t.Parallel()
	p := steps(wait("long", dsl.WaitStep{For: "30d"}))
	p.Exits = []*dsl.Exit{{Name: "red", When: "health.band == 'red'"}}
	w := begin(t, p)
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Empty(t, w.state.Outcome, "it was true at the start")
	w.facts["health"] = map[string]any{"band": "green"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	w.facts["health"] = map[string]any{"band": "red"}
	w.do(w.core.FactsChanged(w.state, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
}

func TestExitLetsAnActionInFlightFinish(t *testing.T) {
	t.Parallel()
	p := steps(action("mail", nil), action("second", nil))
	p.Exits = []*dsl.Exit{{Name: "churned", Event: "contract_ended", When: "event.reason == 'price'"}}
	w := begin(t, p)
	call := w.attempt("mail")[0]
	w.event("contract_ended", map[string]any{"reason": "other"})
	require.Empty(t, w.state.Exiting)
	w.event("contract_ended", map[string]any{"reason": "price"})
	require.Empty(t, w.state.Outcome)
	w.do(w.core.Finish(w.state, "mail", call.Key, "", run.Result{Values: map[string]any{"sent": true}}, run.Attempt{}, w.env()))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, true, w.state.Steps["mail"].Result["sent"], "it is recorded")
	require.NotContains(t, w.state.Steps, "second")
}

// What every event has, and the contact that it is about, waits and exits see as triggers do.
func TestWatchesSeeTheWholeEvent(t *testing.T) {
	t.Parallel()
	const day = "event.type == 'login' && event.id == 'e-2' && event.time >= '2026-04-07T09:00:00.000Z' && event.contact.id == 'amy'"
	p := steps(wait("again", dsl.WaitStep{Event: "login", When: day}), wait("pause", dsl.WaitStep{For: "1d"}))
	p.Exits = []*dsl.Exit{{Name: "left", Event: "gone", When: "event.contact.email == 'amy@acme.example' && event.time > steps.again.event.time"}}
	w := begin(t, p)
	about := func(eventType string) {
		e := w.commit(eventType, nil)
		e.Contact = "amy"
		w.log[len(w.log)-1] = e
		w.do(w.core.Entry(w.state, e, w.env()))
	}
	about("login")
	require.NotContains(t, w.state.Steps, "pause", "a day too early")
	w.now = w.now.Add(24 * time.Hour)
	about("login")
	require.Contains(t, w.state.Steps, "pause")
	about("gone")
	require.Empty(t, w.state.Outcome, "at the same time")
	w.now = w.now.Add(time.Second)
	about("gone")
	require.Equal(t, "left", w.state.Detail)
}

func TestExitBeforeTheFirstAttemptDropsTheAction(t *testing.T) {
	t.Parallel()
	p := steps(action("mail", nil))
	p.Exits = []*dsl.Exit{{Name: "churned", Event: "contract_ended"}}
	w := begin(t, p)
	w.event("contract_ended", nil) // Temporal is away: nobody has begun to act
	require.Empty(t, w.attempt("mail"))
	require.Equal(t, run.Exited, w.state.Outcome)
	require.Equal(t, "churned", w.state.Detail)
}

func TestNothingHappensAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("note", nil)))
	call := w.attempt("note")[0]
	w.do(w.core.Finish(w.state, "note", call.Key, "", run.Result{}, run.Attempt{}, w.env()))
	before, err := json.Marshal(w.state)
	require.NoError(t, err)
	require.Empty(t, w.attempt("note"))
	w.do(w.core.Finish(w.state, "note", call.Key, "", run.Result{Error: "late"}, run.Attempt{}, w.env()))
	w.event("login", nil)
	after, err := json.Marshal(w.state)
	require.NoError(t, err)
	require.JSONEq(t, string(before), string(after))
}

func TestDamagedPlansAreRefused(t *testing.T) {
	t.Parallel()
	broken := map[string]*dsl.Plan{
		"newer":      {Version: dsl.PlanVersion + 1},
		"expression": {Version: 1, Exits: []*dsl.Exit{{Name: "x", When: "1 +"}}},
		"template":   {Version: 1, Steps: []*dsl.Step{action("a", map[string]any{"title": []any{"{{ 1 + }}"}})}},
		"kind":       {Version: 1, Steps: []*dsl.Step{{Name: "a", Kind: "dance"}}},
	}
	for name, plan := range broken {
		_, err := run.New(plan)
		require.Error(t, err, name)
	}
}

// A message comes from whom the step names, else from the team's lead, else from the playbook's owner; nobody's
// comes from the engine's sender, which only the action knows.
func TestWhoAMessageComesFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, lead, owner, want string }{
		{"named", "{{ account.csm }}", "lead@example.com", "owner@example.com", "hana@example.com"},
		{"a missing name, and a lead", "{{ account.deputy }}", "lead@example.com", "", "lead@example.com"},
		{"a missing name, and an owner", "{{ account.deputy }}", "", "owner@example.com", "owner@example.com"},
		{"no name, and an owner", "", "", "owner@example.com", "owner@example.com"},
		{"a name that shows nothing, and an owner", "{{ '\u200b ' }}", "", "owner@example.com", "owner@example.com"},
		{"nobody", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			action := &dsl.ActionStep{
				Kind: "email", Recipients: "to", Args: map[string]any{"to": "{{ contacts.champions }}"},
				ArgKinds: map[string]string{"to": "contacts", "from": "member"},
			}
			if c.from != "" {
				action.Args["from"] = c.from
			}
			if c.owner != "" {
				action.Fallback = map[string]string{"from": c.owner}
			}
			w := begin(t, &dsl.Plan{Lead: c.lead, Steps: []*dsl.Step{{Kind: dsl.StepAction, Name: "hello", Action: action}}})
			var args map[string]any
			require.NoError(t, json.Unmarshal(w.attempt("hello")[0].Args, &args))
			from, _ := args["from"].(string)
			require.Equal(t, c.want, from)
		})
	}
}
