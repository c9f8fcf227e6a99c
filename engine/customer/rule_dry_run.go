package customer

import "github.com/tendhq/tend/dsl"

// dryRunRule refuses what a dry run would have started.
func dryRunRule() rule {
	return rule{name: "dry_run", passes: "The playbook is live.", ask: (*evaluation).askDryRun}
}

func (t *evaluation) askDryRun(o occurrence) ruleResult {
	if o.trigger.playbook.Mode == dsl.DryRun {
		return refused(ReasonDryRun, "The playbook is a dry run; live, it would have started.")
	}
	return ruleResult{}
}
