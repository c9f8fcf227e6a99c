package customer

import (
	"slices"
	"time"
)

// watchTier fires when the account moves from one tier to another. Its first tier is no move.
func (t *turn) watchTier(tr *trigger, _ *Trigger) time.Time {
	t.move(tr, t.before.tier, t.s.Tier)
	return time.Time{}
}

// watchScale fires when the account moves from one level of the scale to another. Its first is no move.
func (t *turn) watchScale(tr *trigger, _ *Trigger) time.Time {
	t.move(tr, t.before.scales[tr.Move.Scale], t.s.Scales[tr.Move.Scale])
	return time.Time{}
}

// move fires when the levels are those that the trigger means.
func (t *turn) move(tr *trigger, from, to string) {
	m := tr.Move
	if from == "" || from == to ||
		len(m.Enters) > 0 && !slices.Contains(m.Enters, to) ||
		len(m.Leaves) > 0 && !slices.Contains(m.Leaves, from) {
		return
	}
	t.edge(tr, map[string]any{"from": from, "to": to})
}
