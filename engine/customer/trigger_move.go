package customer

import (
	"slices"
	"time"
)

// evaluateTierMove fires when the account moves from one tier to another. Its first tier is no move.
func (t *evaluation) evaluateTierMove(tr *triggerDef, _ *TriggerState) time.Time {
	t.move(tr, "tier", t.before.tier, t.s.Tier)
	return time.Time{}
}

// evaluateScaleMove fires when the account moves from one level of the scale to another. Its first is no move.
func (t *evaluation) evaluateScaleMove(tr *triggerDef, _ *TriggerState) time.Time {
	t.move(tr, "scale."+tr.Move.Scale, t.before.scales[tr.Move.Scale], t.s.Scales[tr.Move.Scale])
	return time.Time{}
}

// move fires when the levels are those that the trigger means. Who was unclassified from the start comes from nowhere.
func (t *evaluation) move(tr *triggerDef, key, from, to string) {
	m := tr.Move
	if from == "" || from == to || t.before.unplaced[key] ||
		len(m.Enters) > 0 && !slices.Contains(m.Enters, to) ||
		len(m.Leaves) > 0 && !slices.Contains(m.Leaves, from) {
		return
	}
	t.edge(tr, map[string]any{"from": from, "to": to})
}
