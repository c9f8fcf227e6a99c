package run

import "fmt"

// checkExits fires the first exit whose condition turned true.
func (t *transition) checkExits() {
	if t.ended() || t.state.Exiting != "" {
		return
	}
	for _, exit := range t.core.plan.Exits {
		if exit.Event != "" {
			continue
		}
		before, now := t.state.Exits[exit.Name], t.truth(exit.When, nil)
		t.state.Exits[exit.Name] = now
		if now && !before {
			t.exit(exit.Name)
			return
		}
	}
}

// exit leaves the run: at once, or when the action in flight has finished and is recorded.
func (t *transition) exit(name string) {
	if t.inFlight() {
		t.state.Exiting = name
		t.line("", "exiting", fmt.Sprintf("Exit %q is satisfied: the run ends when the action in flight has finished.", name), nil)
		return
	}
	t.end(Exited, name)
}
