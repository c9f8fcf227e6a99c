package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// projection reads accounts as they are now, with what has become due since they were stored, and writes nothing.
type projection struct {
	pub      *publication
	r        store.Reader
	capacity *capacity
	// core decides with the capacity that the snapshot shows.
	core *customer.Core
}

// projection returns a projection of a snapshot.
func (p *publication) projection(r store.Reader) projection {
	m := &capacity{r: r}
	return projection{pub: p, r: r, capacity: m, core: p.core.With(m)}
}

// present returns an account as it is now.
func (p projection) present(account string, now time.Time) (*customer.State, error) {
	state, err := p.r.Account(account)
	if err != nil {
		return nil, err
	}
	return state, p.advance(state, now)
}

// advance brings a state to the present.
func (p projection) advance(state *customer.State, now time.Time) error {
	if err := p.pub.rebaseIfStale(p.r, state, now); err != nil {
		return err
	}
	p.core.Advance(state, now)
	if now.After(state.Now) {
		state.Now = now
	}
	return nil
}
