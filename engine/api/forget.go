package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine/store"
)

// Forgotten is how much was known of who is forgotten.
type Forgotten struct {
	Entries   int `json:"entries" doc:"What happened: events and updates."`
	Decisions int `json:"decisions"`
	Scores    int `json:"scores"`
	Goals     int `json:"goals" doc:"Goals of enrolments: they stay as numbers."`
	Runs      int `json:"runs" doc:"Runs of playbooks: they stay as numbers."`
	Tasks     int `json:"tasks"`
}

type forgetAccountInput struct {
	ID      string `path:"id" doc:"The account's ID."`
	Preview bool   `query:"preview" doc:"Say how much would be forgotten, and change nothing."`
}

type forgottenOutput struct{ Body Forgotten }

func (s *server) registerForgetting(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "forget-account", Method: http.MethodDelete, Path: "/v1/accounts/{id}", Tags: []string{"accounts"},
		Summary: "Forget an account",
		Description: "Removes all that is known of it, with what the engine's own mailbox has of its mails: when this succeeds, no file of the engine " +
			"has a trace of it. Its runs end as \"forgotten\"; of these and of goals only numbers stay, without anything of the customer. " +
			"What happened before isn't taken any more, and only a PUT of the account begins it anew. " +
			"Backups, and other systems that were told, have it still.",
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity},
	}, s.forgetAccount)
}

func (s *server) forgetAccount(ctx context.Context, in *forgetAccountInput) (*forgottenOutput, error) {
	forget := s.engine.Forget
	if in.Preview {
		forget = s.engine.Held
	}
	done, err := forget(ctx, in.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, s.noAccountNow(ctx, in.ID)
	case err != nil:
		return nil, s.failed("forget the account", err)
	}
	return &forgottenOutput{Body: Forgotten(done)}, nil
}
