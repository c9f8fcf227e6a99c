package customer

import "github.com/tendhq/tend/dsl"

// objectiveDef is an objective of a success plan with what its expressions read.
type objectiveDef struct {
	*dsl.Objective
	needs needs
}

func (c *Core) indexObjectives() {
	c.objectives = map[string][]*objectiveDef{}
	for name, plan := range c.workspace.SuccessPlans {
		for _, o := range plan.Objectives {
			def := &objectiveDef{Objective: o}
			def.needs.add(o.Target)
			def.needs.add(o.Current)
			c.objectives[name] = append(c.objectives[name], def)
		}
	}
}

// objective is how far an objective is, nil where something is missing. The gap is what is still missing,
// so that it is 0 when the objective is reached.
func (v *view) objective(def *objectiveDef) map[string]any {
	v.need(&def.needs)
	facts := map[string]any{"target": nil, "current": nil, "gap": nil, "reached": nil}
	target, okTarget := v.numberOf(def.Target)
	current, okCurrent := v.numberOf(def.Current)
	if okTarget {
		facts["target"] = target
	}
	if okCurrent {
		facts["current"] = current
	}
	if okTarget && okCurrent {
		gap := target - current
		if def.Lower {
			gap = -gap
		}
		facts["gap"], facts["reached"] = finite(max(gap, 0)), gap <= 0
	}
	return facts
}
