package run_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/run"
)

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
	require.Contains(t, w.codes(), "mail nobody")
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
			require.Equal(t, test.last, w.codes()[len(w.codes())-1])
		})
	}
}

func TestAnUnknownEndIsSaid(t *testing.T) {
	t.Parallel()
	w := begin(t, steps(action("note", nil)))
	w.attempt("note") // and the worker died
	w.attempt("note")
	require.Contains(t, w.codes(), "note possibly_twice")

	told := begin(t, steps(action("note", nil)))
	call := told.attempt("note")[0]
	told.do(told.core.Finish(told.state, "note", call.Key, "", run.Result{Error: "refused"}, run.Attempt{}, told.env()))
	told.attempt("note")
	require.NotContains(t, told.codes(), "note possibly_twice", "the end of the first attempt is known")
}

func TestOnlyTheCallThatWasBegunMayArriveTwice(t *testing.T) {
	t.Parallel()
	mail := action("mail", map[string]any{"to": "{{ contacts.champions }}"})
	mail.Action.Recipients = "to"
	w := begin(t, steps(mail))
	calls := w.attempt("mail")
	w.do(w.core.Finish(w.state, "mail", calls[0].Key, calls[1].Key, run.Result{}, run.Attempt{}, w.env()))
	require.NotContains(t, w.codes(), "mail possibly_twice")
	again := w.attempt("mail") // the worker died while the second mail was on its way
	require.Len(t, again, 1)
	require.Contains(t, w.codes(), "mail possibly_twice")

	early := begin(t, steps(mail))
	early.attempt("mail") // it died with the first: the second was never begun
	calls = early.attempt("mail")
	early.lines = nil
	early.do(early.core.Finish(early.state, "mail", calls[0].Key, calls[1].Key, run.Result{}, run.Attempt{}, early.env()))
	require.NotContains(t, early.codes(), "mail possibly_twice")
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
