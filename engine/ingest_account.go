package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// PutAccount replaces what is known of an account, and creates it if it is unknown. It reports whether anything
// changed. An *InvalidError lists what the workspace refuses.
func (e *Engine) PutAccount(ctx context.Context, id string, u AccountUpdate) (bool, error) {
	changed := false
	if actions.Blank(u.Name) {
		u.Name = "" // A name that shows nothing is none.
	}
	err := e.commit(ctx, []string{id}, func(tx store.Tx, p *publication, after *postCommit) error {
		if err := checkAccount(p.workspace, u); err != nil {
			return err
		}
		c, err := e.open(tx, p, id, true, after)
		if err != nil {
			return err
		}
		if err := c.checkIDs(u); err != nil {
			return err
		}
		if err := c.endContactForgettings(u.Contacts); err != nil {
			return err
		}
		if changed, err = c.updateAccount(u); err != nil {
			return err
		}
		return c.close()
	})
	return changed && err == nil, err
}

// updateAccount appends an update to the account's log, unless it changes nothing.
func (c *accountTx) updateAccount(u AccountUpdate) (bool, error) {
	data, err := updateData(u)
	if err != nil {
		return false, err
	}
	current, err := updateData(AccountUpdate{
		Name: c.state.Name, Attributes: c.state.Attributes, Contacts: slices.Collect(maps.Values(c.state.Contacts)),
	})
	if err != nil {
		return false, err
	}
	if c.state.Seq > 0 && reflect.DeepEqual(current, data) {
		return false, nil
	}
	// The position makes the ID the update's own: the same may have been said before, and changed since.
	_, err = c.apply(&customer.Entry{
		Source: customer.SourceTend, ID: fmt.Sprintf("%s/updated/%d", c.state.Account, c.state.Seq),
		Type: customer.TypeAccountUpdated, Account: c.state.Account, Time: c.now(), Data: data,
	})
	return err == nil, err
}

// updateData returns an update as the data of its entry: plain JSON values, contacts in the order of their IDs, and
// empty values left out, so that equal updates have equal data.
func updateData(u AccountUpdate) (map[string]any, error) {
	contacts := append([]customer.Contact{}, u.Contacts...)
	slices.SortFunc(contacts, func(a, b customer.Contact) int { return strings.Compare(a.ID, b.ID) })
	for i := range contacts {
		contacts[i].Attributes = withoutEmpty(contacts[i].Attributes)
	}
	raw, err := json.Marshal(map[string]any{"name": u.Name, "attributes": withoutEmpty(u.Attributes), "contacts": contacts})
	if err != nil {
		return nil, err
	}
	var data map[string]any
	return data, json.Unmarshal(raw, &data)
}

// withoutEmpty returns the attributes that have a value: nil and the empty text are missing.
func withoutEmpty(attributes map[string]any) map[string]any {
	kept := map[string]any{}
	for name, value := range attributes {
		if value != nil && value != "" {
			kept[name] = value
		}
	}
	return kept
}

// AccountView is an account as it is now.
type AccountView struct {
	State *customer.State
	// Metrics is the current values by name; nil: missing.
	Metrics map[string]any
	// Inexact is the metrics that saw more values than they keep: their values are lower bounds.
	Inexact []string
	// Partial is the metrics whose window reaches back beyond what is retained, each with the instant from which on it
	// is complete.
	Partial map[string]time.Time
	// Plans is success_plan.NAME as expressions see it.
	Plans map[string]any
}

// Account returns an account, with what has become due since its last change; only the sweeper records that. It
// returns the store's ErrNotFound for an unknown one.
func (e *Engine) Account(ctx context.Context, id string) (AccountView, error) {
	view := AccountView{}
	p := e.published.Load()
	err := e.store.View(ctx, func(r store.Reader) error {
		var err error
		view.State, err = r.Account(id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return view, fmt.Errorf("account %q: %w", id, err)
	}
	if err != nil {
		return view, err
	}
	now := e.clock.Now()
	if view.State.Now.After(now) {
		now = view.State.Now
	}
	facts := p.core.Facts(view.State, now)
	view.Metrics, _ = facts["metric"].(map[string]any)
	view.Inexact = inexact(view.State.Metrics)
	view.Partial = p.core.Partial(view.State, now)
	view.Plans, _ = facts["success_plan"].(map[string]any)
	return view, nil
}

// inexact returns the names of the metrics that saw more values than they keep.
func inexact(metrics map[string]*customer.Metric) []string {
	var names []string
	for name, m := range metrics {
		if m.Exceeded() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
