package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// EnrolmentRequest asks to enrol customers in a playbook.
type EnrolmentRequest struct {
	// ID names the request: sending it again enrols nobody twice. A preview needs none.
	ID       string
	Playbook string
	// By names who asks, and Note is their remark; both may be empty.
	By, Note string
	// Preview decides as the rules would, and changes nothing.
	Preview bool
	// Given is how many places the parts of a preview before this one have taken.
	Given int
}

// Member is an account, or a contact of one for a playbook that enrols contacts.
type Member struct{ Account, Contact string }

// Enrolment is the outcome of a request for one member.
type Enrolment struct {
	Member
	// Decision is the rules' decision; nil: there is none, and Problem is a sentence that says why. For a request that
	// was made before it is the earlier one, nil once that was counted with others.
	Decision *customer.Decision
	Repeated bool
	Problem  string
}

// Enrol enrols members in a playbook, through their logs and all rules of enrolment, in one transaction. It returns
// the store's ErrNotFound for an unknown playbook, and an *InvalidError for a request that is wrong.
func (e *Engine) Enrol(ctx context.Context, r EnrolmentRequest, members []Member) ([]Enrolment, error) {
	if r.Preview {
		return e.preview(ctx, r, members)
	}
	var done []Enrolment
	var wrong error
	err := e.commit(ctx, accountsIn(members), func(tx store.Tx, p *publication, after *postCommit) error {
		done = nil
		if wrong = checkEnrolment(p.workspace, r, members); wrong != nil {
			return wrong
		}
		b := &batch{engine: e, tx: tx, pub: p, after: after, accounts: map[string]*accountTx{}, now: e.clock.Now()}
		for _, m := range members {
			one, err := b.enrol(r, m)
			if err != nil {
				return err
			}
			done = append(done, one)
		}
		return b.close()
	})
	switch {
	case wrong != nil:
		return nil, wrong
	case err != nil:
		return nil, fmt.Errorf("enrol in %q: %w", r.Playbook, err)
	}
	if slices.ContainsFunc(done, Enrolment.queued) {
		e.admit(ctx, r.Playbook, done)
	}
	return done, nil
}

// queued reports whether a member waits for a place.
func (d Enrolment) queued() bool { return d.Decision != nil && d.Decision.Queued }

// admit fills free places in order, as the sweeper does, and updates the members' decisions. Members that stay queued
// are reevaluated, as the reason differs once all places are taken. Errors are logged only: the request itself is
// committed.
func (e *Engine) admit(ctx context.Context, playbook string, done []Enrolment) {
	for n := sweepBatch; n == sweepBatch; {
		admitted, _, err := e.admitQueue(ctx, playbook, map[string]bool{})
		if n = admitted; err != nil {
			e.logger.Error("a queue could not be called after an enrolment; the sweeper tries again", "playbook", playbook, "error", err)
		}
	}
	err := e.enrolmentResult(ctx, playbook, done)
	for _, account := range accountsIn(queuedMembers(done)) {
		err = errors.Join(err, e.advanceAccountThen(ctx, account, func(c *accountTx) error { return c.reevaluate(playbook) }))
	}
	err = errors.Join(err, e.enrolmentResult(ctx, playbook, done))
	if err != nil && ctx.Err() == nil {
		e.logger.Error("what became of an enrolment could not be read", "playbook", playbook, "error", err)
	}
}

// queuedMembers returns the members that wait for their turn.
func queuedMembers(done []Enrolment) []Member {
	var members []Member
	for _, d := range done {
		if d.queued() && d.Decision.Reason == customer.ReasonTurn {
			members = append(members, d.Member)
		}
	}
	return members
}

// enrolmentResult updates the decisions of members that were queued.
func (e *Engine) enrolmentResult(ctx context.Context, playbook string, done []Enrolment) error {
	return e.store.View(ctx, func(r store.Reader) error {
		for i := range done {
			if !done[i].queued() {
				continue
			}
			now, err := recordedDecision(r, done[i].Account, playbook, done[i].Decision.CauseID)
			if err != nil {
				return err
			}
			if now != nil {
				done[i].Decision = now
			}
		}
		return nil
	})
}

