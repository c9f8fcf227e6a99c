package engine

import (
	"context"
	"errors"

	"github.com/tendhq/tend/engine/store"
)

// errNewer is returned when another process has written to the workspace log.
var errNewer = errors.New("the store holds a newer workspace than this process: restart it with the newest playbooks")

// errStale is returned when another version came into force since the transaction's was read.
var errStale = errors.New("the workspace was published anew meanwhile")

// update runs fn in a transaction that holds the accounts' locks, with the version in force.
func (e *Engine) update(ctx context.Context, accounts []string, fn func(store.Tx, *publication) error) error {
	for {
		p := e.published.Load()
		err := e.store.Update(ctx, accounts, func(tx store.Tx) error {
			latest, err := tx.Version()
			if err != nil {
				return err
			}
			if latest.Number != p.number {
				return errStale
			}
			return fn(tx, p)
		})
		if !errors.Is(err, errStale) {
			return err
		}
		// The publication that overtook us puts its version in force before it unlocks.
		e.publishing.Lock()
		same := e.published.Load() == p
		e.publishing.Unlock()
		if same {
			return errNewer
		}
	}
}
