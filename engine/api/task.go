package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// Task is a piece of work for a person.
type Task struct {
	ID        string              `json:"id"`
	Account   string              `json:"account"`
	Playbook  string              `json:"playbook"`
	Run       string              `json:"run"`
	Step      string              `json:"step"`
	Title     string              `json:"title"`
	Body      string              `json:"body,omitempty" doc:"Text, to be shown as it is and not to be parsed as Markdown or HTML: what customers wrote stands in it."`
	Assignee  string              `json:"assignee,omitempty"`
	Due       *time.Time          `json:"due" doc:"Null: whenever."`
	Questions map[string][]string `json:"questions,omitempty" doc:"What it asks, with the answers to choose from; none: any text."`
	Status    string              `json:"status" enum:"open,completed"`
	Answers   map[string]string   `json:"answers,omitempty"`
	Created   time.Time           `json:"created"`
	Completed *time.Time          `json:"completed" doc:"Null: still open."`
}

// Completion is how a task ended.
type Completion struct {
	Answers map[string]string `json:"answers,omitempty" nullable:"true" doc:"An answer to each question."`
}

type tasksInput struct {
	Page
	Status  string `query:"status" enum:"open,completed" doc:"Of this status only."`
	Account string `query:"account" doc:"Of this account only."`
	Run     string `query:"run" doc:"Of this run only."`
}

type tasksOutput struct{ Body List[Task] }

type taskInput struct {
	ID string `path:"id" doc:"The task's ID."`
}

type completeInput struct {
	ID   string      `path:"id" doc:"The task's ID."`
	Body *Completion `doc:"Absent: no answers."`
}

type taskOutput struct{ Body Task }

func (s *server) registerTasks(api huma.API) {
	tags := []string{"tasks"}
	register(s, api, huma.Operation{
		OperationID: "list-tasks", Method: http.MethodGet, Path: "/v1/tasks", Tags: tags,
		Summary: "List tasks", Description: "In order of their creation.",
		Errors: []int{http.StatusNotFound},
	}, s.listTasks)
	register(s, api, huma.Operation{
		OperationID: "get-task", Method: http.MethodGet, Path: "/v1/tasks/{id}", Tags: tags,
		Summary: "Show a task",
		Errors:  []int{http.StatusNotFound},
	}, s.getTask)
	register(s, api, huma.Operation{
		OperationID: "complete-task", Method: http.MethodPost, Path: "/v1/tasks/{id}/complete", Tags: tags,
		Summary:     "Complete a task",
		Description: "The same answers again change nothing; other answers to a completed task are refused.",
		Errors:      []int{http.StatusNotFound, http.StatusConflict},
	}, s.completeTask)
}

func (s *server) listTasks(ctx context.Context, in *tasksInput) (*tasksOutput, error) {
	after, err := in.after("tasks")
	if err != nil {
		return nil, err
	}
	q := store.TaskQuery{Status: in.Status, Account: in.Account, Run: in.Run, After: after, Limit: in.Limit + 1}
	var rows []store.Task
	err = s.engine.View(ctx, func(r store.Reader) error {
		rows, err = r.Tasks(q)
		return err
	})
	if err != nil {
		return nil, s.listFailed("list tasks", err)
	}
	if len(rows) == 0 {
		if err := s.unknown(ctx, named{account: in.Account, run: in.Run}, nil); err != nil {
			return nil, err
		}
	}
	key := func(t store.Task) string { return t.ID }
	return &tasksOutput{Body: page("tasks", in.Limit, rows, key, task)}, nil
}

func (s *server) getTask(ctx context.Context, in *taskInput) (*taskOutput, error) {
	var row store.Task
	err := s.engine.View(ctx, func(r store.Reader) (err error) {
		row, err = r.Task(in.ID)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, noTask(in.ID)
	case err != nil:
		return nil, s.failed("read the task", err)
	}
	return &taskOutput{Body: task(row)}, nil
}

func noTask(id string) error {
	return problem(http.StatusNotFound, "no task has the ID %q: GET /v1/tasks lists them", id)
}

func (s *server) completeTask(ctx context.Context, in *completeInput) (*taskOutput, error) {
	var answers map[string]string
	if in.Body != nil {
		answers = in.Body.Answers
	}
	t, err := s.engine.CompleteTask(ctx, in.ID, answers)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, noTask(in.ID)
	case errors.Is(err, engine.ErrCompleted):
		return nil, problem(http.StatusConflict, "the task was completed already, with other answers: nothing was changed")
	case err != nil:
		return nil, s.failed("complete the task", err)
	}
	return &taskOutput{Body: task(t)}, nil
}

func task(t store.Task) Task {
	return Task{
		ID: t.ID, Account: t.Account, Playbook: t.Playbook, Run: t.Run, Step: t.Step,
		Title: t.Title, Body: t.Body, Assignee: t.Assignee, Due: instant(t.Due), Questions: t.Questions,
		Status: t.Status, Answers: t.Answers, Created: t.CreatedAt.UTC(), Completed: instant(t.CompletedAt),
	}
}
