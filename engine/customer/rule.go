package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// rule is one condition that every occurrence has to pass before it enrols. Decisions and their explanation (Why) go
// through the same rules.
type rule struct {
	// name is the rule's word, for programs; passes is the sentence of a pass, for people.
	name, passes string
	// ask applies the rule to an occurrence.
	ask func(*evaluation, occurrence) ruleResult
	// conditions is those that the rule evaluates; nil: it evaluates none.
	conditions func(*Core, *triggerDef) []*condition
	// perSlot says that the rule depends on the slot that a run would take.
	perSlot bool
}

// ruleResult is a rule's answer about an occurrence; one without a reason passes.
type ruleResult struct {
	reason Reason
	// outcome is what is decided then; empty: the occurrence is skipped.
	outcome Outcome
	// detail is a sentence that names the values that decided; a pass needs none.
	detail string
	// until is when a refusal ends by itself; zero: it doesn't, or that isn't known.
	until time.Time
	// forNow says that the refusal may end while the occurrence still matters: it can be held until then.
	forNow bool
	// queued says that it waits for capacity, with others, until it is admitted.
	queued bool
}

func refused(reason Reason, format string, args ...any) ruleResult {
	return ruleResult{reason: reason, detail: fmt.Sprintf(format, args...)}
}

func (a ruleResult) forNowOnly() ruleResult {
	a.forNow = true
	return a
}

// decidedOutcome is the outcome of an occurrence that is refused with the result.
func (a ruleResult) decidedOutcome() Outcome {
	if a.outcome == "" {
		return Skip
	}
	return a.outcome
}

// rules is the table of the rules, in their order; the first that refuses gives the reason. A rule lives in the file rule_NAME.go,
// those that ask one condition in rule_condition.go.
func rules() []rule {
	return []rule{
		modeRule(), contactRule(), populationRule(), triggerWhenRule(), whenRule(), guardRule(), runningRule(), cooldownRule(),
		exclusiveRule(), maxRunningRule(), quotaRule(), turnRule(), dryRunRule(), controlGroupRule(),
	}
}

// refuse returns the result of the first rule that refuses; one without a reason means that the account is enrolled.
func (t *evaluation) refuse(o occurrence) ruleResult {
	for _, rule := range t.core.rules {
		if a := rule.ask(t, o); a.reason != "" {
			return a
		}
	}
	return ruleResult{}
}

// conditionEnv is the environment of a condition about an occurrence.
func (t *evaluation) conditionEnv(x *condition, o occurrence) expression.Env {
	return t.view.with(t.playbookNames(o, &x.needs), &x.needs)
}

// playbookNames is the names that an expression of the playbook knows besides the facts.
func (t *evaluation) playbookNames(o occurrence, n *needs) map[string]any {
	names := map[string]any{"trigger": o.Values}
	if o.trigger.Kind == dsl.OnEvent {
		names["event"] = o.Values["event"]
	}
	if o.Contact != "" && n.aboutContact() {
		names["contact"] = contactValue(t.s, o.Contact)
	}
	return names
}
