package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// ErrNoContact says that nothing is known of a contact of an account.
var ErrNoContact = errors.New("no such contact")

// ForgetContact removes all that is known of a contact of an account, and says how much it was: when it returns nil,
// no file that the engine keeps has a trace of it. The contact's runs end as forgotten, and other runs of the account
// go on without. What the contact's events have counted stays counted. ErrNotFound of the store for an unknown account,
// ErrNoContact for an unknown contact.
func (e *Engine) ForgetContact(ctx context.Context, account, contact string) (held store.Purged, err error) {
	var effects map[string][]string
	after := &postCommit{}
	learned, err := e.collectNames(ctx, account, contact)
	if err != nil {
		return held, err
	}
	defer signal(e.due)
	err = e.update(ctx, []string{account}, func(tx store.Tx, p *publication) error {
		*after, effects = postCommit{}, map[string][]string{}
		c, err := e.open(tx, p, account, false, after)
		if err != nil {
			return err
		}
		if held, err = heldOf(tx, c.state, contact); err != nil {
			return err
		}
		redactor := learned
		if redactor.seq != c.state.Seq {
			if redactor, err = newRedactor(p.workspace, tx, c.state, contact); err != nil {
				return err
			}
		}
		if err := c.advance(c.now()); err != nil {
			return err
		}
		return c.forgetContact(contact, redactor, effects)
	})
	if err != nil {
		return store.Purged{}, fmt.Errorf("forget a contact: %w", err)
	}
	e.committed(after)
	for _, run := range names(effects) {
		if len(effects[run]) == 0 {
			err = e.inflight.end(ctx, run)
		} else {
			err = e.forgetEffects(ctx, run, effects[run])
		}
		if err != nil {
			return held, fmt.Errorf("forget a contact: %w", err)
		}
	}
	return held, e.erase(ctx)
}

// HeldContact says how much is known of a contact, with the errors of ForgetContact.
func (e *Engine) HeldContact(ctx context.Context, account, contact string) (held store.Purged, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		state, err := r.Account(account)
		if err == nil {
			held, err = heldOf(r, state, contact)
		}
		return err
	})
	return held, err
}

// heldOf is how much is known of a contact, who may have left since: then the log tells who it was.
func heldOf(r store.Reader, state *customer.State, contact string) (store.Purged, error) {
	if contact == "" {
		return store.Purged{}, ErrNoContact
	}
	held, err := r.Held(state.Account, contact)
	_, is := state.Contacts[contact]
	if _, was := state.ContactFacts[contact]; err != nil || held != (store.Purged{}) || is || was {
		return held, err
	}
	named := false
	err = r.Entries(state.Account, 0, []string{customer.TypeAccountUpdated}, func(e customer.Entry) bool {
		list, _ := e.Data["contacts"].([]any)
		named = slices.ContainsFunc(list, func(item any) bool {
			fields, _ := item.(map[string]any)
			return fields["id"] == contact
		})
		return !named
	})
	if err == nil && !named {
		err = ErrNoContact
	}
	return held, err
}

// collectNames learns what is a contact's on a snapshot: that takes a while where the log is long, and nobody has to
// wait for it.
func (e *Engine) collectNames(ctx context.Context, account, contact string) (learned *redactor, err error) {
	err = e.store.View(ctx, func(r store.Reader) error {
		state, err := r.Account(account)
		if err != nil {
			return err
		}
		if _, err := heldOf(r, state, contact); err != nil {
			return err
		}
		learned, err = newRedactor(e.Workspace(), r, state, contact)
		return err
	})
	return learned, err
}

// forgetContact removes a contact from all that is known of the account.
func (c *accountTx) forgetContact(contact string, redactor *redactor, effects map[string][]string) error {
	own, err := c.own(contact)
	if err != nil {
		return err
	}
	// Before anything is loaded that isn't there any more afterwards.
	if err := c.endOwn(own, effects); err != nil {
		return err
	}
	if err := c.leave(contact); err != nil {
		return err
	}
	if err := c.takeBack(redactor, effects); err != nil {
		return err
	}
	if err := c.redactRuns(redactor, own, effects); err != nil {
		return err
	}
	c.changed = true
	c.state.Redact(contact, redactor)
	c.state.ForgotContact = c.now()
	if err := c.close(); err != nil {
		return err
	}
	return c.tx.Redact(c.state.Account, store.Redaction{
		Contact: contact, At: c.now(), Own: names(own), As: somebody(), Redactor: redactor,
	})
}

