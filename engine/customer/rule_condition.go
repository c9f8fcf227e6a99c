package customer

// populationRule refuses an account that isn't one of the workspace's customers.
func populationRule() rule {
	return conditionRule("population", "The account is one of the customers.", refusalText{
		ReasonPopulation, "The account is not one of the customers", "The workspace's condition of who is a customer",
	}, func(c *Core, _ *triggerDef) *condition { return c.population })
}

// triggerWhenRule refuses when the trigger's condition isn't met.
func triggerWhenRule() rule {
	return conditionRule("trigger_when", "The trigger's condition is met.", refusalText{
		ReasonTriggerWhen, "The trigger's condition is not met", "The trigger's condition",
	}, func(_ *Core, tr *triggerDef) *condition { return tr.when })
}

// whenRule refuses when the playbook's condition isn't met.
func whenRule() rule {
	return conditionRule("when", "The playbook's condition is met.", refusalText{
		ReasonWhen, "The playbook's condition is not met", "The playbook's condition",
	}, func(_ *Core, tr *triggerDef) *condition { return tr.playbook.when })
}

// refusalText is how a condition refuses: its reason, what begins its sentence, and the subject of the sentence when the
// condition can't be evaluated.
type refusalText struct {
	reason         Reason
	refuses, fails string
}

// conditionRule is a rule that evaluates one condition.
func conditionRule(name, passes string, words refusalText, of func(*Core, *triggerDef) *condition) rule {
	tests := func(c *Core, tr *triggerDef) []*condition {
		if x := of(c, tr); x != nil {
			return []*condition{x}
		}
		return nil
	}
	return rule{name: name, passes: passes, conditions: tests, ask: func(t *evaluation, o occurrence) ruleResult {
		if x := of(t.core, o.trigger); x != nil {
			return t.askCondition(x, o, words)
		}
		return ruleResult{detail: "There is no such condition."}
	}}
}

// askCondition evaluates one condition.
func (t *evaluation) askCondition(x *condition, o occurrence, words refusalText) ruleResult {
	env := t.conditionEnv(x, o)
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
