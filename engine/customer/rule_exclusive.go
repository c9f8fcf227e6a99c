package customer

// exclusiveRule refuses while a playbook of the same exclusive group runs.
func exclusiveRule() rule {
	return rule{name: "exclusive", passes: "No playbook of its group is running.", ask: (*evaluation).askExclusive}
}

func (t *evaluation) askExclusive(o occurrence) ruleResult {
	group := o.trigger.playbook.Enroll.Exclusive
	if group == "" {
		return ruleResult{detail: "The playbook is in no exclusive group."}
	}
	for _, p := range t.core.exclusive[group] {
		if t.s.Enrolled[p.Name].running() {
			return refused(ReasonExclusive, "The playbook %q is running, and of the group %q an account is in one playbook at a time.",
				p.Name, group).forNowOnly()
		}
	}
	return ruleResult{}
}
