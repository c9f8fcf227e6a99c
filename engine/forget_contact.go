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

// redactBatch is how many rows of each kind one transaction redacts about, so that others hardly wait.
const redactBatch = 2000

// ForgetContact removes all that is known of a contact of an account, and says how much it was: when it returns nil,
// no file that the engine keeps has a trace of it. The contact's runs end as forgotten, and other runs of the account
// go on without. What the contact's events have counted stays counted. What is interrupted is ended beside the sweeper;
// until then, lists of the account's decisions, tasks and timelines may still have what the contact's events said.
// ErrNotFound of the store for an unknown account, ErrNoContact for an unknown contact.
func (e *Engine) ForgetContact(ctx context.Context, account, contact string) (store.Purged, error) {
	f := &parting{engine: e, account: account, effects: map[string][]string{}}
	learned, err := e.collectNames(ctx, account, contact)
	if err != nil {
		return store.Purged{}, err
	}
	defer signal(e.due)
	defer signal(e.rest)
	if err = f.begin(ctx, contact, learned); err != nil {
		return store.Purged{}, fmt.Errorf("forget a contact: %w", err)
	}
	if err = f.end(ctx); err == nil {
		err = e.erase(ctx)
	}
	if err != nil {
		return f.held, fmt.Errorf("forget a contact: %w", err)
	}
	return f.held, nil
}

// parting is one contact who is forgotten, part by part.
type parting struct {
	engine  *Engine
	account string
	redaction
	// held is what there was of the contact, place how far it is removed, and more says that not all is.
	held  store.Purged
	place store.Place
	more  bool
	// effects is what runs did for the contact, by run.
	effects map[string][]string
}

// redaction is what another process needs to end the forgetting.
type redaction struct {
	At   time.Time `json:"at"`
	Own  []string  `json:"own"`
	As   string    `json:"as"`
	Seek sought    `json:"seek"`
	// Live is calls to others that are still to be done and named the contact, by run: an attempt whose end wasn't
	// recorded may have left what it said. They are done without.
	Live map[string][]string `json:"live,omitempty"`

	redactor *redactor
	rest     json.RawMessage
}

// newRedaction is one that begins.
func newRedaction(at time.Time, own []string, live map[string][]string, redactor *redactor) (r redaction, err error) {
	r = redaction{At: at, Own: own, As: somebody(), Seek: redactor.sought, Live: live, redactor: redactor}
	r.rest, err = json.Marshal(r)
	return r, err
}

// readRedaction is what was kept of one.
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

// begun is what is kept of a contact whose forgetting isn't done yet; false: there is nothing.
func begun(from store.Reader, account, contact string) (row store.Redacting, is bool, err error) {
	rows, err := from.Redacting(account, 0)
	i := slices.IndexFunc(rows, func(r store.Redacting) bool { return r.Contact == contact })
	if i < 0 {
		return row, false, err
	}
	return rows[i], true, err
}

