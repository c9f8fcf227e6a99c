package task_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/actionstest"
	"github.com/tendhq/tend/actions/task"
)

// shelf keeps tasks as Tasks promises, or fails.
type shelf struct {
	mu    sync.Mutex
	order []string
	tasks map[string]task.Task
	fails error
}

func (s *shelf) Create(_ context.Context, t task.Task) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil {
		return s.fails
	}
	if _, ok := s.tasks[t.ID]; !ok {
		s.order = append(s.order, t.ID)
		s.tasks[t.ID] = t
	}
	return nil
}

func (s *shelf) effects() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][]byte
	for _, id := range s.order {
		out = append(out, fmt.Appendf(nil, "%+v", s.tasks[id]))
	}
	return out
}

func subject(fails error) func(t *testing.T) actionstest.Subject {
	return func(t *testing.T) actionstest.Subject {
		t.Helper()
		s := &shelf{tasks: map[string]task.Task{}, fails: fails}
		d, err := task.New(s)
		require.NoError(t, err)
		return actionstest.Subject{Definition: d, Effects: s.effects, Args: map[string]any{
			"title": "Acme さまに電話", "assignee": "hana@example.com", "due": "2026-04-07T09:00:00.000Z",
			"body": "Ask **why**.", "answers": map[string]any{"cause": []string{"price", "product"}, "note": []string{}},
		}}
	}
}

func TestTaskConforms(t *testing.T) {
	t.Parallel()
	clash := func(t *testing.T) actionstest.Subject {
		s := subject(nil)(t)
		s.Args["answers"] = map[string]any{"done": []string{"yes"}}
		return s
	}
	blank := func(t *testing.T) actionstest.Subject {
		s := subject(nil)(t)
		s.Args["title"] = "\u3000\u200b"
		return s
	}
	assigned := func(to string) func(t *testing.T) actionstest.Subject {
		return func(t *testing.T) actionstest.Subject {
			s := subject(nil)(t)
			s.Args["assignee"] = to
			return s
		}
	}
	actionstest.Conform(t, subject(nil),
		actionstest.Trouble{Name: "an assignee with parameters", Subject: assigned("a@b.example> SIZE=1"), Permanent: true, Says: "argument \"assignee\" of action \"task\": it isn't a mail address: write the address alone"},
		actionstest.Trouble{Name: "an assignee who is a name", Subject: assigned("Hana"), Permanent: true, Says: "argument \"assignee\" of action \"task\": it isn't a mail address: it has no @"},
		actionstest.Trouble{Name: "a blank title", Subject: blank, Permanent: true, Says: `needs the argument "title"`},
		actionstest.Trouble{Name: "the store is away", Subject: subject(errors.New("disk full")), Says: "the task could not be stored: disk full"},
		actionstest.Trouble{Name: "the store refuses", Subject: subject(actions.Permanent(errors.New("no such run"))), Permanent: true, Says: "no such run"},
		actionstest.Trouble{Name: "a question hides a result", Subject: clash, Permanent: true, Says: `question "done"`},
	)
}

func TestTaskCarriesTheCallAndItsArguments(t *testing.T) {
	t.Parallel()
	s := &shelf{tasks: map[string]task.Task{}}
	d, err := task.New(s)
	require.NoError(t, err)
	require.Equal(t, &actions.Answer{Event: "task.completed", As: "done"}, d.Answer)
	require.True(t, d.Idempotent)
	args, err := json.Marshal(subject(nil)(t).Args)
	require.NoError(t, err)
	result, err := d.Do(t.Context(), actionstest.Call("key-1"), args)
	require.NoError(t, err)
	require.JSONEq(t, `{"task_id": "key-1"}`, string(result))
	require.Empty(t, cmp.Diff(task.Task{
		ID: "key-1", Run: "r-1", Account: "acme", Step: "step", Title: "Acme さまに電話", Body: "Ask **why**.",
		Assignee: "hana@example.com", Due: time.Date(2026, 4, 7, 9, 0, 0, 0, time.UTC),
		Questions: map[string][]string{"cause": {"price", "product"}, "note": {}}, CreatedAt: actionstest.Now,
	}, s.tasks["key-1"]))
}

func TestOnlyTheTitleIsNeeded(t *testing.T) {
	t.Parallel()
	s := &shelf{tasks: map[string]task.Task{}}
	d, err := task.New(s)
	require.NoError(t, err)
	_, err = d.Do(t.Context(), actionstest.Call("key-1"), json.RawMessage(`{"title": "Call", "assignee": "", "due": null}`))
	require.NoError(t, err)
	require.True(t, s.tasks["key-1"].Due.IsZero())
	require.Empty(t, s.tasks["key-1"].Assignee, "the engine gives it to the team's lead")
}

func TestTaskNeedsAPlace(t *testing.T) {
	t.Parallel()
	_, err := task.New(nil)
	require.ErrorContains(t, err, "a place to keep tasks")
}

// What can't be seen is in no task, and a title is one line.
func TestNothingUnseenIsInATask(t *testing.T) {
	t.Parallel()
	s := &shelf{tasks: map[string]task.Task{}}
	d, err := task.New(s)
	require.NoError(t, err)
	const evil = "\u202egro.live\u200b\x00\x1b[2J\u2800\ufffe"
	args, err := json.Marshal(map[string]any{
		"title": "Call\r\nBcc: x " + evil, "assignee": " hana@example.com ",
		"body": actions.Markdown{Written: []string{"Hi ", "\r\n\tBye"}, Values: []string{evil}},
	})
	require.NoError(t, err)
	_, err = d.Do(t.Context(), actionstest.Call("key-1"), args)
	require.NoError(t, err)
	require.Equal(t, "Call Bcc: x gro.live [2J", s.tasks["key-1"].Title)
	require.Equal(t, "Hi gro.live[2J\n\tBye", s.tasks["key-1"].Body)
	require.Equal(t, "hana@example.com", s.tasks["key-1"].Assignee)
}
