package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

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
