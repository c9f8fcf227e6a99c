package customer

import "time"

// triggerIndex finds the triggers that read something that changed, without going through the others.
type triggerIndex struct {
	all   []*triggerDef
	byKey map[string]*triggerDef
	byRef map[ref][]*triggerDef    // those that read one name
	whole map[string][]*triggerDef // those that read everything under a root
	under map[string][]*triggerDef // those that read anything under a root
	clock []*triggerDef            // those that read the day
}

func (x *triggerIndex) add(tr *triggerDef) {
	if x.byKey == nil {
		x.byKey, x.byRef = map[string]*triggerDef{}, map[ref][]*triggerDef{}
		x.whole, x.under = map[string][]*triggerDef{}, map[string][]*triggerDef{}
	}
	x.all = append(x.all, tr)
	x.byKey[tr.key] = tr
	if tr.needs.clock {
		x.clock = append(x.clock, tr)
	}
	for _, r := range tr.needs.refs {
		r = r.fact()
		x.under[r.root] = append(x.under[r.root], tr)
		if r.name == "" {
			x.whole[r.root] = append(x.whole[r.root], tr)
		} else {
			x.byRef[r] = append(x.byRef[r], tr)
		}
	}
}

// concerned calls yield for the triggers that read something that changed, some of them more than once.
func (x *triggerIndex) concerned(c *changes, yield func(*triggerDef)) {
	each := func(triggers []*triggerDef) {
		for _, tr := range triggers {
			yield(tr)
		}
	}
	if c.all {
		each(x.all)
		return
	}
	if c.clock {
		each(x.clock)
	}
	for _, r := range c.refs {
		if r.name == "" {
			each(x.under[r.root])
			continue
		}
		each(x.byRef[r])
		each(x.whole[r.root])
	}
}

// evaluateTriggers evaluates the triggers whose facts changed and those whose alarm is due, in their order.
func (t *evaluation) evaluateTriggers() {
	for _, in := range t.dueInstances() {
		t.as(in.contact, func() {
			st := t.state(in.tr)
			due := in.tr.evaluator.evaluate(t, st)
			if !due.After(t.now) {
				due = time.Time{}
			}
			t.s.setAlarm(in.key(), st, due)
		})
		t.dropRestingStates()
	}
}

// recheck has a trigger evaluated again in this evaluation, for the evaluation's contact.
func (t *evaluation) recheck(tr *triggerDef) {
	t.rechecks = append(t.rechecks, instance{tr, t.contact})
}
