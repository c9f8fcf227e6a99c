package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// Forgotten is how much was known of an account or a contact that is forgotten.
type Forgotten struct {
	Entries   int `json:"entries" doc:"What happened: events and updates."`
	Decisions int `json:"decisions"`
	Scores    int `json:"scores"`
	Goals     int `json:"goals" doc:"Goals of enrolments: they stay as numbers."`
	Runs      int `json:"runs" doc:"Runs of playbooks: they stay as numbers."`
	Tasks     int `json:"tasks"`
}

type forgetAccountInput struct {
	ID      string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	Preview bool   `query:"preview" doc:"Say how much would be forgotten, and change nothing."`
}

type forgetContactInput struct {
	ID      string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	Contact string `path:"contact" doc:"The contact's ID: at most 200 characters, but for one of before there was a limit."`
	Preview bool   `query:"preview" doc:"Say how much would be forgotten, and change nothing."`
}

type forgottenOutput struct{ Body Forgotten }

func (s *server) registerForgetting(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "forget-account", Method: http.MethodDelete, Path: "/v1/accounts/{id}", Tags: []string{"accounts"},
		Summary: "Forget an account",
		Description: "Removes all that is known of it, with what the engine's own mailbox has of its mails: when this succeeds, no file of the engine " +
			"has a trace of it, however long that takes; when the client leaves before, the engine goes on by itself. Its runs end as \"forgotten\"; of these and of goals only numbers stay, without anything of the customer. " +
			"What happened before isn't taken any more, and only a PUT of the account begins it anew. " +
			"Backups, and other systems that were told, have it still.",
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity},
	}, s.forgetAccount)
	register(s, api, huma.Operation{
		OperationID: "forget-contact", Method: http.MethodDelete, Path: "/v1/accounts/{id}/contacts/{contact}", Tags: []string{"accounts"},
		Summary: "Forget a contact of an account",
		Description: "Removes all that is known of the contact, with what the engine's own mailbox has of the contact's mails: when this succeeds, " +
			"no file of the engine has a trace of it, however long that takes. The contact's runs end as \"forgotten\"; those of the account go on without. " +
			"Of what happened to the contact stays that it happened, to somebody: metrics that counted it keep their count until they are " +
			"defined anew, and then count what doesn't depend on what was said. In texts, \"(forgotten)\" stands for the contact's ID, name, e-mail address, and for whatever " +
			"only the contact's attributes and events said. What happened to the contact before isn't taken any more, and only a PUT of the account that names " +
			"the contact begins it anew. Backups, and other systems that were told, have it still.",
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity},
	}, s.forgetContact)
}

func (s *server) forgetContact(ctx context.Context, in *forgetContactInput) (*forgottenOutput, error) {
	forget := s.engine.ForgetContact
	if in.Preview {
		forget = s.engine.HeldContact
	}
	done, err := forget(ctx, in.ID, in.Contact)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, s.noAccountNow(ctx, in.ID)
	case errors.Is(err, engine.ErrNoContact):
		return nil, s.noContactNow(ctx, in.ID, in.Contact)
	case err != nil:
		return nil, s.failed("forget the contact", err)
	}
	return &forgottenOutput{Body: Forgotten(done)}, nil
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
