package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// preview decides a request for each member on a state that nobody keeps.
func (e *Engine) preview(ctx context.Context, r EnrolmentRequest, members []Member) ([]Enrolment, error) {
	p, now := e.published.Load(), e.clock.Now()
	var all []Enrolment
	err := e.store.View(ctx, func(reader store.Reader) error {
		look := p.look(reader)
		for _, m := range members {
			done := Enrolment{Member: m}
			state, err := look.present(m.Account, now)
			switch {
			case errors.Is(err, store.ErrNotFound):
				done.Problem = unknownAccount(m.Account)
			case err != nil:
				return err
			case m.strange(state) != "":
				done.Problem = m.strange(state)
			default:
				entry := r.entry(m)
				entry.Seq, entry.Received = state.Seq+1, state.Now
				done.Decision = decisionOn(entry.ID, look.core.Apply(state, entry))
			}
			all = append(all, done)
		}
		return look.room.failed
	})
	if err != nil {
		return nil, fmt.Errorf("preview an enrolment in %q: %w", r.Playbook, err)
	}
	return all, nil
}

// look reads accounts as they are now, with what has become due since they were stored, and keeps nothing.
type look struct {
	pub  *publication
	r    store.Reader
	room *room
	// core decides with what room there is.
	core *customer.Core
}

func (p *publication) look(r store.Reader) look {
	m := &room{r: r}
	return look{pub: p, r: r, room: m, core: p.core.With(m)}
}

func (l look) present(account string, now time.Time) (*customer.State, error) {
	state, err := l.r.Account(account)
	if err != nil {
		return nil, err
	}
	return state, l.advance(state, now)
}

func (l look) advance(state *customer.State, now time.Time) error {
	if err := l.pub.upToDate(l.r, state, now); err != nil {
		return err
	}
	l.core.Advance(state, now)
	if now.After(state.Now) {
		state.Now = now
	}
	return nil
}

// Selection is a part of the accounts, in the order of their IDs.
type Selection struct {
	Accounts []string
	// Problems is the accounts for which the condition can't be evaluated, and why.
	Problems []Enrolment
	// Next is where to go on, empty at the end; Looked is at how many accounts this part has looked.
	Next   string
	Looked int
}

// Select looks at so many accounts after one and gives those that satisfy a condition over their facts now. An
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
		s = Selection{Looked: len(states)}
		look := p.look(r)
		for _, state := range states {
			if err := s.take(look, state, condition, now); err != nil {
				return err
			}
		}
		if len(states) == limit {
			s.Next = states[limit-1].Account
		}
		return look.room.failed
	})
	if err != nil {
		return Selection{}, fmt.Errorf("select accounts: %w", err)
	}
	return s, nil
}

// take adds an account that satisfies the condition.
func (s *Selection) take(look look, state *customer.State, condition *dsl.Condition, now time.Time) error {
	if err := look.advance(state, now); err != nil {
		return err
	}
	matches, err := look.core.Matches(state, condition, state.Now)
	switch {
	case err != nil:
		s.Problems = append(s.Problems, Enrolment{Member: Member{Account: state.Account}, Problem: fmt.Sprintf("the condition can't be evaluated: %v", err)})
	case matches:
		s.Accounts = append(s.Accounts, state.Account)
	}
	return nil
}
