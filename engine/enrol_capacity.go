package engine

import (
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// capacity implements customer.Capacity over the runs of all accounts, from a transaction or a snapshot.
type capacity struct {
	r store.Reader
	// failed is the store's first error. After it, no answer holds.
	failed error
}

// Start implements customer.Capacity.
func (m *capacity) Start(playbook string, n int, before time.Time) time.Time {
	at, err := m.r.NthStart(playbook, n, before)
	m.note(err)
	return at
}

// End implements customer.Capacity.
func (m *capacity) End(playbook string, n int, before time.Time) (time.Time, bool) {
	at, running, err := m.r.NthEnd(playbook, n, before)
	m.note(err)
	return at, running
}

// Ahead implements customer.Capacity.
func (m *capacity) Ahead(d *customer.Decision, most int) int {
	ahead, err := m.r.Ahead(*d, most)
	m.note(err)
	return ahead
}

func (m *capacity) note(err error) {
	if m.failed == nil {
		m.failed = err
	}
}
