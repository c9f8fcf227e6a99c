package api

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/customer"
)

// AccountSummary is an account in a list.
type AccountSummary struct {
	ID    string     `json:"id"`
	Name  string     `json:"name" doc:"Its ID, when it has no name."`
	Tier  string     `json:"tier" doc:"Empty: the workspace declares no tiers."`
	Score *float64   `json:"score" doc:"The health score, 0 to 100; null: none."`
	Band  string     `json:"band" doc:"The health score's band; empty: none."`
	Since *time.Time `json:"since" doc:"The earliest time in its log; null: the log is empty."`
}

// Account is all that is known of an account.
type Account struct {
	ID           string               `json:"id"`
	Name         string               `json:"name" doc:"Its ID, when it has no name."`
	Attributes   map[string]any       `json:"attributes"`
	Contacts     []Contact            `json:"contacts" nullable:"false" doc:"In order of their IDs: all of them, unless there is next_contacts."`
	NextContacts string               `json:"next_contacts,omitempty" doc:"Only where there are more contacts, beyond the first 500 or 4 MiB: the cursor with which GET /v1/accounts/{id}/contacts goes on after these. A PUT replaces all of them: fetch the rest before."`
	Tier         string               `json:"tier"`
	Scales       map[string]string    `json:"scales" doc:"The level on each scale."`
	Segments     []string             `json:"segments" nullable:"false" doc:"The segments that it is in."`
	Health       *Health              `json:"health" doc:"Null: no health score applies."`
	Metrics      map[string]any       `json:"metrics" doc:"Current values by name; null: missing."`
	Inexact      []string             `json:"inexact" nullable:"false" doc:"The metrics that saw more distinct values than they keep: there are at least so many."`
	Partial      map[string]time.Time `json:"partial" nullable:"false" doc:"The metrics that don't know all of their window, as what was received before is removed: each with from when on it knows everything."`
	SuccessPlans []SuccessPlan        `json:"success_plans" nullable:"false"`
	Since        *time.Time           `json:"since" doc:"The earliest time in its log; null: the log is empty."`
	Now          time.Time            `json:"now" doc:"The account's own time: when it was last looked at."`
}

// Contact is a person at an account.
type Contact struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Email      string         `json:"email"`
	Attributes map[string]any `json:"attributes"`
}

// Health is a health score and what it was made of.
type Health struct {
	Definition string    `json:"definition"`
	Score      *float64  `json:"score" doc:"0 to 100; null: every measure is missing, or nothing is known of the account: no attribute, no contact and no event."`
	Band       string    `json:"band"`
	Measures   []Measure `json:"measures" nullable:"false"`
}

// Measure is one part of a health score.
type Measure struct {
	Name    string   `json:"name"`
	Weight  float64  `json:"weight"`
	Value   *float64 `json:"value" doc:"Null: missing."`
	Score   *float64 `json:"score" doc:"0 to 100; null: left out."`
	Problem string   `json:"problem,omitempty" doc:"Why the value can't be computed, when it isn't just missing."`
}

// SuccessPlan is how far a success plan is.
type SuccessPlan struct {
	Name       string      `json:"name"`
	Started    time.Time   `json:"started"`
	Stage      string      `json:"stage,omitempty" doc:"The first milestone that isn't reached."`
	Milestones []Milestone `json:"milestones" nullable:"false"`
	Overdue    []string    `json:"overdue" nullable:"false" doc:"Milestones that are late."`
	Completed  *time.Time  `json:"completed" doc:"When the last milestone was reached; null: not yet."`
	StageSince *time.Time  `json:"stage_since" doc:"Since when all milestones before the stage are reached; null: there is no stage."`
	Objectives []Objective `json:"objectives" nullable:"false"`
}

// Objective is how far what a customer wants is.
type Objective struct {
	Name    string   `json:"name"`
	Target  *float64 `json:"target" doc:"Null: missing."`
	Current *float64 `json:"current" doc:"Null: missing."`
	Gap     *float64 `json:"gap" doc:"What is still missing: 0 when it is reached; null: nobody can tell."`
	Reached *bool    `json:"reached" doc:"Null: nobody can tell."`
}

// Milestone is one step of a success plan.
type Milestone struct {
	Name    string     `json:"name"`
	Reached *time.Time `json:"reached" doc:"Null: not yet."`
}

func summary(s *customer.State) AccountSummary {
	a := AccountSummary{ID: s.Account, Name: s.DisplayName(), Tier: s.Tier, Since: instant(s.Since)}
	if s.Health != nil {
		a.Score, a.Band = s.Health.Score, s.Health.Band
	}
	return a
}

