package dsl

import "github.com/tendhq/tend/actions"

// sender makes sure that somebody sends a message: who is named, a team's lead, the playbook's owner, or the
// engine. Where nobody does, each of the step's messages would fail for good: an error where the playbook is
// about to run.
func (d *stepDecoder) sender(def actions.Definition) {
	if def.Sender == "" || d.plan.Lead != "" {
		return
	}
	if owner := d.playbook.Owner; owner != "" {
		d.step.Action.Fallback = map[string]string{def.Sender: owner}
		return
	}
	if required, _ := def.Args.Field(def.Sender); d.b.has(def.Sender) || required.Required || d.l.opts.Sender {
		return
	}
	report := d.l.warnf
	if d.l.opts.Run && d.playbook.Mode != Draft {
		report = d.l.errorf
	}
	report(CodeNoSender, d.b.head(), "Message from nobody",
		"Nothing says who sends it. Name somebody with %q, give the playbook an \"owner\" or the workspace a \"team\", or give the engine a sender: tend dev --mail-from, or TEND_MAIL_FROM.", def.Sender)
}
