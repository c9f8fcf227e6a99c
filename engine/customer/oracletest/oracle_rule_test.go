package oracletest

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// run is one enrolment of a playbook.
type run struct {
	// id is what the engine calls the run.
	id string
	// key tells the runs of a playbook apart of which several can go on at once.
	key   string
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

// running is the playbooks of which any run is in progress.
func (o *oracle) running() map[string]any {
	all := map[string]any{}
	for name := range o.w.Playbooks {
		all[name] = slices.ContainsFunc(o.runs[name], func(r *run) bool { return !r.over })
	}
	return all
}

// key is the value of a playbook's enroll.key, empty when there is none.
func (o *oracle) key(m *moment, f firing) string {
	if f.playbook.Enroll.Key == nil {
		return ""
	}
	value, err := f.playbook.Enroll.Key.Eval(o.env(m.now, o.seenBy(m, f)))
	if text, ok := value.(string); ok {
		return text
	}
	if err != nil || value == nil {
		return ""
	}
	text, _ := json.Marshal(value)
	return string(text)
}

// decide asks the rules in the order of the language; the first that refuses is the reason.
func (o *oracle) decide(m *moment, f firing) customer.Decision {
	d := customer.Decision{
		Account: o.account, Playbook: f.playbook.Name, Trigger: string(f.Kind), At: m.now,
		Outcome: customer.Skip, Values: f.values,
	}
	if f.cause != nil {
		d.CauseSource, d.CauseID = f.cause.Source, f.cause.ID
		if f.Kind == dsl.OnEvent {
			d.Contact = f.cause.Contact
		}
	}
	d.Key = o.key(m, f)
	if d.Reason = o.refusal(m, f, d.Key); d.Reason == "" {
		d.Outcome = customer.Enrol
		o.runs[f.playbook.Name] = append(o.runs[f.playbook.Name], &run{key: d.Key})
	}
	return d
}

func (o *oracle) refusal(m *moment, f firing, key string) customer.Reason {
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
	var same []*run
	for _, r := range o.runs[p.Name] {
		if r.key == key {
			same = append(same, r)
		}
	}
	switch {
	case slices.ContainsFunc(same, func(r *run) bool { return !r.over }):
		return customer.ReasonAlreadyRunning
	case o.coolingDown(m, p, same):
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
		if id := f.cause.Contact; id != "" {
			facts = m.people[id]
		}
	}
	return with(facts, more)
}

// coolingDown says whether the last of some runs ended too short a time ago.
func (o *oracle) coolingDown(m *moment, p *dsl.Playbook, runs []*run) bool {
	var ended time.Time
	for _, r := range runs {
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
