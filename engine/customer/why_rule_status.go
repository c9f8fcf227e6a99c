package customer

import (
	"cmp"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// Verdict is a rule's verdict about an occurrence.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Refused Verdict = "refused"
	// Open is the verdict of a condition that depends on what the trigger will bring.
	Open Verdict = "open"
	// NotReached is the verdict of the rules after the first that refused.
	NotReached Verdict = "not_reached"
)

// RuleStatus is the verdict of one rule, and why.
type RuleStatus struct {
	// Rule is the rule's word: "mode", "population", …
	Rule    string
	Verdict Verdict
	// Reason is the decision's, when the rule refused.
	Reason Reason
	// Detail is a sentence for people; empty for a rule that wasn't reached.
	Detail string
	// Until is when a refusal ends by itself; zero: it doesn't, or that isn't known.
	Until time.Time
	// ForNow says that the refusal may end: a playbook with a hold holds the occurrence until then.
	ForNow bool
	// Condition is the rule's condition, part by part; nil when it has none.
	Condition *Part
}

// ruleStatuses applies the rules in their order, as refuse does. An occurrence that is only supposed lacks what its
// trigger will bring.
func (t *evaluation) ruleStatuses(o occurrence, supposed bool) []RuleStatus {
	var all []RuleStatus
	if o.Key, o.keyError = t.key(o); supposed && t.core.subject.Key != "" {
		o.Key, o.keyError = t.core.subject.Key, nil
	}
	reached := true
	for _, r := range t.core.rules {
		status := RuleStatus{Rule: r.name, Verdict: NotReached}
		if reached {
			status = t.ruleStatus(r, o, supposed)
			reached = status.Verdict != Refused
		}
		all = append(all, status)
	}
	return all
}

func (t *evaluation) ruleStatus(r rule, o occurrence, supposed bool) RuleStatus {
	a := r.ask(t, o)
	status := RuleStatus{Rule: r.name, Verdict: Refused, Reason: a.reason, Detail: a.detail, Until: a.until, ForNow: a.forNow}
	if a.reason == "" {
		status.Verdict, status.Detail = Passed, cmp.Or(a.detail, r.passes)
	}
	if supposed && r.perSlot && status.Verdict == Refused && t.slotUnknown(o.trigger.playbook) {
		return t.openStatus(status, a)
	}
	if r.conditions == nil {
		return status
	}
	var parts []Part
	open := false
	for _, x := range r.conditions(t.core, o.trigger) {
		part := x.program.Explain(t.conditionEnv(x, o))
		parts = append(parts, *t.core.part(&part))
		open = open || supposed && !part.True && t.depends(x, o)
	}
	if status.Condition = all(parts); open {
		return t.openStatus(status, a)
	}
	return status
}

// openStatus is the status of a rule whose verdict depends on what the trigger brings; the result is that of the last
// event, if there was one.
func (t *evaluation) openStatus(status RuleStatus, a ruleResult) RuleStatus {
	status.Verdict, status.Reason, status.Until = Open, "", time.Time{}
	status.ForNow = false
	status.Detail = "It depends on what the trigger brings."
	if t.cause != nil {
		status.Detail = "It depends on the event. As the last one was: " + a.detail
	}
	return status
}

// depends reports whether a condition depends on what the trigger brings.
func (t *evaluation) depends(x *condition, o occurrence) bool {
	o.Values, o.Contact = t.triggerValues(o.trigger, nil), t.core.subject.Contact
	part := x.program.Explain(t.conditionEnv(x, o))
	return part.Missing && lacks(&part)
}

// lacks reports whether a condition reads something of the occurrence that isn't known yet.
func lacks(p *expression.Part) bool {
	unknown := func(r expression.Read) bool {
		return r.Value == nil && r.Path != nil && slices.Contains([]string{"trigger", "event", "contact"}, r.Path[0])
	}
	return slices.ContainsFunc(p.Reads, unknown) ||
		slices.ContainsFunc(p.Parts, func(inside expression.Part) bool { return lacks(&inside) })
}
