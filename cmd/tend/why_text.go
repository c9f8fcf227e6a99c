package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/tendhq/tend/engine/api"
)

// why prints where an account stands with a playbook, for people.
func (p *printer) why(w api.Why) error {
	heading := fmt.Sprintf("%s%s and %s, as of %s", w.Account, subjectColumn(w.Contact, w.Key), w.Playbook, p.moment(&w.At))
	if err := p.line("%s\n\n%s", p.bold(plain(heading)), p.prose(plain(w.Summary))); err != nil {
		return err
	}
	for i, t := range w.Triggers {
		if err := p.whyTrigger(t); err != nil {
			return err
		}
		title := "Rules, as if it fired now"
		if t.Decided != nil {
			title = "Rules, as they were asked"
		}
		if i+1 < len(w.Triggers) && sameRules(t, w.Triggers[i+1]) {
			continue // They are told once, for the last of the triggers.
		}
		if err := p.whyRules(title, t.Rules); err != nil {
			return err
		}
	}
	if err := p.whyGoals(w.Goals); err != nil {
		return err
	}
	return p.whyRest(w)
}

// sameRules reports whether the rules said the same of two triggers.
func sameRules(a, b api.WhyTrigger) bool {
	return (a.Decided == nil) == (b.Decided == nil) && reflect.DeepEqual(a.Rules, b.Rules)
}

func (p *printer) whyTrigger(t api.WhyTrigger) error {
	lines := []string{"", p.bold(plain(fmt.Sprintf("Trigger %s (%s)", t.Kind, t.Place))), "  " + p.wrapped(t.Waits, 2)}
	switch {
	case t.Decided != nil:
		lines = append(lines, "  "+p.sign(true)+" "+p.wrapped(t.State, 4))
	case t.State != "":
		lines = append(lines, "  "+p.wrapped(t.State, 2))
	}
	if t.Condition != nil {
		lines = append(lines, p.whyPart(*t.Condition, 2)...)
	}
	if next := t.Next; next != nil {
		lines = append(lines, "  "+p.wrapped(p.whyNext(next), 2))
	}
	return p.line("%s", strings.Join(lines, "\n"))
}

// whyNext describes the decision to come. Nobody knows how long a run takes: it is described as if none ended.
func (p *printer) whyNext(next *api.WhyDecision) string {
	fires, what, unless := "it fires", "it will enrol", ""
	switch next.Outcome {
	case "control":
		what = "the account will be in the control group"
	case "skipped":
		what = "it will be refused (" + next.Reason + ")"
	case "pending":
		what = "it will wait (" + next.Reason + ")"
	}
	if next.Again {
		fires = "what waits is asked again"
	}
	switch ends := slices.Contains([]string{"already_running", "exclusive", "max_running"}, next.Reason); {
	case ends && next.Again:
		fires, unless = fires+" at the latest", ", unless a run ends before: then it is asked again at once"
	case ends:
		unless = ", unless a run ends before"
	}
	return fmt.Sprintf("If nothing changes before then, %s on %s, and %s%s.", fires, p.moment(&next.At), what, unless)
}

// sign returns the sign for yes or no.
func (p *printer) sign(yes bool) string {
	if yes {
		return p.inColour("✓", text.FgGreen)
	}
	return p.inColour("✗", text.FgRed)
}

func (p *printer) inColour(s string, c text.Color) string {
	if !p.colour {
		return s
	}
	return text.Escape(s, c.EscapeSeq())
}

// wrapped returns a sentence that begins after an indentation and goes on under its first word.
func (p *printer) wrapped(s string, indent int) string {
	width := pageWidth
	if p.width > 0 {
		width = min(width, p.width)
	}
	lines := strings.Split(text.WrapSoft(plain(s), max(width-indent, 20)), "\n")
	return trimLines(strings.Join(lines, "\n"+strings.Repeat(" ", indent)))
}

func (p *printer) whyRules(title string, rules []api.WhyRule) error {
	lines := []string{"", p.bold(title)}
	widest := 0
	for _, r := range rules {
		widest = max(widest, len(r.Rule))
	}
	for _, r := range rules {
		detail := r.Detail
		switch {
		case r.Verdict == "not_reached":
			detail = "Not reached."
		case r.Reason != "" && r.Reason != r.Rule:
			detail = r.Reason + ": " + detail // As decisions have it.
		}
		lines = append(lines, fmt.Sprintf("  %s %-*s  %s", p.verdict(r.Verdict), widest, r.Rule, p.wrapped(detail, widest+6)))
		if r.Condition != nil {
			lines = append(lines, p.whyPart(*r.Condition, widest+6)...)
		}
	}
	return p.line("%s", strings.Join(lines, "\n"))
}

