package customer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
)

// TriggerStatus is where an account stands with a trigger.
type TriggerStatus struct {
	Kind string
	// Place is where the trigger is written: "rescue.hcl:12:5".
	Place string
	// Waits is a sentence: when the trigger fires.
	Waits string
	// State is where the account is, in sentences that name the values.
	State string
	// Condition is the expression that the trigger watches, part by part; nil when it watches none.
	Condition *Part
	// Facts is the same for programs: how far it is from firing, where that is a number.
	Facts []Fact

	trigger *triggerDef
	// values is what the trigger would bring if it fired now, as far as that is known.
	values map[string]any
}

// triggerStatus tells where the account stands with a trigger, by what the trigger itself looks at.
func (t *evaluation) triggerStatus(tr *triggerDef) TriggerStatus {
	s := TriggerStatus{Kind: string(tr.Kind), Place: tr.Range.String(), trigger: tr}
	if tr.EachContact && t.contact == "" {
		return t.contactStatus(tr, s)
	}
	switch tr.Kind {
	case dsl.HealthDrop:
		t.healthDropStatus(tr, &s)
	case dsl.OnboardingStall:
		t.stallStatus(tr, &s)
	case dsl.OnEvent:
		t.eventStatus(tr, &s)
	default:
		t.otherStatus(tr, &s)
	}
	if s.Waits == "" {
		s.Waits = fmt.Sprintf("Fires as the trigger %s says.", tr.Kind)
	}
	return s
}

// lastEvent tells when an event last arrived; the turn's cause is that one.
func (t *evaluation) lastEvent(eventType string) string {
	of := ""
	if e := t.core.workspace.Events[eventType]; e != nil && e.AboutContact && t.core.subject.Contact != "" {
		of = " of this contact"
	}
	switch {
	case t.cause == nil && !t.core.whole.IsZero():
		return fmt.Sprintf("No event %s%s is in the log, which is kept from %s on.", eventType, of, t.forPeople(t.core.whole))
	case t.cause == nil:
		return fmt.Sprintf("No event %s%s has arrived yet.", eventType, of)
	}
	return fmt.Sprintf("The last event %s%s arrived on %s; the rules are asked as if it came again.", eventType, of, t.forPeople(t.cause.Received))
}

// healthDropStatus tells of a health_drop.
func (t *evaluation) healthDropStatus(tr *triggerDef, s *TriggerStatus) {
	subject, score, peaks := t.fallen(tr)
	if tr.HealthDrop.Points > 0 {
		s.Waits = fmt.Sprintf("Fires when %s is %s points or more below its maximum of the last %s, once for each fall.",
			subject, showNumber(tr.HealthDrop.Points), tr.HealthDrop.Within)
	} else {
		s.Waits = fmt.Sprintf("Fires when the band of %s moves to %s%s.", subject, either(tr.HealthDrop.To), fromBands(tr.HealthDrop.From))
	}
	if score == nil {
		s.State = fmt.Sprintf("There is no value of %s now.", subject)
		return
	}
	s.add(subject, *score)
	if tr.HealthDrop.Points > 0 {
		t.fallStatus(tr, s, *score, peaks)
		return
	}
	band := t.s.Health.Band
	if tr.HealthDrop.Measure != "" {
		band = bandOf(t.core.definition(t.s.Health).HealthScore, score, "")
	}
	s.State = fmt.Sprintf("The band is %s, at %s points.", band, showNumber(forPeople(*score)))
}

// fallen is what a health_drop looks at: a score or a measure, its value, and its past.
func (t *evaluation) fallen(tr *triggerDef) (subject string, score *float64, peaks []Peak) {
	subject = "the health score"
	if tr.HealthDrop.Measure != "" {
		subject = fmt.Sprintf("the measure %q", tr.HealthDrop.Measure)
	}
	h := t.s.Health
	switch {
	case h == nil:
	case tr.HealthDrop.Measure != "":
		score, peaks = h.measure(tr.HealthDrop.Measure), t.state(tr).Peaks
	default:
		score, peaks = h.Score, h.Peaks
	}
	return subject, score, peaks
}

