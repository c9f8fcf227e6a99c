package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// preview decides a request for each member, in the order in which Enrol would, on states that are thrown away.
func (e *Engine) preview(ctx context.Context, r EnrolmentRequest, members []Member) ([]Enrolment, error) {
	pub, now := e.published.Load(), e.clock.Now()
	if err := checkEnrolment(pub.workspace, r, members); err != nil {
		return nil, err
	}
	var all []Enrolment
	err := e.store.View(ctx, func(reader store.Reader) error {
		p := preview{projection: pub.projection(reader), request: r, now: now, given: r.Given, states: map[string]*customer.State{}, previewed: map[Member]Enrolment{}}
		p.core = pub.core.With(&p)
		for _, m := range members {
			done, err := p.enrol(m)
			if err != nil {
				return err
			}
			all = append(all, done)
		}
		p.admit(all)
		return p.capacity.failed
	})
	if err != nil {
		return nil, fmt.Errorf("preview an enrolment in %q: %w", r.Playbook, err)
	}
	return all, nil
}

// preview is one preview in progress, and the capacity that its members see: with the places that the members before
// them take.
type preview struct {
	projection
	request   EnrolmentRequest
	now       time.Time
	given     int
	states    map[string]*customer.State
	previewed map[Member]Enrolment
}

// enrol decides for one member.
func (p *preview) enrol(m Member) (Enrolment, error) {
	if done, again := p.previewed[m]; again {
		done.Repeated = true
		return done, nil
	}
	done := Enrolment{Member: m}
	state, err := p.state(m.Account)
	switch {
	case errors.Is(err, store.ErrNotFound):
		done.Problem = unknownAccount(m.Account)
	case err != nil:
		return done, err
	case m.unknownContact(state) != "":
		done.Problem = m.unknownContact(state)
	default:
		entry := p.request.entry(m)
		entry.Seq, entry.Received = state.Seq+1, state.Now
		p.decided(&done, decisionOn(entry.ID, p.core.Apply(state, entry)))
	}
	p.previewed[m] = done
	return done, nil
}

// state returns an account as the members before have left it.
func (p *preview) state(account string) (*customer.State, error) {
	if state := p.states[account]; state != nil {
		return state, nil
	}
	state, err := p.present(account, p.now)
	if err == nil {
		p.states[account] = state
	}
	return state, err
}

// decided notes the decision for a member, and the place that it takes.
func (p *preview) decided(done *Enrolment, d *customer.Decision) {
	if d == nil {
		return
	}
	if done.Decision = d; d.Outcome == customer.Enrol {
		p.given++
	}
}

// admit fills free places in the queue's order, as the sweeper does, and with a hold as long as places are free.
// Members that stay queued get the reason.
func (p *preview) admit(all []Enrolment) {
	var queue []*Enrolment
	for i := range all {
		if d := all[i].Decision; d != nil && d.Queued && !all[i].Repeated {
			queue = append(queue, &all[i])
		}
	}
	slices.SortStableFunc(queue, func(a, b *Enrolment) int { return compareOrder(a.Decision.Order, b.Decision.Order) })
	holds := p.pub.workspace.Playbooks[p.request.Playbook].Enroll.Hold != nil
	for _, one := range queue {
		state := p.states[one.Account]
		if at, ok := p.core.Vacant(p.request.Playbook, p.now); holds && (!ok || at.After(p.now)) {
			p.decided(one, decisionOn(one.Decision.CauseID, p.core.Reevaluate(state, p.request.Playbook, state.Now)))
			continue
		}
		p.decided(one, decisionOn(one.Decision.CauseID, p.core.Admit(state, one.Decision.Occurrence, state.Now)))
	}
}

// compareOrder compares positions in a queue: the higher value first, those without a value last.
func compareOrder(a, b *float64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*b, *a)
}

// Start implements customer.Capacity.
func (p *preview) Start(playbook string, n int, before time.Time) time.Time {
	if playbook != p.request.Playbook {
		return p.capacity.Start(playbook, n, before)
	}
	if n <= p.given {
		return p.now
	}
	return p.capacity.Start(playbook, n-p.given, before)
}

// End implements customer.Capacity.
func (p *preview) End(playbook string, n int, before time.Time) (at time.Time, running bool) {
	if playbook != p.request.Playbook {
		return p.capacity.End(playbook, n, before)
	}
	if n <= p.given {
		return time.Time{}, true
	}
	return p.capacity.End(playbook, n-p.given, before)
}

// Ahead implements customer.Capacity.
func (p *preview) Ahead(d *customer.Decision, most int) int { return p.capacity.Ahead(d, most) }