// account shows a state as the workspace in force declares it.
func account(v engine.AccountView, w *dsl.Workspace) Account {
	s := v.State
	a := Account{
		ID: s.Account, Name: s.DisplayName(), Tier: s.Tier, Health: health(s.Health),
		Attributes: orEmpty(s.Attributes), Metrics: orEmpty(v.Metrics), Inexact: append([]string{}, v.Inexact...),
		Partial: map[string]time.Time{},
		Scales:  map[string]string{}, Segments: append([]string{}, slices.Sorted(maps.Keys(s.Segments))...),
		SuccessPlans: []SuccessPlan{},
		Since:        instant(s.Since), Now: s.Now.UTC(),
	}
	maps.Copy(a.Scales, s.Scales)
	maps.Copy(a.Partial, v.Partial)
	first := contacts(s, "", largestPage)
	a.Contacts = first.Items
	if first.Next != nil {
		a.NextContacts = *first.Next
	}
	for _, name := range slices.Sorted(maps.Keys(s.Plans)) {
		if s.Plans[name].HasStarted() {
			a.SuccessPlans = append(a.SuccessPlans, successPlan(name, s.Plans[name], w, v.Plans[name]))
		}
	}
	return a
}

// contacts is the page of an account's contacts after one, in order of their IDs.
func contacts(s *customer.State, after string, limit int) List[Contact] {
	ids := slices.Sorted(maps.Keys(s.Contacts))
	from, there := slices.BinarySearch(ids, after)
	if there {
		from++
	}
	ids = ids[from:min(len(ids), from+limit+1)]
	return page(contactsOf(s.Account), limit, ids, func(id string) string { return id }, func(id string) Contact {
		c := s.Contacts[id]
		return Contact{ID: id, Name: c.Name, Email: c.Email, Attributes: orEmpty(c.Attributes)}
	})
}

// contactsOf is the list of an account's contacts: no other's cursor belongs to it.
func contactsOf(account string) string { return "contacts of " + account }

func health(h *customer.Health) *Health {
	if h == nil {
		return nil
	}
	return &Health{Definition: h.Definition, Score: h.Score, Band: h.Band, Measures: measures(h.Measures)}
}

func measures(results []customer.MeasureResult) []Measure {
	out := []Measure{}
	for _, m := range results {
		out = append(out, Measure{Name: m.Name, Weight: m.Weight, Value: m.Value, Score: m.Score, Problem: m.Problem})
	}
	return out
}

// successPlan lists milestones in the order of their declaration. Those of a plan that the workspace no
// longer declares come in the order in which they were reached.
func successPlan(name string, p *customer.SuccessPlan, w *dsl.Workspace, facts any) SuccessPlan {
	out := SuccessPlan{
		Name: name, Started: p.Started.UTC(), Completed: instant(p.Completed),
		Milestones: []Milestone{}, Overdue: append([]string{}, p.Overdue...), Objectives: objectives(facts),
	}
	since := p.Started
	for _, m := range milestones(name, p, w) {
		reached := instant(p.Reached[m])
		if reached == nil && out.Stage == "" {
			out.Stage, out.StageSince = m, instant(since)
		}
		if at := p.Reached[m]; at.After(since) {
			since = at
		}
		out.Milestones = append(out.Milestones, Milestone{Name: m, Reached: reached})
	}
	return out
}

// objectives shows success_plan.NAME.objectives, in the order of their names.
func objectives(plan any) []Objective {
	out := []Objective{}
	facts, _ := plan.(map[string]any)
	all, _ := facts["objectives"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		values, _ := all[name].(map[string]any)
		o := Objective{Name: name, Target: maybe[float64](values["target"]), Current: maybe[float64](values["current"])}
		o.Gap, o.Reached = maybe[float64](values["gap"]), maybe[bool](values["reached"])
		out = append(out, o)
	}
	return out
}

// maybe is nil for a value that is missing.
func maybe[T any](value any) *T {
	if v, ok := value.(T); ok {
		return &v
	}
	return nil
}

func milestones(plan string, p *customer.SuccessPlan, w *dsl.Workspace) []string {
	var names []string
	if w != nil && w.SuccessPlans[plan] != nil {
		for _, m := range w.SuccessPlans[plan].Milestones {
			names = append(names, m.Name)
		}
		return names
	}
	return slices.SortedFunc(maps.Keys(p.Reached), func(a, b string) int {
		if c := p.Reached[a].Compare(p.Reached[b]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
}

// instant is nil for the zero time, which stands for "not yet" inside.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
