package customer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// summary is an explanation in a sentence or two.
func (t *evaluation) summary(p *playbook, w *Why) string {
	if told := t.decidedNow(w.Cases); told != "" {
		return told
	}
	runs, waiting := t.s.Enrolled[p.Name].inProgress(t.core.subject), t.heldText(p)
	switch {
	case len(runs) == 1 && !t.slotUnknown(p):
		return strings.TrimSpace(fmt.Sprintf("%s is in the playbook: run %s is in progress. %s", t.core.subject.phrase(), runs[0], waiting))
	case waiting != "":
		return waiting
	case len(runs) > 0:
		return fmt.Sprintf("Of the playbook, %s in progress. %s", are(len(runs), "run"), t.hypothesisText(p, w))
	}
	return t.hypothesisText(p, w)
}

// hypothesisText is the sentence of what would be decided if a trigger fired now.
func (t *evaluation) hypothesisText(p *playbook, w *Why) string {
	would := "If a trigger fired now, " + t.core.subject.phraseInside() + " would "
	if i := slices.IndexFunc(w.TrackedGoals, func(g GoalStatus) bool { return g.Control }); i >= 0 {
		return fmt.Sprintf("%s is in the control group since %s: watched for the goals of the playbook, and left alone.",
			t.core.subject.phrase(), t.formatTime(w.TrackedGoals[i].Started))
	}
	no := func(c Case) bool { return c.refusingRule() != nil }
	if len(w.Cases) > 0 && !slices.ContainsFunc(w.Cases, func(c Case) bool { return !no(c) }) {
		first := w.Cases[0].refusingRule()
		switch {
		case first.Reason == ReasonControl:
			return would + "be in the control group. " + first.Detail
		case first.ForNow && p.Enroll.Hold != nil:
			return fmt.Sprintf("%snot be enrolled yet, and the occurrence would be kept for %s. %s", would, p.Enroll.Hold, first.Detail)
		}
		return would + "not be enrolled. " + first.Detail
	}
	open := func(c Case) bool {
		return slices.ContainsFunc(c.Rules, func(r RuleStatus) bool { return r.Verdict == Open })
	}
	if slices.ContainsFunc(w.Cases, func(c Case) bool { return !no(c) && !open(c) }) {
		return would + "be enrolled."
	}
	return fmt.Sprintf("If a trigger fired now, whether %s would be enrolled depends on what it brings.", t.core.subject.phraseInside())
}

// maxToldDecisions is how many decisions of an instant a summary names.
const maxToldDecisions = 3

// decidedNow is the sentences of the decisions taken at this instant, first those that enrolled; empty: there are none.
func (t *evaluation) decidedNow(cases []Case) string {
	var enrolled, others []string
	for _, c := range cases {
		switch {
		case c.Decision == nil:
		case c.Decision.Outcome.Enrols():
			enrolled = append(enrolled, t.decisionText(c.Decision))
		default:
			others = append(others, t.decisionText(c.Decision))
		}
	}
	told := slices.Compact(append(enrolled, others...))
	if len(told) > maxToldDecisions {
		told = append(told[:maxToldDecisions], "More was decided at this instant.")
	}
	return strings.Join(told, " ")
}

// decisionText is the sentence of a decision taken at this instant.
func (t *evaluation) decisionText(d *Decision) string {
	fired, waited := "fired at this instant", ""
	who, whom := t.core.subject.phrase(), t.core.subject.phraseInside()
	if d.WasHeld() {
		since := t.core.factText(expression.Read{Value: d.Values["at"]})
		fired = "had fired on " + since + ", and what waited was asked again at this instant"
		waited = ", having waited since " + since
	}
	switch d.Outcome {
	case Enrol:
		return fmt.Sprintf("%s was enrolled at this instant%s. %s", who, waited, d.Detail)
	case Control:
		return fmt.Sprintf("%s was put into the control group at this instant%s. %s", who, waited, d.Detail)
	case Pending:
		return fmt.Sprintf("The trigger %s %s; %s was not enrolled yet, and the occurrence is kept. %s", d.Trigger, fired, whom, d.Detail)
	}
	return fmt.Sprintf("The trigger %s %s, and %s was not enrolled. %s", d.Trigger, fired, whom, d.Detail)
}

// heldText is the sentence of the first held occurrence of a playbook; empty when there is none.
func (t *evaluation) heldText(p *playbook) string {
	i := slices.IndexFunc(t.s.Held, func(h Held) bool { return p.fired(&h.Decision) != nil && t.core.subject.Concerns(&h.Decision) })
	if i < 0 {
		return ""
	}
	h := &t.s.Held[i]
	until := t.core.HoldUntil(&h.Decision)
	if p.Enroll.Hold == nil {
		return ""
	}
	return fmt.Sprintf("The trigger %s fired on %s; %s is not enrolled yet, and the occurrence is kept until %s. %s",
		h.Trigger, t.formatTime(h.At), t.core.subject.phraseInside(), t.formatTime(until), h.Detail)
}

// refusingRule is the status of the rule that refuses, nil when none does.
func (c Case) refusingRule() *RuleStatus {
	for i := range c.Rules {
		if c.Rules[i].Verdict == Refused {
			return &c.Rules[i]
		}
	}
	return nil
}
