package customer

import (
	"time"

	"github.com/tendhq/tend/dsl"
)

// Enrolled is what enrolment rules remember of one playbook.
type Enrolled struct {
	// Running is the run in progress, empty when none.
	Running string `json:"running,omitempty"`
	// Ended is the end of the last run, zero when none ended.
	Ended time.Time `json:"ended,omitzero"`
}

func (e *Enrolled) running() bool { return e != nil && e.Running != "" }

// playbook is a playbook's definition with what is computed once.
type playbook struct {
	*dsl.Playbook
	when     *test
	triggers []*trigger
}

// Started notes that a run of a playbook is in progress. Apply and Tick do so for what they enrol.
func (c *Core) Started(s *State, playbook, runID string) { s.enrolled(playbook).Running = runID }

// Ended notes that the playbook's run ended. Apply does so for entries of type run.finished.
func (c *Core) Ended(s *State, playbook string, at time.Time) {
	e := s.enrolled(playbook)
	e.Running = ""
	if at = instant(at); at.After(e.Ended) {
		e.Ended = at
	}
}

func (s *State) enrolled(playbook string) *Enrolled {
	if e := s.Enrolled[playbook]; e != nil {
		return e
	}
	return put(&s.Enrolled, playbook, &Enrolled{})
}

// refuse asks the rules in their order. The answer of the first that refuses; one without a reason means
// that the account is enrolled.
func (t *turn) refuse(o occurrence) answer {
	for _, rule := range t.core.rules {
		if a := rule.ask(t, o); a.reason != "" {
			return a
		}
	}
	return answer{}
}

func (t *turn) askMode(o occurrence) answer {
	switch o.trigger.playbook.Mode {
	case dsl.Draft:
		return refused(ReasonDraft, "The playbook is a draft.")
	case dsl.Paused:
		return refused(ReasonPaused, "The playbook is paused.")
	}
	return answer{}
}

// names is what expressions of the playbook know besides the facts.
func (t *turn) names(o occurrence) map[string]any {
	names := map[string]any{"trigger": o.values}
	if o.trigger.Kind == dsl.OnEvent {
		names["event"] = o.values["event"]
		if t.cause != nil && t.cause.Contact != "" {
			names["contact"] = person(t.s, t.cause.Contact)
		}
	}
	return names
}

func (t *turn) askRunning(o occurrence) answer {
	if e := t.s.Enrolled[o.trigger.playbook.Name]; e.running() {
		return refused(ReasonAlreadyRunning, "Run %s of the playbook is still in progress.", e.Running)
	}
	return answer{}
}

func (t *turn) askCooldown(o occurrence) answer {
	e, rules := t.s.Enrolled[o.trigger.playbook.Name], o.trigger.playbook.Enroll
	if e == nil || e.Ended.IsZero() {
		return answer{}
	}
	ended := t.forPeople(e.Ended)
	if rules.Never {
		return refused(ReasonCooldown, "The playbook runs once, and its run ended on %s.", ended)
	}
	if rules.Cooldown == nil {
		return answer{}
	}
	until := t.core.hours.Add(e.Ended, *rules.Cooldown)
	if !t.now.Before(until) {
		return answer{}
	}
	a := refused(ReasonCooldown, "The last run ended on %s, and the cooldown of %s lasts until %s.", ended, rules.Cooldown, t.forPeople(until))
	a.until = until
	return a
}

func (t *turn) askDryRun(o occurrence) answer {
	if o.trigger.playbook.Mode == dsl.DryRun {
		return refused(ReasonDryRun, "The playbook is a dry run; live, it would have started.")
	}
	return answer{}
}

func (t *turn) forPeople(at time.Time) string { return t.core.forPeople(at) }

// forPeople is an instant on the workspace's clock.
func (c *Core) forPeople(at time.Time) string {
	return at.In(c.hours.Zone()).Format("2006-01-02 15:04")
}
