package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// PlaybookTrigger fires when another playbook's run ends.
type PlaybookTrigger struct {
	Playbook string
	// Outcomes are those that count; empty: all.
	Outcomes []string
}

var afterPlaybookSchema = &schema{
	word: "trigger", kind: "playbook", labels: []string{"KIND"},
	doc: "A run of another playbook ends.",
	attrs: []attr{
		{name: "playbook", required: true, takes: takesName, example: `"onboarding"`, doc: "The other playbook."},
		{name: "outcome", takes: takesNames, example: `"completed"`, doc: "The outcome, or outcomes, that count: `completed`, `failed`, `cancelled`, the name of an exit, or the `outcome` of a stop; without it, all."},
		triggerWhen(`"trigger.outcome != 'cancelled'"`),
	},
	brings: []brought{
		{"playbook", expression.String, "The name of the other playbook."},
		{"outcome", expression.String, "The outcome of its run."},
	},
	example: `trigger "playbook" {
  playbook = "onboarding"
  outcome  = "completed"
}`,
}

var manualSchema = &schema{
	word: "trigger", kind: "manual", labels: []string{"KIND"},
	doc: "Somebody asks for the customer to be enrolled, with `tend enroll` or a call of the API; all rules of enrolment are asked, as for every trigger. " +
		"Without this trigger a playbook can't be enrolled in by hand.",
	attrs: []attr{triggerWhen(`"trigger.by == 'hana@example.com'"`)},
	brings: []brought{
		{"by", expression.String, "Who asked, if they say so."},
		{"note", expression.String, "What they say to it."},
	},
	example: `trigger "manual" {}`,
}

// afterPlaybook decodes the trigger of another playbook's end. The other playbook's outcomes are read
// from its source, as it may not be decoded yet.
func (d *triggerDecoder) afterPlaybook() {
	t := &PlaybookTrigger{Playbook: d.str("playbook")}
	d.t.Playbook = t
	outcomes := expression.String
	if other := d.l.playbookRef(d.block, "playbook"); other != nil {
		d.l.starts(other.Name, d.playbook.Name, d.at("playbook"))
		outcomes.Values = other.outcomes
		t.Outcomes = d.outcomes(other)
		d.contact = other.PerContact
	}
	d.fields["playbook"], d.fields["outcome"] = expression.Type{Kind: expression.KindString, Values: []string{t.Playbook}}, outcomes
	d.when()
	d.decides(content{"playbook": t.Playbook, "outcomes": t.Outcomes})
}

func (d *triggerDecoder) outcomes(other *Playbook) []string {
	all := d.strOrStrs("outcome")
	for _, s := range all {
		if !slices.Contains(other.outcomes, s) {
			d.l.Errorf(diag.CodeNeverFires, d.at("outcome"), "Outcome that never comes", "A run of %q never ends with %q. %s", other.Name, s, diag.Suggest(s, other.outcomes))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (d *triggerDecoder) manual() {
	d.contact = d.playbook.PerContact
	for _, other := range d.playbook.Triggers {
		if other.Kind == Manual {
			d.l.Errorf(diag.CodeOneOf, d.head(), "Two manual triggers", "Who asks for an enrolment asks once: there is one manual trigger already, at %s. Join their conditions.", other.Range)
			break
		}
	}
	d.when()
	d.decides(content{})
}

// playbookRef reads an attribute that names a playbook; nil when it is absent or unknown.
func (l *loader) playbookRef(b *block, name string) *Playbook {
	s := b.str(name)
	other := l.ws.Playbooks[s]
	if other == nil && s != "" {
		l.Errorf(diag.CodeUnknownReference, b.at(name), "Unknown playbook", "There is no playbook %q. %s", s, diag.Suggest(s, names(l.ws.Playbooks)))
	}
	return other
}
