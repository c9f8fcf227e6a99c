package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// redaction is what another process needs to complete the forgetting.
type redaction struct {
	At   time.Time `json:"at"`
	Own  []string  `json:"own"`
	As   string    `json:"as"`
	Seek sought    `json:"seek"`
	// Live is calls to others that are still to be done and named the contact, by run and key, each with how often it
	// was tried: an attempt whose end wasn't recorded may have left what it said. They are done without.
	Live map[string]map[string]int `json:"live,omitempty"`

	redactor *redactor
	rest     json.RawMessage
}

// newRedaction returns one that begins.
func newRedaction(at time.Time, own []string, live map[string]map[string]int, redactor *redactor) (r redaction, err error) {
	r = redaction{At: at, Own: own, As: somebody(), Seek: redactor.sought, Live: live, redactor: redactor}
	r.rest, err = json.Marshal(r)
	return r, err
}

// readRedaction returns what was kept of one.
func readRedaction(row store.Redacting) (r redaction, err error) {
	if err = json.Unmarshal(row.Rest, &r); err != nil {
		return r, fmt.Errorf("what is kept to forget a contact: %w", err)
	}
	r.redactor, r.rest = r.Seek.redactor(), row.Rest
	return r, nil
}

// redact removes a part of what is known of the contact. It is open while what live calls have left is still there.
func (r redaction) redact(tx store.Tx, from store.Place, limit int, open bool) (to store.Place, more bool, err error) {
	return tx.Redact(r.Seek.Account, store.Redaction{
		Contact: r.Seek.Contact, At: r.At, Own: r.Own, As: r.As, Redactor: r.redactor, Rest: r.rest, Open: open,
	}, from, limit)
}

// storedRedaction returns what is stored of a contact whose forgetting isn't complete; false: there is nothing.
func storedRedaction(from store.Reader, account, contact string) (row store.Redacting, is bool, err error) {
	rows, err := from.Redacting(account, 0)
	i := slices.IndexFunc(rows, func(r store.Redacting) bool { return r.Contact == contact })
	if i < 0 {
		return row, false, err
	}
	return rows[i], true, err
}

// left returns the keys of live calls, by run, of which only attempts of before can have left anything.
func (r redaction) left(from store.Reader) (map[string][]string, error) {
	left := map[string][]string{}
	for _, id := range names(r.Live) {
		row, err := from.Run(id)
		if errors.Is(err, store.ErrNotFound) || err == nil && row.State == nil {
			continue // It is forgotten or removed, with what it did.
		}
		if err != nil {
			return nil, fmt.Errorf("run %s: %w", id, err)
		}
		state, err := stateOf(row)
		if err != nil {
			return nil, err
		}
		if keys := state.Untried(r.Live[id]); len(keys) > 0 {
			left[id] = keys
		}
	}
	return left, nil
}

// readLog reads an account's log as it will be when its contacts are forgotten whose forgetting isn't done yet: nothing
// comes back from it.
func readLog(from store.Reader, account string, after int64, types []string, yield func(customer.Entry) bool) error {
	rows, err := from.Redacting(account, 0)
	if err != nil {
		return err
	}
	var unfinished []redaction
	for _, row := range rows {
		if row.As == "" {
			continue // It is only intended.
		}
		r, err := readRedaction(row)
		if err != nil {
			return err
		}
		unfinished = append(unfinished, r)
	}
	return from.Entries(account, after, types, func(e customer.Entry) bool {
		for _, r := range unfinished {
			r.entry(&e)
		}
		return yield(e)
	})
}

// entry redacts an entry as the store does.
func (r redaction) entry(e *customer.Entry) {
	if e.Contact == r.Seek.Contact {
		e.Contact, e.Source, e.ID, e.Data = r.As, "forgotten", fmt.Sprintf("%s/%d", r.As, e.Seq), nil
	} else {
		e.Data = r.redactor.Entry(*e)
	}
}