// begin forgets the first part, or finds out that this was begun.
func (f *parting) begin(ctx context.Context, contact string, learned *redactor) error {
	e, after := f.engine, &postCommit{}
	err := e.update(ctx, []string{f.account}, func(tx store.Tx, p *publication) error {
		*after, f.effects = postCommit{}, map[string][]string{}
		c, err := e.open(tx, p, f.account, false, after)
		if err != nil {
			return err
		}
		if f.held, err = heldOf(tx, c.state, contact); err != nil {
			return err
		}
		row, is, err := begun(tx, f.account, contact)
		if is {
			f.more = true
			f.redaction, err = readRedaction(row)
		}
		if is || err != nil {
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
		return c.forgetContact(f, redactor)
	})
	if err == nil {
		e.committed(after)
	}
	return err
}

// end forgets the rest: first what live calls have left, once and before they are done again, then what is known, and
// what actions did.
func (f *parting) end(ctx context.Context) error {
	if err := f.engine.forgetAllEffects(ctx, f.Live); err != nil {
		return err
	}
	for f.more {
		if err := f.part(ctx); err != nil {
			return err
		}
	}
	return f.engine.forgetAllEffects(ctx, f.effects)
}

// part redacts a part in one transaction, unless somebody else has ended it: then the contact may have begun anew.
func (f *parting) part(ctx context.Context) error {
	return f.engine.store.Update(ctx, []string{f.account}, func(tx store.Tx) error {
		row, is, err := begun(tx, f.account, f.Seek.Contact)
		if err != nil || !is || row.As != f.As {
			f.more = false
			return err
		}
		f.place, f.more, err = f.redact(tx, f.place, redactBatch, false)
		return err
	})
}

// endPartings ends what isn't done yet of forgetting contacts who come anew.
func (c *accountTx) endPartings(contacts []customer.Contact) error {
	if c.state.ForgotContact.IsZero() {
		return nil
	}
	for _, contact := range contacts {
		row, is, err := begun(c.tx, c.state.Account, contact.ID)
		if err == nil && is {
			var r redaction
			if r, err = readRedaction(row); err == nil {
				_, _, err = r.redact(c.tx, store.Place{}, 0, false)
			}
			for _, run := range names(r.Live) {
				if err == nil {
					err = c.enqueueForget(run, r.Live[run])
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readLog reads an account's log as it will be when its contacts are forgotten whose forgetting isn't done yet: nothing
// comes back from it.
func readLog(from store.Reader, account string, after int64, types []string, yield func(customer.Entry) bool) error {
	rows, err := from.Redacting(account, 0)
	if err != nil {
		return err
	}
	unfinished := make([]redaction, len(rows))
	for i, row := range rows {
		if unfinished[i], err = readRedaction(row); err != nil {
			return err
		}
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
	if _, is, err := begun(r, state.Account, contact); is || err != nil {
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

// forgetContact removes a contact from all that is known of the account but the log and what was made of it, of which
// it removes the first part.
func (c *accountTx) forgetContact(f *parting, redactor *redactor) error {
	contact := redactor.Contact
	own, err := c.own(contact)
	if err != nil {
		return err
	}
	// Before anything is loaded that isn't there any more afterwards.
	if err := c.endOwn(own, f.effects); err != nil {
		return err
	}
	if err := c.leave(contact); err != nil {
		return err
	}
	if err := c.takeBack(redactor, f.effects); err != nil {
		return err
	}
	live, err := c.redactRuns(redactor, own, f.effects)
	if err != nil {
		return err
	}
	c.changed = true
	c.state.Redact(contact, redactor)
	c.state.ForgotContact = c.now()
	if err := c.close(); err != nil {
		return err
	}
	if f.redaction, err = newRedaction(c.now(), names(own), live, redactor); err != nil {
		return err
	}
	f.place, f.more, err = f.redact(c.tx, store.Place{}, redactBatch, len(live) > 0)
	return err
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
			effects[l.row.ID], _ = l.state.KeysOf(r.Contact, r.mentionedIn)
			return l.core.Forget(l.state, r.Contact, c.env(c.now()))
		})
		if err != nil {
			return err
		}
	}
	return c.drain()
}

// redactRuns takes the contact out of what the account's other runs remember. It says which live calls named the
// contact, by run.
func (c *accountTx) redactRuns(r *redactor, own map[string]bool, effects map[string][]string) (live map[string][]string, err error) {
	live = map[string][]string{}
	rows, err := c.tx.Runs(store.RunQuery{Account: c.state.Account})
	for _, row := range rows {
		if err == nil && row.State != nil && !own[row.ID] {
			err = c.redactRun(row, r, effects, live)
		}
	}
	return live, err
}

func (c *accountTx) redactRun(row store.Run, r *redactor, effects, live map[string][]string) error {
	state := &run.State{}
	if err := json.Unmarshal(row.State, state); err != nil {
		return fmt.Errorf("run %s: %w", row.ID, err)
	}
	keys, pending := state.KeysOf(r.Contact, r.mentionedIn)
	keys = slices.Concat(effects[row.ID], keys)
	if delete(effects, row.ID); len(pending) > 0 {
		live[row.ID] = pending
	}
	if len(keys) > 0 {
		effects[row.ID] = keys
		if err := c.enqueueForget(row.ID, keys); err != nil {
			return err
		}
	}
	core, err := c.engine.plans.core(row.PlanHash, c.tx)
	if err != nil {
		return err
	}
	if err := core.Redact(state, r.Contact, r.Value); err != nil {
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
