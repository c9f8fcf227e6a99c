package customer

import (
	"fmt"
	"time"
)

// Pause is an operator's stop of a playbook: nobody is enrolled, and runs in progress go on.
type Pause struct {
	At time.Time
	// By is who asked for it, and Reason why; both may be empty.
	By, Reason string
}

// Pausing is the core with these playbooks paused and no others, by name. The facts of accounts don't depend
// on it, so a pause costs no account anything. Nothing fires from its end, but what was held meanwhile is asked (Recall).
func (c *Core) Pausing(paused map[string]Pause) *Core {
	with := *c
	with.paused = paused
	return &with
}

// sentence says for people since when and why.
func (p Pause) sentence(c *Core) string {
	text := "The playbook was paused on " + c.forPeople(p.At)
	if p.By != "" {
		text += " by " + p.By
	}
	if p.Reason != "" {
		text += fmt.Sprintf(": %q", p.Reason)
	}
	return text + "."
}