// fallStatus tells how far a fall is from firing.
func (t *evaluation) fallStatus(tr *triggerDef, s *TriggerStatus, score float64, peaks []Peak) {
	peaks = reachable(peaks, t.core.hours, tr.HealthDrop.Within, t.now)
	if len(peaks) == 0 {
		return
	}
	highest := peaks[0]
	below := rounded(highest.Score - score)
	s.values = map[string]any{"from": forPeople(highest.Score), "to": forPeople(score)}
	s.add("maximum", highest.Score)
	s.add("below", below)
	s.State = fmt.Sprintf("It is %s, %s below its maximum of %s.", points(score), showNumber(forPeople(below)), showNumber(forPeople(highest.Score)))
	if below >= tr.HealthDrop.Points {
		s.State += " It has fired for this fall"
		if t.state(tr).Unnoticed {
			s.State = strings.TrimSuffix(s.State, "has fired for this fall") + "was so already " + quietly + ": that doesn't count"
		}
		if highest.Until.IsZero() {
			s.State += "."
			return
		}
		s.State += fmt.Sprintf("; the maximum is forgotten on %s.", t.forPeople(highest.leaves(t.core.hours, tr.HealthDrop.Within)))
		return
	}
	missing := rounded(tr.HealthDrop.Points - below)
	s.add("missing", missing)
	s.State += fmt.Sprintf(" It fires at %s or less: %s to go.", showNumber(forPeople(highest.Score-tr.HealthDrop.Points)), points(missing))
}

func points(n float64) string {
	n = forPeople(n)
	if n == 1 {
		return "1 point"
	}
	return showNumber(n) + " points"
}

// add notes a number for programs.
func (s *TriggerStatus) add(name string, n float64) {
	s.Facts = append(s.Facts, Fact{Name: strings.TrimPrefix(name, "the "), Value: n, Text: showNumber(n)})
}

func either(words []string) string { return strings.Join(words, " or ") }

func fromBands(from []string) string {
	if len(from) == 0 {
		return ""
	}
	return " from " + either(from)
}

// stallStatus tells of an onboarding_stall.
func (t *evaluation) stallStatus(tr *triggerDef, s *TriggerStatus) {
	s.Waits = t.stallWaits(tr)
	p, def := t.s.Plans[tr.Stall.SuccessPlan], t.core.plan(tr.Stall.SuccessPlan)
	switch {
	case !p.HasStarted():
		s.State = fmt.Sprintf("The plan %q has not started.", tr.Stall.SuccessPlan)
		return
	case !p.running():
		s.State = fmt.Sprintf("The plan %q was completed on %s.", tr.Stall.SuccessPlan, t.forPeople(p.Completed))
		return
	}
	s.values = map[string]any{"success_plan": tr.Stall.SuccessPlan, "milestone": present(p.stage(def))}
	s.State = fmt.Sprintf("The plan %q began on %s; %d of its %d milestones are reached.",
		tr.Stall.SuccessPlan, t.forPeople(p.Started), len(p.Reached), len(def.milestones))
	for _, one := range t.core.stallsOf(tr, def, p) {
		s.State += " " + t.stallState(tr, one)
	}
}

func (t *evaluation) stallWaits(tr *triggerDef) string {
	what := fmt.Sprintf("a milestone of the plan %q", tr.Stall.SuccessPlan)
	if tr.Stall.Milestone != "" {
		what = fmt.Sprintf("the milestone %q of the plan %q", tr.Stall.Milestone, tr.Stall.SuccessPlan)
	}
	var ways []string
	if tr.asksOverdue() {
		by := ""
		if !tr.Stall.Overdue.IsZero() {
			by = " by " + tr.Stall.Overdue.String()
		}
		ways = append(ways, what+" is overdue"+by)
	}
	if tr.Stall.Idle != nil {
		ways = append(ways, fmt.Sprintf("no milestone of the plan %q was reached for %s", tr.Stall.SuccessPlan, tr.Stall.Idle))
	}
	return fmt.Sprintf("Fires when %s, once for each start of the plan.", either(ways))
}

func (t *evaluation) stallState(tr *triggerDef, one stallInstant) string {
	what := fmt.Sprintf("for milestone %q", one.what)
	if one.what == idleness {
		what = "for idleness"
	}
	if slices.Contains(t.state(tr).FiredFor, one.what) {
		return fmt.Sprintf("It has fired %s.", what)
	}
	return fmt.Sprintf("It fires %s on %s.", what, t.forPeople(one.at))
}
