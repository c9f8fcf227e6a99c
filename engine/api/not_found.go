package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// named is what the filters of a list name; empty: nothing.
type named struct{ account, playbook, run string }

// unknown is the answer for a list that is empty as one of its filters names what isn't there and never was;
// nil: all that they name is known. Recorded reports whether the list has anything of the playbook, which may be
// one of the past.
func (s *server) unknown(ctx context.Context, n named, recorded func(store.Reader) (bool, error)) error {
	var missing error
	err := s.engine.View(ctx, func(r store.Reader) error {
		missing = nil
		if n.account != "" {
			if _, err := r.Account(n.account); err != nil {
				missing = s.noAccount(r, n.account)
				return ignoreNotFound(err)
			}
		}
		if n.run != "" {
			if _, err := r.Run(n.run); err != nil {
				missing = noRun(n.run)
				return ignoreNotFound(err)
			}
		}
		if n.playbook == "" || s.engine.Workspace().Playbooks[n.playbook] != nil {
			return nil
		}
		found, err := recorded(r)
		if !found {
			missing = s.noPlaybook(n.playbook)
		}
		return err
	})
	if err != nil {
		return s.failed("look what the filters name", err)
	}
	return missing
}

// ignoreNotFound returns nil for an error that only says that something isn't there.
func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// searched is among how many accounts the one is searched that was probably meant.
const searched = 200

// noAccount returns the answer for an unknown account. It suggests one of the first, or one whose ID begins in the
// same way.
func (s *server) noAccount(r store.Reader, id string) error {
	begun := id[:len(id)/2]
	var ids []string
	for _, after := range []string{"", begun} {
		states, err := r.Accounts(after, searched)
		if err != nil {
			return s.failed("look for an account", err)
		}
		for _, state := range states {
			ids = append(ids, state.Account)
		}
	}
	return problem(http.StatusNotFound, "no account has the ID %q%s", id, suggestionOrList(id, ids, "/v1/accounts"))
}

// noAccountNow is noAccount on a snapshot of its own.
func (s *server) noAccountNow(ctx context.Context, id string) error {
	var no error
	if err := s.engine.View(ctx, func(r store.Reader) error {
		no = s.noAccount(r, id)
		return nil
	}); err != nil {
		return s.failed("look for an account", err)
	}
	return no
}

// unknownContact returns the answer for a contact that an account neither has nor had when something was decided;
// nil: there was one, none is named, or there isn't even the account.
func (s *server) unknownContact(ctx context.Context, account, contact string) error {
	if contact == "" {
		return nil
	}
	var missing error
	err := s.engine.View(ctx, func(r store.Reader) error {
		missing = nil
		state, err := r.Account(account)
		if err != nil {
			return ignoreNotFound(err)
		}
		if _, there := state.Contacts[contact]; there {
			return nil
		}
		decisions, err := r.Decisions(store.DecisionQuery{Account: account})
		if !slices.ContainsFunc(decisions, func(d store.DecisionRow) bool { return d.Contact == contact }) {
			missing = noContact(state, contact)
		}
		return err
	})
	if err != nil {
		return s.failed("look for a contact", err)
	}
	return missing
}

// noContact returns the answer for a contact that an account doesn't have. It suggests one that it has.
func noContact(state *customer.State, contact string) error {
	return problem(http.StatusNotFound, "the account has no contact with the ID %q%s",
		contact, suggestionOrList(contact, names(state.Contacts), "/v1/accounts/"+state.Account))
}

// noContactNow is noContact on a snapshot of its own. Of one who was forgotten it says so, and suggests nobody else.
func (s *server) noContactNow(ctx context.Context, account, contact string) error {
	var no error
	err := s.engine.View(ctx, func(r store.Reader) error {
		state, err := r.Account(account)
		if err != nil {
			no = s.noAccount(r, account)
			return ignoreNotFound(err)
		}
		at, err := r.Forgotten(account, contact)
		if no = noContact(state, contact); !at.IsZero() {
			no = problem(http.StatusNotFound, "the account has no contact with the ID %q: it was forgotten, on %s", contact, at.Format(time.RFC3339))
		}
		return err
	})
	if err != nil {
		return s.failed("look for a contact", err)
	}
	return no
}

func noRun(id string) error {
	return problem(http.StatusNotFound, "no run has the ID %q: GET /v1/runs lists them", id)
}

// suggestionOrList suggests the known ID that a wrong one was probably meant to be, or says where they are listed.
func suggestionOrList(wrong string, known []string, path string) string {
	return cmp.Or(suggestion(wrong, known), ": GET "+path+" lists them")
}
