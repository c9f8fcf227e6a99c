package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Status is the answer of the health checks.
type Status struct {
	Status string    `json:"status" enum:"ok"`
	Now    time.Time `json:"now" doc:"The engine's time, which may run faster than the wall's."`
}

type statusOutput struct{ Body Status }

func (s *server) registerHealth(api huma.API) {
	registerOpen(api, huma.Operation{
		OperationID: "alive", Method: http.MethodGet, Path: "/healthz", Tags: []string{"health"},
		Summary: "Is the process alive?",
	}, func(context.Context, *struct{}) (*statusOutput, error) {
		return &statusOutput{Body: s.status()}, nil
	})
	registerOpen(api, huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: "/readyz", Tags: []string{"health"},
		Summary: "Can the engine take events and run plays?",
	}, s.ready)
}

func (s *server) ready(ctx context.Context, _ *struct{}) (*statusOutput, error) {
	err := s.engine.Ready(ctx)
	switch {
	case err == nil:
	case trusted(ctx):
		return nil, problem(http.StatusServiceUnavailable, "the engine isn't ready: %v", err)
	default:
		return nil, problem(http.StatusServiceUnavailable, "the engine isn't ready: ask again with its token to hear why")
	}
	return &statusOutput{Body: s.status()}, nil
}

func (s *server) status() Status {
	return Status{Status: "ok", Now: s.engine.Now().UTC()}
}