// checkEnrolment returns what is wrong with a request.
func checkEnrolment(w *dsl.Workspace, r EnrolmentRequest, members []Member) error {
	p := w.Playbooks[r.Playbook]
	if p == nil {
		return fmt.Errorf("playbook %q: %w", r.Playbook, store.ErrNotFound)
	}
	if err := checkReason(r.Note, r.By, "note"); err != nil {
		return err
	}
	invalid := func(field, reason string, args ...any) error {
		return &InvalidError{Problems: []Problem{{Field: field, Reason: fmt.Sprintf(reason, args...)}}}
	}
	manual := func(t *dsl.Trigger) bool { return t.Kind == dsl.Manual }
	switch {
	case !slices.ContainsFunc(p.Triggers, manual):
		return invalid("", `the playbook %q has no trigger "manual": write trigger "manual" {} into it, at %s, so that it can be enrolled in by hand`, p.Name, p.Range)
	case !r.Preview && r.ID == "":
		return invalid("request", "is missing: give each request an ID of its own, so that sending it again enrols nobody twice")
	}
	if err := customer.CheckID(r.ID); err != nil && r.ID != "" {
		return invalid("request", "%v", err)
	}
	for _, m := range members {
		if (m.Contact != "") != p.PerContact {
			return invalid("", "%s", wrongMembers(p))
		}
	}
	return nil
}

// wrongMembers says which members a playbook enrols.
func wrongMembers(p *dsl.Playbook) string {
	if p.PerContact {
		return fmt.Sprintf("the playbook %q enrols contacts: name one of them with the account", p.Name)
	}
	return fmt.Sprintf("the playbook %q enrols accounts: name them without a contact", p.Name)
}

func accountsIn(members []Member) []string {
	var accounts []string
	for _, m := range members {
		accounts = append(accounts, m.Account)
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// entry returns the request for one member as an entry of the account's log. Its ID reveals nothing about the member,
// and it has no time, so that a request sent again is the same entry.
func (r EnrolmentRequest) entry(m Member) customer.Entry {
	sum := sha256.Sum256([]byte(strings.Join([]string{r.ID, r.Playbook, m.Account, m.Contact}, "\x00")))
	e := customer.Entry{
		Source: customer.SourceTend, ID: "enrolment/" + hex.EncodeToString(sum[:16]), Type: customer.TypeEnrolment,
		Account: m.Account, Contact: m.Contact, Data: map[string]any{"playbook": r.Playbook},
	}
	for name, text := range map[string]string{"by": r.By, "note": r.Note} {
		if text != "" {
			e.Data[name] = text
		}
	}
	return e
}

// enrol enrols one member.
func (b *batch) enrol(r EnrolmentRequest, m Member) (Enrolment, error) {
	done := Enrolment{Member: m}
	c, err := b.account(m.Account)
	if errors.Is(err, store.ErrNotFound) {
		done.Problem = unknownAccount(m.Account)
		return done, nil
	}
	if err != nil {
		return done, err
	}
	if done.Problem = m.unknownContact(c.state); done.Problem != "" {
		return done, nil
	}
	e := r.entry(m)
	result, err := c.apply(&e)
	if err != nil {
		return done, fmt.Errorf("account %q: %w", m.Account, err)
	}
	switch result {
	case store.Added:
		done.Decision = decisionOn(e.ID, b.after.decisions)
	case store.Duplicate:
		done.Repeated = true
		done.Decision, err = recordedDecision(b.tx, m.Account, r.Playbook, e.ID)
		if done.Decision == nil {
			done.Problem = "what was decided then isn't told any more: it is older than the workspace's \"retention\", or was counted with later ones"
		}
	case store.Conflict:
		done.Problem = "the request was made before, by another or with another note: give this one an ID of its own"
	}
	return done, err
}

func unknownAccount(id string) string { return fmt.Sprintf("no account has the ID %q", id) }

// unknownContact returns a sentence if the account doesn't have the member's contact; else the empty text.
func (m Member) unknownContact(state *customer.State) string {
	if _, known := state.Contacts[m.Contact]; known || m.Contact == "" {
		return ""
	}
	return fmt.Sprintf("the account has no contact with the ID %q", m.Contact)
}

// decisionOn returns the decision that a request led to; nil without one.
func decisionOn(id string, decisions []customer.Decision) *customer.Decision {
	for i := range decisions {
		if d := &decisions[i]; d.CauseID == id && d.Trigger == string(dsl.Manual) {
			return d
		}
	}
	return nil
}

// recordedDecision returns the stored decision that a request led to; nil without one.
func recordedDecision(r store.Reader, account, playbook, id string) (*customer.Decision, error) {
	rows, err := r.Decisions(store.DecisionQuery{Account: account, Playbook: playbook})
	var decisions []customer.Decision
	for _, row := range rows {
		decisions = append(decisions, row.Decision)
	}
	return decisionOn(id, decisions), err
}
