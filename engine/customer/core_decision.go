package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Outcome is what was decided about an occurrence.
type Outcome string

// The outcomes.
const (
	Enrol Outcome = "enrolled"
	Skip  Outcome = "skipped"
	// Pending is the outcome so far of an occurrence that is refused only for now and held, to be decided again.
	Pending Outcome = "pending"
	// Control is the outcome of an occurrence that would have enrolled: its goals are tracked, and no run starts.
	Control Outcome = "control"
)

// Enrols reports whether the outcome begins an enrolment, with a run or without.
func (o Outcome) Enrols() bool { return o == Enrol || o == Control }

// Reason is the rule that refused; empty for an enrolment.
type Reason string

// The reasons, in the order of the rules.
const (
	ReasonDraft          Reason = "draft"
	ReasonPaused         Reason = "paused"
	ReasonNoContact      Reason = "no_contact"
	ReasonPopulation     Reason = "not_a_customer"
	ReasonTriggerWhen    Reason = "trigger_condition"
	ReasonWhen           Reason = "condition"
	ReasonGuard          Reason = "guard"
	ReasonAlreadyRunning Reason = "already_running"
	ReasonCooldown       Reason = "cooldown"
	ReasonExclusive      Reason = "exclusive"
	ReasonMaxRunning     Reason = "max_running"
	ReasonQuota          Reason = "quota"
	ReasonTurn           Reason = "turn"
	ReasonDryRun         Reason = "dry_run"
	ReasonControl        Reason = "control_group"
	ReasonError          Reason = "expression_error"
	// ReasonGone ends the hold of an occurrence whose trigger was removed by an edit.
	ReasonGone Reason = "trigger_gone"
)

// Decision is the one record of an occurrence of a trigger.
type Decision struct {
	// Occurrence identifies it: account (with when one of the same ID was forgotten), playbook, trigger hash and event
	// key or edge ordinal.
	Occurrence string `json:"occurrence"`
	Account    string `json:"account"`
	// Contact is the contact of the event that led to it or, where the playbook enrols contacts, the contact to enrol.
	Contact  string `json:"contact,omitempty"`
	Playbook string `json:"playbook"`
	// Key is the value of the playbook's `enroll.key`, which tells its runs apart.
	Key     string    `json:"key,omitempty"`
	Trigger string    `json:"trigger"` // kind
	At      time.Time `json:"at"`
	Outcome Outcome   `json:"outcome"`
	Reason  Reason    `json:"reason,omitempty"`
	Detail  string    `json:"detail,omitempty"` // a sentence for people
	// Values is what the trigger brings: trigger.{kind,at,from,to,event,…}; it becomes the run's `trigger`.
	Values map[string]any `json:"values,omitempty"`
	// CauseSource and CauseID are the entry that led to it, if one did.
	CauseSource string `json:"cause_source,omitempty"`
	CauseID     string `json:"cause_id,omitempty"`
	// Queued says that it waits for capacity, before those of a lower Order, which is the value of the playbook's
	// `enroll.order_by`. Nil comes last.
	Queued bool     `json:"queued,omitempty"`
	Order  *float64 `json:"order,omitempty"`
}

// Repeats reports whether a skip repeats the one before it: for the same reason, of the same key and, where
// the playbook enrols contacts, of the same contact.
func (d *Decision) Repeats(before *Decision) bool {
	return d.Outcome == Skip && before.Outcome == Skip && d.Reason == before.Reason && d.Key == before.Key &&
		(d.Contact == before.Contact || !strings.Contains(d.Occurrence, contactPart))
}

// RunID is the ID of the run that an occurrence starts: always the same one, without customer data.
func RunID(occurrence string) string {
	sum := sha256.Sum256([]byte(occurrence))
	return "r-" + hex.EncodeToString(sum[:])[:26]
}

// decide records the decision about an occurrence, and remembers an enrolment or, when it is refused only for now, holds
// the occurrence.
func (t *evaluation) decide(o occurrence) {
	d, no := t.decision(o)
	if t.decidedLater(&d) {
		return
	}
	t.core.replay.explain(t, o, d)
	if d.Outcome == Pending {
		if t.hold(&o, d, no) {
			t.decisions = append(t.decisions, d)
		}
		return
	}
	t.release(o.Occurrence)
	if outcome := t.core.replay.outcome(&d); outcome.Enrols() {
		t.core.enrol(t.s, outcome, &d)
		if outcome == Enrol {
			t.touch("running", d.Playbook)
		}
		t.trackGoals(&d, outcome)
	}
	t.decisions = append(t.decisions, d)
}

// decision is what the rules decide about an occurrence, and the result of the one that refuses.
func (t *evaluation) decision(o occurrence) (Decision, ruleResult) {
	o.Key, o.keyError = t.key(o)
	o.Order = t.order(o)
	d := o.Decision
	d.At, d.Queued = t.now, false
	no := t.refuse(o)
	d.Reason, d.Detail = no.reason, no.detail
	switch {
	case no.reason == "":
		d.Outcome, d.Detail = Enrol, o.reason()
	case no.forNow && t.canHold(&o, no):
		d.Outcome, d.Queued = Pending, no.queued
	default:
		d.Outcome = no.decidedOutcome()
	}
	if !d.Queued {
		d.Order = nil
	}
	return d, no
}
