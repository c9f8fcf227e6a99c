package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// AfterPlaybook triggers fire when another playbook's run ends.
const AfterPlaybook TriggerKind = "playbook"

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
		{name: "playbook", required: true, kind: kindName, refers: "running", example: `"onboarding"`, doc: "The other playbook."},
		{name: "outcome", kind: kindNames, example: `"completed"`, doc: "The outcome, or outcomes, that count: `completed`, `failed`, `cancelled`, the name of an exit, or the `outcome` of a stop; without it, all."},
		triggerWhen(`"trigger.outcome != 'cancelled'"`),
	},
	brings: []triggerField{
		{"playbook", expression.String, "The name of the other playbook."},
		{"outcome", expression.String, "The outcome of its run."},
	},
	example: `trigger "playbook" {
  playbook = "onboarding"
  outcome  = "completed"
}`,
}

func (*PlaybookTrigger) schema() *schema { return afterPlaybookSchema }

// decode decodes the trigger of another playbook's end. The other playbook's outcomes are read
// from its source, as it may not be decoded yet.
func (t *PlaybookTrigger) decode(d *triggerDecoder) {
	*t = PlaybookTrigger{Playbook: d.str("playbook")}
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

// playbookRef reads an attribute that names a playbook; nil when it is absent or unknown.
func (l *loader) playbookRef(b *block, name string) *Playbook {
	s := b.str(name)
	other := l.ws.Playbooks[s]
	if other == nil && s != "" {
		l.Errorf(diag.CodeUnknownReference, b.at(name), "Unknown playbook", "There is no playbook %q. %s", s, diag.Suggest(s, names(l.ws.Playbooks)))
	}
	return other
}
