package customer

import "slices"

// follow fires the triggers that wait for another playbook's end.
func (t *evaluation) follow(triggers []*triggerDef, e *Entry) {
	outcome := text(e.Data["outcome"])
	if outcome == "exited" {
		outcome = text(e.Data["detail"]) // The exit's name says more.
	}
	for _, tr := range triggers {
		p := tr.Playbook
		if e.Source != SourceTend || text(e.Data["playbook"]) != p.Playbook ||
			len(p.Outcomes) > 0 && !slices.Contains(p.Outcomes, outcome) {
			continue
		}
		values := map[string]any{"playbook": p.Playbook, "outcome": outcome}
		t.found = append(t.found, t.occurrence(tr, eventKey(e), values, e))
	}
}
