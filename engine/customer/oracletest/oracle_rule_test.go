package oracletest

import (
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// run is one enrolment of a playbook.
type run struct {
	// id is what the engine calls the run.
	id    string
	ended time.Time // when its end happened; zero while it goes on
	over  bool
}

// runFinished notes the end of a run.
func (o *oracle) runFinished(e *arrived) {
	if e.Type != customer.TypeRunFinished || e.Source != customer.SourceTend {
		return
	}
	name, _ := e.Data["playbook"].(string)
	for _, r := range o.runs[name] {
		if r.id == e.Data["run"] && !r.over {
			r.ended, r.over = e.at, true
		}
	}
}

func (o *oracle) isRunning(playbook string) bool {
	return slices.ContainsFunc(o.runs[playbook], func(r *run) bool { return !r.over })
}

func (o *oracle) running() map[string]any {
	all := map[string]any{}
	for name := range o.w.Playbooks {
		all[name] = o.isRunning(name)
	}
	return all
}

// decide asks the rules in the order of the language; the first that refuses is the reason.
func (o *oracle) decide(m *moment, f firing) customer.Decision {
	d := customer.Decision{
		Account: o.account, Playbook: f.playbook.Name, Trigger: string(f.Kind), At: m.now,
		Outcome: customer.Skip, Values: f.values,
	}
	if m.cause != nil {
		d.CauseSource, d.CauseID = m.cause.Source, m.cause.ID
		if f.Kind == dsl.OnEvent {
			d.Contact = m.cause.Contact
		}
	}
	if d.Reason = o.refusal(m, f); d.Reason == "" {
		d.Outcome = customer.Enrol
		o.runs[f.playbook.Name] = append(o.runs[f.playbook.Name], &run{})
	}
	return d
}

func (o *oracle) refusal(m *moment, f firing) customer.Reason {
	p := f.playbook
	switch p.Mode {
	case dsl.Draft:
		return customer.ReasonDraft
	case dsl.Paused:
		return customer.ReasonPaused
	}
	for _, condition := range []struct {
		when   *dsl.Condition
		reason customer.Reason
	}{
		{o.w.Customers, customer.ReasonPopulation},
		{f.When, customer.ReasonTriggerWhen},
		{p.When, customer.ReasonWhen},
	} {
		if !o.holds(condition.when, m.now, o.seenBy(m, f)) {
			return condition.reason
		}
	}
	switch {
	case o.isRunning(p.Name):
		return customer.ReasonAlreadyRunning
	case o.coolingDown(m, p):
		return customer.ReasonCooldown
	case p.Mode == dsl.DryRun:
		return customer.ReasonDryRun
	}
	return ""
}

// seenBy is what conditions about something that fired read.
func (o *oracle) seenBy(m *moment, f firing) map[string]any {
	facts := m.facts
	more := map[string]any{"trigger": f.values, "running": o.running()}
	if f.Kind == dsl.OnEvent {
		more["event"] = f.values["event"]
		if id := m.cause.Contact; id != "" {
			facts = m.people[id]
		}
	}
	return with(facts, more)
}

// coolingDown says whether the playbook's last run ended too short a time ago.
func (o *oracle) coolingDown(m *moment, p *dsl.Playbook) bool {
	var ended time.Time
	for _, r := range o.runs[p.Name] {
		if r.ended.After(ended) {
			ended = r.ended
		}
	}
	switch {
	case ended.IsZero():
		return false
	case p.Enroll.Never:
		return true
	case p.Enroll.Cooldown == nil:
		return false
	}
	return m.now.Before(o.w.Hours.Add(ended, *p.Enroll.Cooldown))
}

// learn takes over what the engine calls the runs of decisions, which are those of the oracle.
func (o *oracle) learn(decisions []customer.Decision) {
	for _, d := range decisions {
		if d.Outcome != customer.Enrol {
			continue
		}
		for _, r := range o.runs[d.Playbook] {
			if r.id == "" {
				r.id = customer.RunID(d.Occurrence)
				break
			}
		}
	}
}
