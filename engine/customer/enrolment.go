package customer

import (
	"fmt"
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
	when *test
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

// refuse asks the rules in their order. The first that refuses gives the reason and a sentence that
// names the values it looked at; no reason means that the account is enrolled.
func (t *turn) refuse(o occurrence) (Reason, string) {
	rules := [...]func(occurrence) (Reason, string){
		t.refuseMode, t.refusePopulation, t.refuseTriggerWhen, t.refuseWhen, t.refuseRunning, t.refuseCooldown, t.refuseDryRun,
	}
	for _, rule := range rules {
		if reason, detail := rule(o); reason != "" {
			return reason, detail
		}
	}
	return "", ""
}

func (t *turn) refuseMode(o occurrence) (Reason, string) {
	switch o.trigger.playbook.Mode {
	case dsl.Draft:
		return ReasonDraft, "The playbook is a draft."
	case dsl.Paused:
		return ReasonPaused, "The playbook is paused."
	}
	return "", ""
}

func (t *turn) refusePopulation(o occurrence) (Reason, string) {
	return t.refuseUnless(t.core.population, o, ReasonPopulation, "The account is not one of the customers", "The workspace's condition of who is a customer")
}

func (t *turn) refuseTriggerWhen(o occurrence) (Reason, string) {
	return t.refuseUnless(o.trigger.when, o, ReasonTriggerWhen, "The trigger's condition is not met", "The trigger's condition")
}

func (t *turn) refuseWhen(o occurrence) (Reason, string) {
	return t.refuseUnless(o.trigger.playbook.when, o, ReasonWhen, "The playbook's condition is not met", "The playbook's condition")
}

// refuseUnless asks one condition. Refused begins the sentence of a no, subject that of an error.
func (t *turn) refuseUnless(x *test, o occurrence, reason Reason, refused, subject string) (Reason, string) {
	if x == nil {
		return "", ""
	}
	t.view.need(&x.needs)
	env := t.view.with(t.names(o))
	ok, err := x.program.True(env)
	switch {
	case err != nil:
		return ReasonError, fmt.Sprintf("%s could not be evaluated: %v.", subject, err)
	case ok:
		return "", ""
	}
	if facts := x.describe(env); facts != "" {
		refused += ": " + facts
	}
	return reason, refused + "."
}

// names is what expressions of the playbook know besides the facts.
func (t *turn) names(o occurrence) map[string]any {
	names := map[string]any{"trigger": o.values}
	if o.trigger.Kind == dsl.OnEvent {
		names["event"] = o.values["event"]
		if t.cause.Contact != "" {
			names["contact"] = person(t.s, t.cause.Contact)
		}
	}
	return names
}

func (t *turn) refuseRunning(o occurrence) (Reason, string) {
	if e := t.s.Enrolled[o.trigger.playbook.Name]; e.running() {
		return ReasonAlreadyRunning, fmt.Sprintf("Run %s of the playbook is still in progress.", e.Running)
	}
	return "", ""
}

func (t *turn) refuseCooldown(o occurrence) (Reason, string) {
	e, rules := t.s.Enrolled[o.trigger.playbook.Name], o.trigger.playbook.Enroll
	if e == nil || e.Ended.IsZero() {
		return "", ""
	}
	ended := t.forPeople(e.Ended)
	if rules.Never {
		return ReasonCooldown, fmt.Sprintf("The playbook runs once, and its run ended on %s.", ended)
	}
	if rules.Cooldown == nil {
		return "", ""
	}
	until := t.core.hours.Add(e.Ended, *rules.Cooldown)
	if !t.now.Before(until) {
		return "", ""
	}
	return ReasonCooldown, fmt.Sprintf("The last run ended on %s, and the cooldown of %s lasts until %s.", ended, rules.Cooldown, t.forPeople(until))
}

func (t *turn) refuseDryRun(o occurrence) (Reason, string) {
	if o.trigger.playbook.Mode == dsl.DryRun {
		return ReasonDryRun, "The playbook is a dry run; live, it would have started."
	}
	return "", ""
}

// forPeople is an instant on the workspace's clock.
func (t *turn) forPeople(at time.Time) string {
	return at.In(t.core.hours.Zone()).Format("2006-01-02 15:04")
}
