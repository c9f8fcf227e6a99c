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

// EnrolmentRequest is somebody's wish to have customers enrolled in a playbook.
type EnrolmentRequest struct {
	// ID names the request: the same one again enrols nobody twice. A preview needs none.
	ID       string
	Playbook string
	// By is who asks and Note what they say to it; both may be empty.
	By, Note string
	// Preview decides as the rules would, and changes nothing.
	Preview bool
	// Given is how many places the parts of a preview before this one have given.
	Given int
}

// Member is whom a request is about: an account, or for a playbook of contacts one of its contacts.
type Member struct{ Account, Contact string }

// Enrolment is what became of a request for one member.
type Enrolment struct {
	Member
	// Decision is what the rules decided; nil: nothing was, and Problem is a sentence that says why. Of a
	// request that was made before it is the one of then, nil when it was counted with others since.
	Decision *customer.Decision
	Repeated bool
	Problem  string
}

// Enrol has members enrolled in a playbook, through their logs and all rules of enrolment, in one transaction.
// The store's ErrNotFound for an unknown playbook; an *InvalidError says what is wrong with the request.
func (e *Engine) Enrol(ctx context.Context, r EnrolmentRequest, members []Member) ([]Enrolment, error) {
	if r.Preview {
		return e.preview(ctx, r, members)
	}
	var done []Enrolment
	var wrong error
	after := &postCommit{}
	err := e.update(ctx, accountsIn(members), func(tx store.Tx, p *publication) error {
		*after, done = postCommit{}, nil
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
	e.committed(after)
	if slices.ContainsFunc(done, Enrolment.waits) {
		e.admit(ctx, r.Playbook, done)
	}
	return done, nil
}

// waits says that a member waits for its turn to get a place.
func (d Enrolment) waits() bool { return d.Decision != nil && d.Decision.Queued }

// admit gives the places that there are to those who wait, as the sweeper does, and says of the members what
// became of them: who waits on is asked again, as the reason is another one when all places are given. What can't be
// found out stays as it was said: the request is done.
func (e *Engine) admit(ctx context.Context, playbook string, done []Enrolment) {
	for n := sweepBatch; n == sweepBatch; {
		called, _, err := e.admitQueue(ctx, playbook, map[string]bool{})
		if n = called; err != nil {
			e.logger.Error("a queue could not be called after an enrolment; the sweeper tries again", "playbook", playbook, "error", err)
		}
	}
	err := e.enrolmentResult(ctx, playbook, done)
	for _, account := range accountsIn(waiting(done)) {
		err = errors.Join(err, e.advanceAccountAnd(ctx, account, func(c *accountTx) error { return c.reevaluate(playbook) }))
	}
	err = errors.Join(err, e.enrolmentResult(ctx, playbook, done))
	if err != nil && ctx.Err() == nil {
		e.logger.Error("what became of an enrolment could not be read", "playbook", playbook, "error", err)
	}
}

// waiting is the members who wait for their turn.
func waiting(done []Enrolment) []Member {
	var members []Member
	for _, d := range done {
		if d.waits() && d.Decision.Reason == customer.ReasonTurn {
			members = append(members, d.Member)
		}
	}
	return members
}

// enrolmentResult says of the members who waited what became of them.
func (e *Engine) enrolmentResult(ctx context.Context, playbook string, done []Enrolment) error {
	return e.store.View(ctx, func(r store.Reader) error {
		for i := range done {
			if !done[i].waits() {
				continue
			}
			now, err := decidedBefore(r, done[i].Account, playbook, done[i].Decision.CauseID)
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

// checkEnrolment says what is wrong with a request.
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
			return invalid("", "%s", enrolmentFilter(p))
		}
	}
	return nil
}

func enrolmentFilter(p *dsl.Playbook) string {
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

// entry is the wish for one member as an entry of the account's log. Its ID tells nothing about anybody, and
// it has no time, so that the same request is the same entry whenever it comes.
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

// enrol asks for one member.
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
	if done.Problem = m.strange(c.state); done.Problem != "" {
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
		done.Decision, err = decidedBefore(b.tx, m.Account, r.Playbook, e.ID)
		if done.Decision == nil {
			done.Problem = "what was decided then isn't told any more: it is older than the workspace's \"retention\", or was counted with later ones"
		}
	case store.Conflict:
		done.Problem = "the request was made before, by another or with another note: give this one an ID of its own"
	}
	return done, err
}

func unknownAccount(id string) string { return fmt.Sprintf("no account has the ID %q", id) }

// strange says of a contact that the account doesn't have it; empty: it has, or none is named.
func (m Member) strange(state *customer.State) string {
	if _, known := state.Contacts[m.Contact]; known || m.Contact == "" {
		return ""
	}
	return fmt.Sprintf("the account has no contact with the ID %q", m.Contact)
}

// decisionOn is the decision that a request led to.
func decisionOn(id string, decisions []customer.Decision) *customer.Decision {
	for i := range decisions {
		if d := &decisions[i]; d.CauseID == id && d.Trigger == string(dsl.Manual) {
			return d
		}
	}
	return nil
}

// decidedBefore is the recorded decision that a request led to.
func decidedBefore(r store.Reader, account, playbook, id string) (*customer.Decision, error) {
	rows, err := r.Decisions(store.DecisionQuery{Account: account, Playbook: playbook})
	var decisions []customer.Decision
	for _, row := range rows {
		decisions = append(decisions, row.Decision)
	}
	return decisionOn(id, decisions), err
}
