package customer

import (
	"fmt"
	"time"

	"github.com/tendhq/tend/dsl"
)

// requested fires the manual trigger of the playbook in which somebody asks for the account to be enrolled.
func (t *evaluation) requested(triggers []*triggerDef, e *Entry) {
	for _, tr := range triggers {
		if e.Source == SourceTend && text(e.Data["playbook"]) == tr.playbook.Name {
			values := map[string]any{"by": present(text(e.Data["by"])), "note": present(text(e.Data["note"]))}
			t.found = append(t.found, t.occurrence(tr, eventKey(e), values, e))
		}
	}
}

// askedFor says for people who asked for an enrolment, and why.
func askedFor(values map[string]any) string {
	who, what := text(values["by"]), "."
	if who == "" {
		who = "Somebody"
	}
	if note := text(values["note"]); note != "" {
		what = fmt.Sprintf(": %q.", note)
	}
	return who + " asked for it" + what
}

// Matches says whether a condition over facts holds for an account at now, which isn't before the state's own.
func (c *Core) Matches(s *State, x *dsl.Condition, now time.Time) (bool, error) {
	asked := newTest(x)
	return asked.program.True(c.view(s, instant(now)).with(nil, &asked.needs))
}
