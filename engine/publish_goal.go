package engine

import (
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/store"
)

// load reads from the store what a version in force depends on besides its workspace.
func (p *publication) load(r store.Reader) error {
	var err error
	if p.seen, err = r.Seen(); err != nil {
		return err
	}
	p.goals, err = trackedGoals(r)
	return err
}

// keepGoals stores the definitions of a workspace's goals: enrolments keep theirs to the end of its time.
func keepGoals(tx store.Tx, w *dsl.Workspace) error {
	for _, name := range names(w.Playbooks) {
		for _, goal := range w.Playbooks[name].Goals {
			definition, err := goal.Definition()
			if err != nil {
				return err
			}
			if err := tx.PutGoalDefinition(goal.Hash, definition); err != nil {
				return err
			}
		}
	}
	return nil
}

// trackedGoals returns the goals of enrolments that have no outcome yet.
func trackedGoals(r store.Reader) ([]*dsl.Goal, error) {
	definitions, err := r.GoalDefinitions()
	if err != nil {
		return nil, err
	}
	var goals []*dsl.Goal
	for _, hash := range names(definitions) {
		watched, err := r.GoalTracked(hash)
		if err != nil {
			return nil, err
		}
		if !watched {
			continue
		}
		goal, err := dsl.RestoreGoal(hash, definitions[hash])
		if err != nil {
			return nil, err
		}
		goals = append(goals, goal)
	}
	return goals, nil
}
