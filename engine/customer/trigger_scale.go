package customer

import "time"

// scaleTrigger fires when the account moves from one level of a scale to another.
type scaleTrigger struct{ levelTrigger }

func newScaleTrigger(c *Core, tr *triggerDef) triggerKind {
	k := &scaleTrigger{levelTrigger{triggerDef: tr}}
	tr.needs.addRef(ref{"scale", tr.Move.Scale})
	c.evaluateOnChange(tr, k)
	return k
}

func (k *scaleTrigger) evaluate(t *evaluation, _ *TriggerState) time.Time {
	k.fireOnMove(t, "scale."+k.Move.Scale, t.before.scales[k.Move.Scale], t.s.Scales[k.Move.Scale])
	return time.Time{}
}

func (k *scaleTrigger) status(t *evaluation, s *TriggerStatus) {
	k.moveStatus(s, "the level of "+k.Move.Scale, t.s.Scales[k.Move.Scale])
}