// verdict returns the sign of a rule's verdict or of a condition's value.
func (p *printer) verdict(v string) string {
	switch v {
	case "passed", "true":
		return p.sign(true)
	case "refused", "false":
		return p.sign(false)
	case "error":
		return p.inColour("!", text.FgRed)
	case "not_reached":
		return p.inColour("·", text.FgHiBlack)
	}
	return p.inColour("?", text.FgYellow)
}

// whyPart returns a line for each part of a condition, and for what it looked at.
func (p *printer) whyPart(part api.WhyPart, indent int) []string {
	margin := strings.Repeat(" ", indent)
	source := part.Source
	if part.Operator != "" {
		source = joinedBy(part.Operator)
	}
	lines := []string{margin + p.verdict(part.Value) + " " + plain(source)}
	for _, f := range part.Facts {
		if f.Name != part.Source || f.Text == "missing" {
			lines = append(lines, margin+"    "+plain(f.Name+" is "+f.Text))
		}
	}
	if part.Problem != "" && len(part.Parts) == 0 {
		lines = append(lines, margin+"    "+p.wrapped(part.Problem, indent+4))
	}
	for _, inside := range part.Parts {
		lines = append(lines, p.whyPart(inside, indent+2)...)
	}
	return lines
}

// joinedBy returns in words what joins the parts of a condition.
func joinedBy(operator string) string {
	switch operator {
	case "&&":
		return "all of these:"
	case "||":
		return "one of these:"
	case "!":
		return "not this:"
	}
	return "if the first, then the second, else the third:"
}

// whyGoals prints the goals of the account's enrolments.
func (p *printer) whyGoals(goals []api.WhyGoal) error {
	if len(goals) == 0 {
		return nil
	}
	lines := []string{"", p.bold("Goals")}
	for _, g := range goals {
		group := "with the playbook"
		if g.Group == "control" {
			group = "in the control group"
		}
		state := fmt.Sprintf("%s, watched until %s", group, p.moment(&g.Until))
		if g.At != nil {
			state = fmt.Sprintf("%s, %s on %s. %s", group, p.paint(g.Outcome), p.moment(g.At), g.Detail)
		}
		lines = append(lines, "  "+p.wrapped(fmt.Sprintf("%s: %s", g.Goal, state), 2))
		if g.Condition != nil {
			lines = append(lines, p.whyPart(*g.Condition, 4)...)
		}
	}
	return p.line("%s", strings.Join(lines, "\n"))
}

func (p *printer) whyRest(w api.Why) error {
	lines := []string{"", p.bold("What is next")}
	for _, until := range untils(w) {
		lines = append(lines, fmt.Sprintf("  From %[2]s on, the rule %[1]s doesn't refuse any more.", until.Rule, p.moment(until.Until)))
	}
	looks := "  Nothing is due: the account is looked at again when an event arrives."
	if w.LooksAt != nil {
		looks = fmt.Sprintf("  Without an event, the account is looked at again on %s.", p.moment(w.LooksAt))
	}
	lines = append(lines, looks, "", p.bold("Last decisions"))
	if len(w.Decisions) == 0 {
		lines = append(lines, "  None about this account and this playbook.")
	}
	for _, d := range w.Decisions {
		times := ""
		if d.Count > 1 {
			times = fmt.Sprintf(", %d times since %s; the last time:", d.Count, p.moment(&d.At))
		}
		outcome := p.paint(d.Outcome) + plain(subjectColumn(d.Contact, d.Key))
		if d.Reason != "" && d.Outcome != "control" {
			outcome += ": " + plain(d.Reason)
		}
		lines = append(lines, fmt.Sprintf("  %s  %s%s", p.moment(&d.LastAt), outcome, times), "    "+p.wrapped(d.Detail, 4))
	}
	for _, note := range w.Notes {
		lines = append(lines, "", p.wrapped("Note: "+note, 0))
	}
	return p.line("%s", strings.Join(lines, "\n"))
}

// untils returns the rules whose refusals end by themselves, each once.
func untils(w api.Why) []api.WhyRule {
	var all []api.WhyRule
	known := map[string]bool{}
	for _, t := range w.Triggers {
		for _, r := range t.Rules {
			if r.Until != nil && !known[r.Rule] {
				known[r.Rule] = true
				all = append(all, r)
			}
		}
	}
	return all
}
