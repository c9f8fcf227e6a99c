package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// AccountUpdate replaces what is known of an account: what it leaves out is forgotten.
type AccountUpdate struct {
	Name       string          `json:"name,omitempty" nullable:"true" maxLength:"1000" doc:"Any text, kept as it is; mails and the command line leave out what can't be seen in it, such as a line break. Without one, or with one of blanks alone: its ID."`
	Attributes map[string]any  `json:"attributes,omitempty" nullable:"true" doc:"Values of declared attributes; null: missing."`
	Contacts   []ContactUpdate `json:"contacts,omitempty" nullable:"true" maxItems:"10000"`
}

// ContactUpdate is a person at the account.
type ContactUpdate struct {
	ID         string         `json:"id" minLength:"1" doc:"At most 200 characters that can be seen, without blanks at the ends; no two that look the same. One of before there was a limit may be longer."`
	Name       string         `json:"name,omitempty" nullable:"true" maxLength:"1000"`
	Email      string         `json:"email,omitempty" nullable:"true" doc:"One mail address as mail can go to it, without a name beside it: before the @ letters, digits and signs such as . + - _, the dots in any place, at most 64 bytes; after it the name of a domain; no blanks, and nothing that only quotes could carry. Absent: no mail can go there."`
	Attributes map[string]any `json:"attributes,omitempty" nullable:"true"`
}

type accountsInput struct{ Page }

type accountsOutput struct{ Body List[AccountSummary] }

type accountInput struct {
	ID string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
}

type putAccountInput struct {
	ID   string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	Body AccountUpdate
}

type contactsInput struct {
	ID string `path:"id" doc:"The account's ID: at most 200 characters, but for one of before there was a limit."`
	Page
}

type contactsOutput struct{ Body List[Contact] }

type accountOutput struct{ Body Account }

func (s *server) registerAccounts(api huma.API) {
	tags := []string{"accounts"}
	register(s, api, huma.Operation{
		OperationID: "list-accounts", Method: http.MethodGet, Path: "/v1/accounts", Tags: tags,
		Summary: "List accounts", Description: "In order of their IDs.",
	}, s.listAccounts)
	register(s, api, huma.Operation{
		OperationID: "get-account", Method: http.MethodGet, Path: "/v1/accounts/{id}", Tags: tags,
		Summary: "Show an account", Description: "With its health and parts, tier, metrics and success plans, and its contacts: of more than 500, the first.",
		Errors: []int{http.StatusNotFound},
	}, s.getAccount)
	register(s, api, huma.Operation{
		OperationID: "list-contacts", Method: http.MethodGet, Path: "/v1/accounts/{id}/contacts", Tags: tags,
		Summary: "List an account's contacts", Description: "In order of their IDs.",
		Errors: []int{http.StatusNotFound},
	}, s.listContacts)
	register(s, api, huma.Operation{
		OperationID: "put-account", Method: http.MethodPut, Path: "/v1/accounts/{id}", Tags: tags,
		Summary:     "Add or replace an account",
		Description: "The same again changes nothing. Types are checked against the workspace.",
	}, s.putAccount)
}

func (s *server) listAccounts(ctx context.Context, in *accountsInput) (*accountsOutput, error) {
	after, err := in.after("accounts")
	if err != nil {
		return nil, err
	}
	var rows []*customer.State
	err = s.engine.View(ctx, func(r store.Reader) error {
		rows, err = r.Accounts(after, in.Limit+1)
		return err
	})
	if err != nil {
		return nil, s.listFailed("list accounts", err)
	}
	key := func(a *customer.State) string { return a.Account }
	return &accountsOutput{Body: page("accounts", in.Limit, rows, key, summary)}, nil
}

func (s *server) getAccount(ctx context.Context, in *accountInput) (*accountOutput, error) {
	v, err := s.engine.Account(ctx, in.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, s.noAccountNow(ctx, in.ID)
	}
	if err != nil {
		return nil, s.failed("show the account", err)
	}
	return &accountOutput{Body: account(v, s.engine.Workspace())}, nil
}

func (s *server) listContacts(ctx context.Context, in *contactsInput) (*contactsOutput, error) {
	after, err := in.after(contactsOf(in.ID))
	if err != nil {
		return nil, err
	}
	v, err := s.engine.Account(ctx, in.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, s.noAccountNow(ctx, in.ID)
	}
	if err != nil {
		return nil, s.failed("list the account's contacts", err)
	}
	return &contactsOutput{Body: contacts(v.State, after, in.Limit)}, nil
}

func (s *server) putAccount(ctx context.Context, in *putAccountInput) (*accountOutput, error) {
	u := engine.AccountUpdate{Name: in.Body.Name, Attributes: in.Body.Attributes}
	for _, c := range in.Body.Contacts {
		u.Contacts = append(u.Contacts, customer.Contact(c))
	}
	_, err := s.engine.PutAccount(ctx, in.ID, u)
	var refused *engine.InvalidError
	switch {
	case errors.As(err, &refused) && refused.OfAccountID():
		return nil, invalid("path", refused)
	case err != nil:
		return nil, s.failed("store the account", err)
	}
	return s.getAccount(ctx, &accountInput{ID: in.ID})
}
