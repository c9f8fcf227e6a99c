package main

import (
	"context"
	"time"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/store"
)

// fixedClock is a clock that stands still. An import happens at one instant, however long it takes and however fast time
// passes afterwards: all accounts start alike.
type fixedClock struct {
	engine.Clock
	at time.Time
}

func (s fixedClock) Now() time.Time { return s.at }

// importClock returns the clock of an import: it stands at --as-of, which is where the state's clock began. Where the
// state has gone further since, it stands at the present, as what was not done until then must not be done now.
func importClock(ctx context.Context, database store.Store, clock engine.Clock, asOf time.Time) (fixedClock, error) {
	s := fixedClock{Clock: clock, at: asOf}
	if asOf.IsZero() {
		s.at = clock.Now()
		return s, nil
	}
	err := database.View(ctx, func(r store.Reader) error {
		const page = 1000
		latest, err := r.Version()
		if err != nil {
			return err
		}
		if latest.At.After(asOf) {
			s.at = clock.Now()
			return nil
		}
		for after := ""; ; {
			states, err := r.Accounts(after, page)
			if err != nil {
				return err
			}
			for _, state := range states {
				if state.Now.After(asOf) {
					s.at = clock.Now()
					return nil
				}
			}
			if len(states) < page {
				return nil
			}
			after = states[len(states)-1].Account
		}
	})
	return s, err
}
