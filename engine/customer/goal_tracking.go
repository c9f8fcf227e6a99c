package customer

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// MaxTracked is how many enrolments of one account have their goals tracked at once. Those above it run as all do, and
// their goals are lost; so are those above MaxHeldBytes.
const MaxTracked = 100

// Enrolment is an enrolment whose goals are tracked, with a run or in the control group.
type Enrolment struct {
	// ID is that of its run, or of the one that it would have had.
	ID       string `json:"id"`
	Playbook string `json:"playbook"`
	Contact  string `json:"contact,omitempty"`
	// PerContact says that it enrols the contact: events about others don't concern it.
	PerContact bool      `json:"per_contact,omitempty"`
	Control    bool      `json:"control,omitempty"`
	Started    time.Time `json:"started"`
	// Trigger is the trigger's values, as far as its goals read them.
	Trigger map[string]any `json:"trigger,omitempty"`
	Goals   []TrackedGoal  `json:"goals"`
}

// TrackedGoal is a goal that is not decided yet.
type TrackedGoal struct {
	Name string `json:"name"`
	// Definition is the hash of its definition.
	Definition string    `json:"definition"`
	Until      time.Time `json:"until"`
	// True says that its expression became true by an edit or an import, which reaches no goal: it has to turn false
	// before it can turn true.
	True bool `json:"true,omitempty"`
}

// trackGoals begins to track the goals of an enrolment.
func (t *evaluation) trackGoals(d *Decision, outcome Outcome) {
	p := t.core.playbooksByName[d.Playbook]
	if p == nil || len(p.goals) == 0 {
		return
	}
	en := &Enrolment{ID: RunID(d.Occurrence), Playbook: d.Playbook, Contact: d.Contact, PerContact: p.PerContact, Control: outcome == Control, Started: t.now}
	unit := t.core.unit(d)
	for _, def := range p.goals {
		en.keepTriggerValues(def, d.Values)
	}
	full := !t.s.canTrack(en)
	for _, def := range p.goals {
		w := TrackedGoal{Name: def.Name, Definition: def.Hash, Until: instant(t.core.hours.Add(t.now, def.Within))}
		goal := t.goalOf(en, &w)
		goal.Unit = hex.EncodeToString(unit[:16])
		switch {
		case full:
			goal.Outcome, goal.At = Lost, t.now
			goal.Detail = fmt.Sprintf("%d enrolments of the account are watched, as many as can be.", len(t.s.Tracked))
		case def.Event == "" && t.meets(en, def, nil):
			goal.Outcome, goal.At, goal.Detail = Already, t.now, t.goalDetail(en, def, nil)
		default:
			en.Goals = append(en.Goals, w)
		}
		t.s.goals = append(t.s.goals, goal)
	}
	if len(en.Goals) > 0 {
		t.s.Tracked = append(t.s.Tracked, en)
	}
}

// keepTriggerValues keeps the trigger's values that a goal reads.
func (en *Enrolment) keepTriggerValues(def *goalDef, values map[string]any) {
	if def.when == nil {
		return
	}
	for _, r := range def.when.needs.refs {
		if r.root != "trigger" {
			continue
		}
		for name, value := range values {
			if r.name == "" || r.name == name {
				put(&en.Trigger, name, plain(value))
			}
		}
	}
}

// goalOf is a tracked goal of an enrolment.
func (t *evaluation) goalOf(en *Enrolment, w *TrackedGoal) Goal {
	return Goal{
		Enrolment: en.ID, Account: t.s.Account, Contact: en.Contact, Playbook: en.Playbook,
		Name: w.Name, Definition: w.Definition, Control: en.Control, Started: en.Started, Until: w.Until,
	}
}

// settleGoals decides the goals that the changed facts, an entry or the end of their time decide. E is nil when no entry
// can reach any.
func (t *evaluation) settleGoals(e *Entry) {
	if len(t.s.Tracked) == 0 {
		return
	}
	for _, en := range t.s.Tracked {
		var tracked []TrackedGoal
		for _, w := range en.Goals {
			outcome, detail := t.goalOutcome(en, &w, e)
			if outcome == "" {
				tracked = append(tracked, w)
				continue
			}
			goal := t.goalOf(en, &w)
			goal.Outcome, goal.At, goal.Detail = outcome, t.now, detail
			t.s.goals = append(t.s.goals, goal)
		}
		en.Goals = tracked
	}
	t.s.Tracked = slices.DeleteFunc(t.s.Tracked, func(en *Enrolment) bool { return len(en.Goals) == 0 })
	if len(t.s.Tracked) == 0 {
		t.s.Tracked = nil // The same as after it was stored and read.
	}
}

// goalOutcome is what became of a goal; empty: it is still tracked. What is true at the end of its time or later is too
// late. An edit or an import reaches no goal.
func (t *evaluation) goalOutcome(en *Enrolment, w *TrackedGoal, e *Entry) (outcome GoalOutcome, detail string) {
	def := t.core.goals[w.Definition]
	switch {
	case def == nil:
		return Lost, "What it asks for isn't known any more."
	case def.gone != "":
		return Lost, def.gone
	case !t.now.Before(w.Until):
		return Missed, t.goalDetail(en, def, nil)
	case def.Event != "":
		if t.fire && e != nil && e.Type == def.Event && !en.aboutOther(e) && t.meets(en, def, e) {
			return Reached, t.goalDetail(en, def, e)
		}
		return "", ""
	case !t.changes.concern(&def.needs):
		return "", ""
	}
	before := w.True
	if w.True = t.meets(en, def, nil); w.True && !before && t.fire {
		return Reached, t.goalDetail(en, def, nil)
	}
	return "", ""
}

// aboutOther reports whether an entry is about another contact than the enrolled one.
func (en *Enrolment) aboutOther(e *Entry) bool {
	return en.PerContact && e.Contact != "" && e.Contact != en.Contact
}

// goalsDue calls yield for each instant at which the time of a goal is over.
func (s *State) goalsDue(yield func(time.Time)) {
	for _, en := range s.Tracked {
		for _, w := range en.Goals {
			yield(w.Until)
		}
	}
}

// trackedGoals is the definitions of the tracked goals.
func (c *Core) trackedGoals(s *State) []*goalDef {
	var defs []*goalDef
	for _, en := range s.Tracked {
		for _, w := range en.Goals {
			if def := c.goals[w.Definition]; def != nil {
				defs = append(defs, def)
			}
		}
	}
	return defs
}
