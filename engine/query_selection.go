package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Selection is a part of the accounts, in the order of their IDs.
type Selection struct {
	Accounts []string
	// Problems is the accounts for which the condition can't be evaluated, and why.
	Problems []Enrolment
	// Next is where the next part begins, empty at the end; Scanned is how many accounts this part examined.
	Next    string
	Scanned int
}

// Select examines up to limit accounts after one and returns those that satisfy a condition over their facts now. An
// *InvalidError says what is wrong with the condition.
func (e *Engine) Select(ctx context.Context, where, after string, limit int) (Selection, error) {
	p, now := e.published.Load(), e.clock.Now()
	condition, err := p.workspace.Where(where)
	if err != nil {
		return Selection{}, &InvalidError{Problems: []Problem{{Field: "where", Reason: err.Error()}}}
	}
	var s Selection
	err = e.store.View(ctx, func(r store.Reader) error {
		states, err := r.Accounts(after, limit)
		if err != nil {
			return err
		}
		s = Selection{Scanned: len(states)}
		projected := p.projection(r)
		for _, state := range states {
			if err := s.add(projected, state, condition, now); err != nil {
				return err
			}
		}
		if len(states) == limit {
			s.Next = states[limit-1].Account
		}
		return projected.capacity.failed
	})
	if err != nil {
		return Selection{}, fmt.Errorf("select accounts: %w", err)
	}
	return s, nil
}

// add adds an account if it satisfies the condition.
func (s *Selection) add(projected projection, state *customer.State, condition *dsl.Condition, now time.Time) error {
	if err := projected.advance(state, now); err != nil {
		return err
	}
	matches, err := projected.core.Matches(state, condition, state.Now)
	switch {
	case err != nil:
		s.Problems = append(s.Problems, Enrolment{Member: Member{Account: state.Account}, Problem: fmt.Sprintf("the condition can't be evaluated: %v", err)})
	case matches:
		s.Accounts = append(s.Accounts, state.Account)
	}
	return nil
}
