package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
)

// modeRule refuses while the playbook is a draft or paused.
func modeRule() rule {
	return rule{name: "mode", passes: "The playbook is switched on.", ask: (*evaluation).askMode}
}

func (t *evaluation) askMode(o occurrence) ruleResult {
	switch o.trigger.playbook.Mode {
	case dsl.Draft:
		return refused(ReasonDraft, "The playbook is a draft.")
	case dsl.Paused:
		return refused(ReasonPaused, "The playbook is paused.").forNowOnly()
	}
	if pause, ok := t.core.paused[o.trigger.playbook.Name]; ok {
		return refused(ReasonPaused, "%s", pause.sentence(t.core)).forNowOnly()
	}
	return ruleResult{}
}

// Pause is an operator's stop of a playbook: nobody is enrolled, and runs in progress go on.
type Pause struct {
	At time.Time
	// By is who paused it, and Reason why; both may be empty.
	By, Reason string
}

// Pausing is the core with these playbooks paused and no others, by name. The facts of accounts don't depend
// on it, so a pause costs no account anything. Nothing fires from its end, but what was held meanwhile is decided
// again (Reevaluate).
func (c *Core) Pausing(paused map[string]Pause) *Core {
	with := *c
	with.paused = paused
	return &with
}

// sentence states since when and why the playbook is paused.
func (p Pause) sentence(c *Core) string {
	text := "The playbook was paused on " + c.formatTime(p.At)
	if p.By != "" {
		text += " by " + p.By
	}
	if p.Reason != "" {
		text += fmt.Sprintf(": %q", p.Reason)
	}
	return text + "."
}
