package engine

import (
	"fmt"
	"maps"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// refusal returns why something that happened to the account, or to a contact, at an instant isn't accepted; empty: it
// is.
func refusal(r store.Reader, state *customer.State, contact string, at time.Time) (string, error) {
	if at.Before(state.ForgottenAt) {
		return tooOld("account", at, state.ForgottenAt), nil
	}
	forgotten, err := forgotContact(r, state, contact)
	_, is := state.Contacts[contact]
	switch {
	case forgotten.IsZero() || err != nil:
		return "", err
	case !is:
		return fmt.Sprintf("contact %q was forgotten, on %s: only a PUT of the account that names the contact begins it anew",
			contact, forgotten.Format(time.RFC3339)), nil
	case at.Before(forgotten):
		return tooOld("contact", at, forgotten), nil
	}
	return "", nil
}

func tooOld(whose string, at, forgotten time.Time) string {
	return fmt.Sprintf("time is %s, which is before the %s was forgotten, on %s: what happened then isn't taken",
		at.UTC().Format(time.RFC3339), whose, forgotten.Format(time.RFC3339))
}

// forgotContact returns when a contact was forgotten; zero: never.
func forgotContact(r store.Reader, state *customer.State, contact string) (time.Time, error) {
	if contact == "" || state.ForgotContact.IsZero() {
		return time.Time{}, nil
	}
	return r.Forgotten(state.Account, contact)
}

// withoutForgotten removes the contacts that were forgotten from an imported update, and returns them.
func (c *accountTx) withoutForgotten(e *customer.Entry) (left []string, err error) {
	list, ok := e.Data["contacts"].([]any)
	if !ok || c.state.ForgotContact.IsZero() {
		return nil, nil
	}
	kept := []any{}
	for _, item := range list {
		fields, _ := item.(map[string]any)
		id, _ := fields["id"].(string)
		at, err := forgotContact(c.tx, c.state, id)
		if err != nil {
			return nil, err
		}
		if _, is := c.state.Contacts[id]; is || at.IsZero() {
			kept = append(kept, item)
		} else {
			left = append(left, id)
		}
	}
	e.Data = maps.Clone(e.Data)
	e.Data["contacts"] = kept
	return left, nil
}
