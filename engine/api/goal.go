package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/store"
)

// Goal is a goal of a playbook, and the playbook's effect on it.
type Goal struct {
	Playbook string    `json:"playbook"`
	Goal     string    `json:"goal"`
	When     string    `json:"when,omitempty" doc:"The expression that is to turn true; with an event, which events reach the goal."`
	Event    string    `json:"event,omitempty" doc:"The type of event that reaches it."`
	Within   string    `json:"within" doc:"How long after the enrolment it counts."`
	Current  bool      `json:"current" doc:"Whether the workspace in force asks for just that; else it did before an edit."`
	Treated  GoalGroup `json:"treated" doc:"Those with the playbook."`
	Control  GoalGroup `json:"control" doc:"Those who are watched and left alone."`
	// Verdict is what the two say of the playbook.
	Verdict    string   `json:"verdict" enum:"better,worse,unclear,too_early,no_control" doc:"better, worse: a difference that chance hardly makes. unclear: one that chance alone can make."`
	Sentence   string   `json:"sentence" doc:"The same for people."`
	Difference *float64 `json:"difference" doc:"The share of the treated less that of the control group, from -1 to 1; null: there is nothing to compare."`
	Low        *float64 `json:"low" doc:"The true difference lies between low and high, 95 times of 100."`
	High       *float64 `json:"high"`
}

// GoalGroup counts those who were enrolled with a run, or those of the control group. Each counts once, with the first
// enrolment.
type GoalGroup struct {
	Enrolments int      `json:"enrolments" doc:"How many there were, the repeated ones too."`
	Enrolled   int      `json:"enrolled" doc:"How many accounts, contacts or keys were enrolled; each counts once, with the first enrolment."`
	Already    int      `json:"already" doc:"Of these, for how many the goal was true at the start: they are left out of the comparison."`
	Lost       int      `json:"lost" doc:"Of how many nobody can tell any more: they are left out, too."`
	Tracked    int      `json:"watched" doc:"For how many the time isn't over yet, also when they have reached the goal."`
	Over       int      `json:"over" doc:"For how many the time is over."`
	Reached    int      `json:"reached" doc:"How many of those for whom the time is over reached the goal."`
	Share      *float64 `json:"share" doc:"Reached of over, from 0 to 1; null: nobody's time is over."`
}

type goalsInput struct {
	Playbook string `query:"playbook" doc:"Of this playbook only."`
	From     string `query:"from" doc:"Of enrolments that began at this time or later, as RFC 3339 or without an offset in the workspace's zone."`
	To       string `query:"to" doc:"Of enrolments that began before this time, in the same form."`
}

// Goals is all goals at once.
type Goals struct {
	Items []Goal `json:"items" nullable:"false"`
}

type goalsOutput struct{ Body Goals }

func (s *server) registerGoals(api huma.API) {
	register(s, api, huma.Operation{
		OperationID: "list-goals", Method: http.MethodGet, Path: "/v1/goals", Tags: []string{"decisions"},
		Summary: "Compare who reaches the goals with a playbook and without",
		Description: "For each goal of each playbook, how many of the treated and of the control group reached it in time, and whether " +
			"the difference can be told from chance. A goal that was edited is listed as it is, and as it was.",
		Errors: []int{http.StatusNotFound},
	}, s.listGoals)
}

func (s *server) listGoals(ctx context.Context, in *goalsInput) (*goalsOutput, error) {
	from, to, err := s.span(in.From, in.To)
	if err != nil {
		return nil, err
	}
	effects, err := s.engine.Effects(ctx, engine.EffectQuery{Playbook: in.Playbook, From: from, To: to})
	if err != nil {
		return nil, s.failed("list goals", err)
	}
	if len(effects) == 0 {
		err := s.unknown(ctx, named{playbook: in.Playbook}, func(r store.Reader) (found bool, err error) {
			err = r.EachGoal(in.Playbook, func(customer.Goal) { found = true })
			return found, err
		})
		if err != nil {
			return nil, err
		}
	}
	out := &goalsOutput{Body: Goals{Items: []Goal{}}}
	for _, e := range effects {
		out.Body.Items = append(out.Body.Items, goal(e))
	}
	return out, nil
}

func goal(e engine.Effect) Goal {
	g := Goal{
		Playbook: e.Playbook, Goal: e.Goal, Event: e.Definition.Event, Within: e.Definition.Within.String(), Current: e.Current,
		Treated: goalGroup(e.Treated), Control: goalGroup(e.Control),
		Verdict: string(e.Verdict), Sentence: e.Sentence, Difference: e.Difference, Low: e.Low, High: e.High,
	}
	if e.Definition.When != nil {
		g.When = e.Definition.When.Source()
	}
	return g
}

func goalGroup(group engine.Group) GoalGroup {
	g := GoalGroup{
		Enrolments: group.Enrolments, Enrolled: group.Units, Already: group.Already, Lost: group.Lost,
		Tracked: group.Tracked, Over: group.Over, Reached: group.Reached,
	}
	if group.Over > 0 {
		share := group.Share()
		g.Share = &share
	}
	return g
}
