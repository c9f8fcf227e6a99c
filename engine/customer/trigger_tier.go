package customer

import "time"

// tierTrigger fires when the account moves from one tier to another.
type tierTrigger struct{ levelTrigger }

func newTierTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &tierTrigger{levelTrigger{triggerDef: tr}}
	tr.needs.addRef(ref{root: "tier"})
	c.evaluateOnChange(tr, k)
	return k
}

func (k *tierTrigger) evaluate(t *evaluation, _ *TriggerState) time.Time {
	k.fireOnMove(t, "tier", t.before.tier, t.s.Tier)
	return time.Time{}
}

func (k *tierTrigger) status(t *evaluation, s *TriggerStatus) { k.moveStatus(s, "the tier", t.s.Tier) }
