package oracletest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine/customer"
)

// run is one enrolment of a playbook.
type run struct {
	// id is the engine's ID of the run.
	id string
	// slot tells the runs of a playbook apart of which several can go on at once.
	slot  string
	ended time.Time // when its end happened; zero while it goes on
	over  bool
}

// runFinished notes the end of a run, and reports whether it is one.
func (o *oracle) runFinished(e *arrived) bool {
	if e.Type != customer.TypeRunFinished || e.Source != customer.SourceTend {
		return false
	}
	name, _ := e.Data["playbook"].(string)
	for _, r := range o.runs[name] {
		if r.id == e.Data["run"] && !r.over {
			r.ended, r.over = e.at, true
			return true
		}
	}
	return false
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
func (o *oracle) key(m *moment, f *firing) string {
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

// decide applies the rules in the order of the language. Of what stays held there is nothing to record unless the
// reason is another one.
func (o *oracle) decide(m *moment, f *firing) []customer.Decision {
	d := f.decision(o.account, m.now)
	d.Key = o.key(m, f)
	slot := f.slot(d.Key)
	no := o.refusal(m, f, slot)
	d.Reason = no.reason
	switch {
	case no.reason == "" && o.controlled(f, slot):
		d.Outcome, d.Reason = customer.Control, customer.ReasonControl
		o.runs[f.playbook.Name] = append(o.runs[f.playbook.Name], &run{id: "none", slot: slot, ended: m.now, over: true})
	case no.reason == "":
		d.Outcome = customer.Enrol
		o.runs[f.playbook.Name] = append(o.runs[f.playbook.Name], &run{slot: slot})
	case no.forNow && o.keeps(m, f):
		d.Outcome = customer.Pending
		if !o.keep(m, f, d, no) {
			return nil
		}
		return []customer.Decision{d}
	}
	o.release(f)
	if d.Outcome.Enrols() {
		o.trackGoals(m, f, d.Outcome)
	}
	return []customer.Decision{d}
}

// decision is the decision about what fired.
func (f *firing) decision(account string, now time.Time) customer.Decision {
	d := customer.Decision{
		Account: account, Contact: f.contact, Playbook: f.playbook.Name, Trigger: string(f.Kind), At: now, Outcome: customer.Skip, Values: f.values,
	}
	if f.cause != nil {
		d.CauseSource, d.CauseID = f.cause.Source, f.cause.ID
	}
	return d
}

// refusal is a rule's no.
type refusal struct {
	reason customer.Reason
	// forNow says that it may end, by itself at until if that isn't zero.
	forNow bool
	until  time.Time
	// why is what a sentence about it would name.
	why string
}

func (o *oracle) refusal(m *moment, f *firing, slot string) refusal {
	p := f.playbook
	switch p.Mode {
	case dsl.Draft:
		return refusal{reason: customer.ReasonDraft}
	case dsl.Paused:
		return refusal{reason: customer.ReasonPaused, forNow: true}
	}
	if since, paused := o.paused[p.Name]; paused {
		return refusal{reason: customer.ReasonPaused, forNow: true, why: o.onClock(since)}
	}
	if o.nobody(f) {
		return refusal{reason: customer.ReasonNoContact}
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
			return refusal{reason: condition.reason}
		}
	}
	if o.guarded(m, p) {
		return refusal{reason: customer.ReasonGuard, forNow: true}
	}
	var ended time.Time
	for i, r := range o.runs[p.Name] {
		if r.slot == slot && !r.over {
			return refusal{reason: customer.ReasonAlreadyRunning, forNow: true, why: strconv.Itoa(i) + slot}
		}
		if r.slot == slot && r.ended.After(ended) {
			ended = r.ended
		}
	}
	if no := o.coolingDown(m, p, ended); no.reason != "" {
		no.why += slot
		return no
	}
	if other := o.excluded(p); other != "" {
		return refusal{reason: customer.ReasonExclusive, forNow: true, why: other + p.Enroll.Exclusive}
	}
	if p.Mode == dsl.DryRun {
		return refusal{reason: customer.ReasonDryRun}
	}
	return refusal{}
}

// excluded is the playbook of the same exclusive group that is running, the first in the order of deciding.
func (o *oracle) excluded(p *dsl.Playbook) string {
	if p.Enroll.Exclusive == "" {
		return ""
	}
	for _, other := range o.playbooks() {
		if other.Enroll.Exclusive == p.Enroll.Exclusive && o.running()[other.Name] == true {
			return other.Name
		}
	}
	return ""
}

// seenBy is what conditions about something that fired read.
func (o *oracle) seenBy(m *moment, f *firing) map[string]any {
	facts := m.facts
	more := map[string]any{"trigger": f.values, "running": o.running()}
	if f.Kind == dsl.OnEvent {
		more["event"] = f.values["event"]
	}
	if f.contact != "" {
		facts = m.contactFacts[f.contact]
	}
	return with(facts, more)
}

// coolingDown refuses when the last run ended too short a time ago.
func (o *oracle) coolingDown(m *moment, p *dsl.Playbook, ended time.Time) refusal {
	switch {
	case ended.IsZero():
		return refusal{}
	case p.Enroll.Never:
		return refusal{reason: customer.ReasonCooldown}
	case p.Enroll.Cooldown == nil:
		return refusal{}
	}
	until := o.w.Hours.Add(ended, *p.Enroll.Cooldown)
	if !m.now.Before(until) {
		return refusal{}
	}
	why := o.onClock(ended) + p.Enroll.Cooldown.String() + o.onClock(until)
	return refusal{reason: customer.ReasonCooldown, forNow: true, until: until, why: why}
}

// learn takes over the engine's IDs of the runs of decisions, which are those of the oracle.
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

// onClock is what a sentence tells of an instant, on the workspace's clock.
func (o *oracle) onClock(at time.Time) string { return at.In(o.w.Hours.Zone()).Format(time.RFC3339) }
