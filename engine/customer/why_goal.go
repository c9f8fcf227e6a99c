package customer

// GoalStatus is the status of a tracked goal.
type GoalStatus struct {
	Goal
	// Condition is what its expression makes of the facts, part by part; nil for a goal that waits for events.
	Condition *Part
}

// goalStatuses is the statuses of a playbook's tracked goals, in the order in which they began.
func (t *evaluation) goalStatuses(playbook string) []GoalStatus {
	var all []GoalStatus
	for _, en := range t.s.Tracked {
		if en.Playbook != playbook || t.core.subject.Contact != "" && en.Contact != t.core.subject.Contact {
			continue
		}
		for _, w := range en.Goals {
			status := GoalStatus{Goal: t.goalOf(en, &w)}
			if def := t.core.goals[w.Definition]; def != nil && def.Event == "" {
				part := def.when.program.Explain(t.goalEnv(en, def, nil))
				status.Condition = t.core.part(&part)
			}
			all = append(all, status)
		}
	}
	return all
}