// own is the enrolments and runs of a contact in playbooks that enrol contacts, by ID. Of what isn't known any more the
// contact is taken to be whom it enrolled.
func (c *accountTx) own(contact string) (map[string]bool, error) {
	own := map[string]bool{}
	goals, err := c.tx.Goals(store.GoalQuery{Account: c.state.Account})
	if err != nil {
		return nil, err
	}
	for _, row := range goals {
		p := c.pub.workspace.Playbooks[row.Playbook]
		if row.Contact == contact && (p == nil || p.PerContact) {
			own[row.Enrolment] = true
		}
	}
	rows, err := c.tx.Runs(store.RunQuery{Account: c.state.Account})
	for _, row := range rows {
		if err != nil || row.Contact != contact {
			continue
		}
		var core *run.Core
		if core, err = c.engine.plans.core(row.PlanHash, c.tx); err == nil {
			if own[row.ID] = core.PerContact(); !own[row.ID] {
				delete(own, row.ID)
			}
		}
	}
	return own, err
}

// endOwn ends the contact's own runs and goals.
func (c *accountTx) endOwn(own map[string]bool, effects map[string][]string) error {
	rows, err := c.tx.Runs(store.RunQuery{Account: c.state.Account})
	for _, row := range rows {
		if err != nil || !own[row.ID] {
			continue
		}
		if row.Status == "running" {
			err = c.endForgotten(row, effects)
		} else {
			err = c.forgetRun(row, effects)
		}
	}
	if err != nil {
		return err
	}
	if _, err := c.liveRuns(); err != nil {
		return err
	}
	c.runs = slices.DeleteFunc(c.runs, func(l *live) bool { return own[l.row.ID] })
	return c.loseGoals(c.state.Account, func(g customer.Goal) bool { return own[g.Enrolment] })
}

// leave takes the contact from the account's, which fires nothing.
func (c *accountTx) leave(contact string) error {
	if _, is := c.state.Contacts[contact]; !is {
		return nil
	}
	others := maps.Clone(c.state.Contacts)
	delete(others, contact)
	data, err := updateData(AccountUpdate{Contacts: slices.Collect(maps.Values(others))})
	if err != nil {
		return err
	}
	left := customer.Entry{
		Source: customer.SourceTend, ID: fmt.Sprintf("%s/forgot/%d", c.state.Account, c.state.Seq),
		Type: customer.TypeAccountUpdated, Time: c.now(), Data: map[string]any{"contacts": data["contacts"]},
	}
	_, err = c.importAll(func(yield func(customer.Entry, error) bool) { yield(left, nil) })
	return err
}

// takeBack has the account's runs in progress go on without the contact.
func (c *accountTx) takeBack(r *redactor, effects map[string][]string) error {
	for _, l := range c.runs {
		err := c.step(l, func() ([]run.Line, error) {
			effects[l.row.ID], _ = l.state.KeysOf(r.contact, r.mentionedIn)
			return l.core.Forget(l.state, r.contact, c.env(c.now()))
		})
		if err != nil {
			return err
		}
	}
	return c.drain()
}

// redactRuns takes the contact out of what the account's other runs remember.
func (c *accountTx) redactRuns(r *redactor, own map[string]bool, effects map[string][]string) error {
	rows, err := c.tx.Runs(store.RunQuery{Account: c.state.Account})
	for _, row := range rows {
		if err == nil && row.State != nil && !own[row.ID] {
			err = c.redactRun(row, r, effects)
		}
	}
	return err
}

func (c *accountTx) redactRun(row store.Run, r *redactor, effects map[string][]string) error {
	state := &run.State{}
	if err := json.Unmarshal(row.State, state); err != nil {
		return fmt.Errorf("run %s: %w", row.ID, err)
	}
	keys, pending := state.KeysOf(r.contact, r.mentionedIn)
	keys = slices.Concat(effects[row.ID], keys)
	if delete(effects, row.ID); pending {
		effects[row.ID] = nil // An attempt that is under way with the arguments of before is ended.
	}
	if len(keys) > 0 {
		effects[row.ID] = keys
		payload, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		if err := c.enqueue(store.Message{Run: row.ID, Kind: store.ForgetEffects, Payload: payload}); err != nil {
			return err
		}
	}
	core, err := c.engine.plans.core(row.PlanHash, c.tx)
	if err != nil {
		return err
	}
	if err := core.Redact(state, r.contact, r.Value); err != nil {
		return fmt.Errorf("run %s: %w", row.ID, err)
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return err
	}
	row.State, row.At = raw, r.text(row.At)
	return c.tx.PutRun(row)
}

// mentionedIn says whether a call's arguments are about the contact.
func (r *redactor) mentionedIn(args json.RawMessage) bool {
	var v any
	return json.Unmarshal(args, &v) == nil && r.mentions(v)
}

// refusal says why what happened to the account, or to a contact, at an instant isn't taken; empty: it is.
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

// forgotContact is when a contact was forgotten; zero: never.
func forgotContact(r store.Reader, state *customer.State, contact string) (time.Time, error) {
	if contact == "" || state.ForgotContact.IsZero() {
		return time.Time{}, nil
	}
	return r.Forgotten(state.Account, contact)
}

// withoutForgotten takes those from the contacts of an update that was imported who were forgotten,
// and says whom.
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
