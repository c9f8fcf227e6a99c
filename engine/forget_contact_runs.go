package engine

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/run"
	"github.com/tendhq/tend/engine/store"
)

// forgetContact removes a contact from all that is known of the account but the log and what was made of it, of which
// it removes the first part.
func (c *accountTx) forgetContact(f *contactForgetting, redactor *redactor) error {
	contact := redactor.Contact
	own, err := c.own(contact)
	if err != nil {
		return err
	}
	// Before anything is loaded that isn't there any more afterwards.
	if err := c.endOwn(own, f.effects); err != nil {
		return err
	}
	if err := c.removeContact(contact); err != nil {
		return err
	}
	if err := c.redactRunningCalls(redactor, f.effects); err != nil {
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

// own returns the enrolments and runs of a contact in playbooks that enrol contacts, by ID. Of what isn't known any more the
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

// redactRuns removes the contact from what the account's other runs remember. It returns which live calls named the
// contact, by run.
func (c *accountTx) redactRuns(r *redactor, own map[string]bool, effects map[string][]string) (live map[string]map[string]int, err error) {
	live = map[string]map[string]int{}
	rows, err := c.tx.Runs(store.RunQuery{Account: c.state.Account})
	for _, row := range rows {
		if err == nil && row.State != nil && !own[row.ID] {
			err = c.redactRun(row, r, effects, live)
		}
	}
	return live, err
}

func (c *accountTx) redactRun(row store.Run, r *redactor, effects map[string][]string, live map[string]map[string]int) error {
	state, err := stateOf(row)
	if err != nil {
		return err
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

// mentionedIn reports whether a call's arguments are about the contact.
func (r *redactor) mentionedIn(args json.RawMessage) bool {
	var v any
	return json.Unmarshal(args, &v) == nil && r.mentions(v)
}
