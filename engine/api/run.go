package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine/store"
)

// Run is one customer's run of a playbook.
type Run struct {
	ID       string     `json:"id"`
	Account  string     `json:"account" doc:"Empty: the account is forgotten."`
	Contact  string     `json:"contact,omitempty"`
	Playbook string     `json:"playbook"`
	PlanHash string     `json:"plan_hash" doc:"The content hash of the plan that it started with and keeps."`
	Status   string     `json:"status" enum:"running,finished"`
	Outcome  string     `json:"outcome,omitempty" doc:"How it ended: completed, exited, failed, or forgotten with its customer."`
	At       string     `json:"at,omitempty" doc:"Where it is, for people."`
	Started  time.Time  `json:"started"`
	Ended    *time.Time `json:"ended" doc:"Null: still running."`
	WakesAt  *time.Time `json:"wakes_at" doc:"Its next timer; null: none."`
}

// RunDetail is a run with its timeline.
type RunDetail struct {
	Run
	Timeline []Line `json:"timeline" nullable:"false"`
}

// Line is one line of a run's timeline.
type Line struct {
	At   time.Time      `json:"at"`
	Step string         `json:"step,omitempty" doc:"Empty: about the run itself."`
	Code string         `json:"what" doc:"A word for programs."`
	Text string         `json:"text" doc:"A sentence for people."`
	Data map[string]any `json:"data,omitempty"`
}

type runsInput struct {
	Page
	Account  string `query:"account" doc:"Of this account only."`
	Playbook string `query:"playbook" doc:"Of this playbook only."`
	Status   string `query:"status" enum:"running,finished" doc:"Of this status only."`
}

type runsOutput struct{ Body List[Run] }

type runInput struct {
	ID string `path:"id" doc:"The run's ID."`
}

type runOutput struct{ Body RunDetail }

func (s *server) registerRuns(api huma.API) {
	tags := []string{"runs"}
	register(s, api, huma.Operation{
		OperationID: "list-runs", Method: http.MethodGet, Path: "/v1/runs", Tags: tags,
		Summary: "List runs", Description: "In order of their start.",
		Errors: []int{http.StatusNotFound},
	}, s.listRuns)
	register(s, api, huma.Operation{
		OperationID: "get-run", Method: http.MethodGet, Path: "/v1/runs/{id}", Tags: tags,
		Summary: "Show a run with its timeline",
		Errors:  []int{http.StatusNotFound},
	}, s.getRun)
}

func (s *server) listRuns(ctx context.Context, in *runsInput) (*runsOutput, error) {
	after, err := in.after("runs")
	if err != nil {
		return nil, err
	}
	q := store.RunQuery{Account: in.Account, Playbook: in.Playbook, Status: in.Status, After: after, Limit: in.Limit + 1}
	var rows []store.Run
	err = s.engine.View(ctx, func(r store.Reader) error {
		rows, err = r.Runs(q)
		return err
	})
	if err != nil {
		return nil, s.listFailed("list runs", err)
	}
	if len(rows) == 0 {
		err := s.unknown(ctx, named{account: in.Account, playbook: in.Playbook}, func(r store.Reader) (bool, error) {
			all, err := r.Runs(store.RunQuery{Playbook: in.Playbook, Limit: 1})
			return len(all) > 0, err
		})
		if err != nil {
			return nil, err
		}
	}
	key := func(r store.Run) string { return r.ID }
	return &runsOutput{Body: page("runs", in.Limit, rows, key, run)}, nil
}

func (s *server) getRun(ctx context.Context, in *runInput) (*runOutput, error) {
	out := &runOutput{Body: RunDetail{Timeline: []Line{}}}
	err := s.engine.View(ctx, func(r store.Reader) error {
		row, err := r.Run(in.ID)
		if err != nil {
			return err
		}
		lines, err := r.Timeline(in.ID)
		if err != nil {
			return err
		}
		out.Body.Run = run(row)
		for _, l := range lines {
			out.Body.Timeline = append(out.Body.Timeline, line(l))
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, noRun(in.ID)
	}
	if err != nil {
		return nil, s.failed("show the run", err)
	}
	return out, nil
}

func run(r store.Run) Run {
	return Run{
		ID: r.ID, Account: r.Account, Contact: r.Contact, Playbook: r.Playbook, PlanHash: r.PlanHash,
		Status: r.Status, Outcome: r.Outcome, At: r.At,
		Started: r.StartedAt.UTC(), Ended: instant(r.EndedAt), WakesAt: instant(r.WakeAt),
	}
}

func line(l store.Line) Line {
	l.At = l.At.UTC()
	return Line(l)
}
