package customer

import (
	"fmt"
	"slices"
)

// levelTrigger is what the kinds tier and scale share: they fire when the account moves from one level to another.
type levelTrigger struct {
	*triggerDef
	ofAccounts
}

// fireOnMove fires when the levels are those that the trigger names. The first level isn't a move, nor is a move out of
// "unclassified" of an account that was in no level before; class is "tier" or "scale.NAME".
func (k *levelTrigger) fireOnMove(t *evaluation, class, from, to string) {
	m := k.Move
	if from == "" || from == to || t.before.unplaced[class] ||
		len(m.Enters) > 0 && !slices.Contains(m.Enters, to) ||
		len(m.Leaves) > 0 && !slices.Contains(m.Leaves, from) {
		return
	}
	t.edge(k.triggerDef, map[string]any{"from": from, "to": to})
}

func (*levelTrigger) reason(o *occurrence) string {
	return fmt.Sprintf("It moved from %v to %v.", o.Values["from"], o.Values["to"])
}

// moveStatus is the status of a trigger that waits for a move of what has a level.
func (k *levelTrigger) moveStatus(s *TriggerStatus, what, level string) {
	s.Waits = fmt.Sprintf("Fires when %s changes", what)
	if len(k.Move.Leaves) > 0 {
		s.Waits += " from " + either(k.Move.Leaves)
	}
	if len(k.Move.Enters) > 0 {
		s.Waits += " to " + either(k.Move.Enters)
	}
	s.Waits += "."
	s.State = "It is unknown now."
	if level != "" {
		s.State = fmt.Sprintf("It is %s now.", level)
	}
}
