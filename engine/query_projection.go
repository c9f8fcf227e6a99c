package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// projection reads accounts as they are now, with what has become due since they were stored, and keeps nothing.
type projection struct {
	pub      *publication
	r        store.Reader
	capacity *capacity
	// core decides with what room there is.
	core *customer.Core
}

func (p *publication) projection(r store.Reader) projection {
	m := &capacity{r: r}
	return projection{pub: p, r: r, capacity: m, core: p.core.With(m)}
}

func (l projection) present(account string, now time.Time) (*customer.State, error) {
	state, err := l.r.Account(account)
	if err != nil {
		return nil, err
	}
	return state, l.advance(state, now)
}

func (l projection) advance(state *customer.State, now time.Time) error {
	if err := l.pub.upToDate(l.r, state, now); err != nil {
		return err
	}
	l.core.Advance(state, now)
	if now.After(state.Now) {
		state.Now = now
	}
	return nil
}
