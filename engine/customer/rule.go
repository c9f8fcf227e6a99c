package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl/expression"
)

// rule is one question that every occurrence is asked before it enrols. Decisions and their explanation
// (Why) go through the same rules.
type rule struct {
	// name is the rule's word, for programs; passes is the sentence of a pass, for people.
	name, passes string
	ask          func(*evaluation, occurrence) ruleResult
	// tests is the conditions that the rule asks, for rules that ask some; they may give none.
	tests func(*Core, *triggerDef) []*test
	// ofSlot says that it is about the slot that a run would take.
	ofSlot bool
}

// ruleResult is what a rule says about an occurrence; one without a reason passes.
type ruleResult struct {
	reason Reason
	// outcome is what is decided then; empty: the occurrence is skipped.
	outcome Outcome
	// detail is a sentence that names the values that the rule looked at; a pass needs none.
	detail string
	// until is when a refusal ends by itself; zero: it doesn't, or nobody can tell.
	until time.Time
	// forNow says that the refusal may end while the occurrence still matters: it can be held until then.
	forNow bool
	// queued says that it waits for room, with others: it is called when its turn has come.
	queued bool
}

func refused(reason Reason, format string, args ...any) ruleResult {
	return ruleResult{reason: reason, detail: fmt.Sprintf(format, args...)}
}

func (a ruleResult) forNowOnly() ruleResult {
	a.forNow = true
	return a
}

// decides is the outcome of an occurrence that is refused so.
func (a ruleResult) decides() Outcome {
	if a.outcome == "" {
		return Skip
	}
	return a.outcome
}

// rules are asked in this order, and the first that refuses gives the reason.
func rules() []rule {
	return []rule{
		{name: "mode", passes: "The playbook is switched on.", ask: (*evaluation).askMode},
		{name: "contact", passes: "The playbook enrols accounts.", ask: (*evaluation).askContact, ofSlot: true},
		conditionRule("population", "The account is one of the customers.", refusal{
			ReasonPopulation, "The account is not one of the customers", "The workspace's condition of who is a customer",
		}, func(c *Core, _ *triggerDef) *test { return c.population }),
		conditionRule("trigger_when", "The trigger's condition is met.", refusal{
			ReasonTriggerWhen, "The trigger's condition is not met", "The trigger's condition",
		}, func(_ *Core, tr *triggerDef) *test { return tr.when }),
		conditionRule("when", "The playbook's condition is met.", refusal{
			ReasonWhen, "The playbook's condition is not met", "The playbook's condition",
		}, func(_ *Core, tr *triggerDef) *test { return tr.playbook.when }),
		{name: "guards", ask: (*evaluation).askGuards, tests: guardTests},
		{name: "running", passes: "No run of the playbook is in progress.", ask: (*evaluation).askRunning, ofSlot: true},
		{name: "cooldown", passes: "No cooldown is on.", ask: (*evaluation).askCooldown, ofSlot: true},
		{name: "exclusive", passes: "No playbook of its group is running.", ask: (*evaluation).askExclusive},
		{name: "max_running", passes: "The number of runs in progress leaves room.", ask: (*evaluation).askMaxRunning},
		{name: "quota", passes: "The quota leaves room.", ask: (*evaluation).askQuota},
		{name: "turn", passes: "Nobody who comes first waits.", ask: (*evaluation).askQueue},
		{name: "dry_run", passes: "The playbook is live.", ask: (*evaluation).askDryRun},
		{name: "control_group", passes: "The account is not in a control group.", ask: (*evaluation).askControl, ofSlot: true},
	}
}

// refusal is the words of a condition's no: its reason, what begins its sentence, and the subject of the
// sentence when the condition fails.
type refusal struct {
	reason         Reason
	refuses, fails string
}

// conditionRule is a rule that asks one condition.
func conditionRule(name, passes string, words refusal, of func(*Core, *triggerDef) *test) rule {
	tests := func(c *Core, tr *triggerDef) []*test {
		if x := of(c, tr); x != nil {
			return []*test{x}
		}
		return nil
	}
	return rule{name: name, passes: passes, tests: tests, ask: func(t *evaluation, o occurrence) ruleResult {
		if x := of(t.core, o.trigger); x != nil {
			return t.askCondition(x, o, words)
		}
		return ruleResult{detail: "There is no such condition."}
	}}
}

// askCondition asks one condition.
func (t *evaluation) askCondition(x *test, o occurrence, words refusal) ruleResult {
	env := t.asking(x, o)
	ok, err := x.program.True(env)
	switch {
	case err != nil:
		return refused(ReasonError, "%s could not be evaluated: %v.", words.fails, err)
	case ok:
		return ruleResult{}
	}
	if facts := x.describe(env); facts != "" {
		return refused(words.reason, "%s: %s.", words.refuses, facts)
	}
	return refused(words.reason, "%s.", words.refuses)
}

// asking is what a condition sees of an occurrence.
func (t *evaluation) asking(x *test, o occurrence) expression.Env {
	return t.view.with(t.names(o, &x.needs), &x.needs)
}
