package customer

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// MaxHeld is how many occurrences of an account are held at most. Above it, and above MaxHeldBytes, what is
// refused for now is skipped.
const MaxHeld = 100

// Held is an occurrence that is refused only for now, and kept to be decided again.
type Held struct {
	// Decision is the decision so far, with the instant at which the trigger fired.
	Decision
	// Due is when it is decided again if nothing changes before; zero: when it is admitted.
	Due time.Time `json:"due,omitzero"`
	// Edited is its state after an edit of the workspace since it was decided; nil: there was none.
	Edited *heldState `json:"edited,omitempty"`
}

// heldState is what a refusal for now depends on that changes with the facts: whether a guard refuses, and the order in
// a queue.
type heldState struct {
	Guarded bool     `json:"guarded,omitempty"`
	Order   *float64 `json:"order,omitempty"`
}

// Reevaluate decides the held occurrences of a playbook again, at an instant up to which everything due is decided. It is
// for a refusal that something outside of the account has ended, such as a pause.
func (c *Core) Reevaluate(s *State, playbook string, now time.Time) []Decision {
	t := c.newEvaluation(s, instant(now), true)
	t.reevaluated = playbook
	t.conclude()
	return t.decisions
}

// reevaluateHeld finds the held occurrences whose refusal may have ended: they are due, what refuses them has changed, or
// Reevaluate names their playbook. Where nothing fires, they become due soon.
func (t *evaluation) reevaluateHeld() {
	var gone []Decision
	for i := range t.s.Held {
		h := &t.s.Held[i]
		p := t.core.playbooksByName[h.Playbook]
		switch {
		case (h.Due.IsZero() || t.now.Before(h.Due)) && t.reevaluated != h.Playbook && !t.mayEnd(p, h):
		case !t.fire:
			h.postpone(t.now, t.soon)
			if tr := p.fired(&h.Decision); tr != nil && !t.edited.IsZero() {
				h.Edited = t.heldState(h, tr)
			}
		case p.fired(&h.Decision) == nil:
			gone = append(gone, h.Decision)
		default:
			t.found = append(t.found, occurrence{Decision: h.Decision, trigger: p.fired(&h.Decision), reevaluated: true})
		}
	}
	t.reevaluated = ""
	for _, d := range gone {
		d.At, d.Outcome, d.Reason = t.now, Skip, ReasonGone
		d.Detail = "The playbook was changed while the occurrence waited: its trigger isn't there any more."
		t.release(d.Occurrence)
		t.decisions = append(t.decisions, d)
	}
}

// mayEnd reports whether what changed may end a refusal for now, or change the place in a queue: a run started or
// ended, or the result of the guards or the order changed. A guard that read something that changed and still refuses is
// no reason to apply the other rules, whose refusal would end the hold. A pause comes before the guards, so that they
// can't end it.
func (t *evaluation) mayEnd(p *playbook, h *Held) bool {
	if !t.changes.concern(p.reevaluationNeeds()) {
		return false
	}
	if t.changes.concern(&needs{refs: []ref{{root: "running"}}}) {
		return true
	}
	tr := p.fired(&h.Decision)
	if tr == nil || h.Reason == ReasonPaused {
		return false
	}
	was, is := h.lastState(), t.heldState(h, tr)
	return is.Guarded != was.Guarded || h.Queued && !same(is.Order, was.Order)
}

// lastState is the state of an occurrence when it was decided or, as an edit changes no fact, after the edit since.
func (h *Held) lastState() *heldState {
	if h.Edited != nil {
		return h.Edited
	}
	return &heldState{Guarded: h.Reason == ReasonGuard, Order: h.Order}
}

// heldState is the state of a held occurrence now.
func (t *evaluation) heldState(h *Held, tr *triggerDef) *heldState {
	o := occurrence{Decision: h.Decision, trigger: tr, reevaluated: true}
	return &heldState{Guarded: t.askGuards(o).reason == ReasonGuard, Order: t.order(o)}
}

// indexRefusalNeeds collects the facts at whose change a held occurrence of a playbook is decided again.
func (c *Core) indexRefusalNeeds(p *playbook) {
	p.refusalNeeds.addRef(ref{root: "running"})
	p.refusalNeeds.include(&p.orderNeeds)
	for _, g := range p.guards.all {
		p.refusalNeeds.addCondition(g.when)
	}
	c.expand(&p.refusalNeeds)
	p.refusalMetrics = metricUses{}
	p.refusalMetrics.add(c, &p.refusalNeeds)
}

// reevaluationNeeds is the facts at whose change a refusal for now may end; a playbook that is gone has none.
func (p *playbook) reevaluationNeeds() *needs {
	if p == nil {
		return &needs{}
	}
	return &p.refusalNeeds
}

// postpone has an occurrence decided soon, where nothing can be decided now.
func (h *Held) postpone(now, soon time.Time) {
	if !h.Due.After(now) || soon.Before(h.Due) {
		h.Due = soon
	}
}

// HoldUntil is when the hold of an occurrence that fired at its instant is over: that instant where nothing is held.
func (c *Core) HoldUntil(d *Decision) time.Time {
	p := c.playbooksByName[d.Playbook]
	if p == nil || p.Enroll.Hold == nil {
		return d.At
	}
	return instant(c.hours.Add(d.At, *p.Enroll.Hold))
}

// canHold reports whether an occurrence that is refused for now is held: until its hold is over or, while it waits for a
// place that others may get, until it is admitted, as others may be decided at the same instant.
func (t *evaluation) canHold(o *occurrence, no ruleResult) bool {
	if t.s.held(o.Occurrence) < 0 && !t.s.fits(&o.Decision) {
		return false
	}
	return t.now.Before(t.core.HoldUntil(&o.Decision)) || no.queued && t.awaitsAdmission(o, no.reason)
}

// hold keeps an occurrence, and reports whether anything is new about it.
func (t *evaluation) hold(o *occurrence, d Decision, no ruleResult) bool {
	due := t.core.HoldUntil(&o.Decision)
	if !due.After(t.now) {
		due = time.Time{}
	}
	if until := instant(no.until); until.After(t.now) && !no.queued {
		due = earliest(due, until)
	}
	i := t.s.held(o.Occurrence)
	if i < 0 {
		t.s.Held = append(t.s.Held, Held{})
		i = len(t.s.Held) - 1
	}
	h := &t.s.Held[i]
	isNew := h.Reason != d.Reason || h.Detail != d.Detail || h.Queued != d.Queued || !same(h.Order, d.Order)
	d.At = o.At
	*h = Held{Decision: d, Due: due}
	t.s.Matures = t.core.matures(t.s, t.now)
	return isNew
}

// release ends the hold of an occurrence, if it was held.
func (t *evaluation) release(occurrence string) {
	if i := t.s.held(occurrence); i >= 0 {
		t.s.Held = slices.Delete(t.s.Held, i, i+1)
		t.s.Matures = t.core.matures(t.s, t.now)
	}
	if len(t.s.Held) == 0 {
		t.s.Held = nil // The same as after it was stored and read.
	}
}

// held is the index of a held occurrence, less than 0 when it isn't held.
func (s *State) held(occurrence string) int {
	return slices.IndexFunc(s.Held, func(h Held) bool { return h.Occurrence == occurrence })
}

// WasHeld reports whether the occurrence was held, and is decided again.
func (d *Decision) WasHeld() bool {
	fired, known := d.Values["at"].(string)
	return known && fired != expression.FormatTime(d.At)
}
