package customer

// GoalStanding is where an account stands with a goal that is watched.
type GoalStanding struct {
	Goal
	// Condition is what its expression makes of the facts, part by part; nil for a goal that waits for events.
	Condition *Part
}

// goalStandings tells of the goals of a playbook that are watched, in the order in which they began.
func (t *turn) goalStandings(playbook string) []GoalStanding {
	var all []GoalStanding
	for _, en := range t.s.Pursued {
		if en.Playbook != playbook || t.core.whom.Contact != "" && en.Contact != t.core.whom.Contact {
			continue
		}
		for _, w := range en.Goals {
			standing := GoalStanding{Goal: t.goalOf(en, &w)}
			if def := t.core.goals[w.Definition]; def != nil && def.Event == "" {
				part := def.when.program.Explain(t.goalEnv(en, def, nil))
				standing.Condition = t.core.part(&part)
			}
			all = append(all, standing)
		}
	}
	return all
}
