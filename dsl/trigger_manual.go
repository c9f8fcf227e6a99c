package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Manual triggers fire when somebody asks for an enrolment.
const Manual TriggerKind = "manual"

// ManualTrigger fires when somebody asks for it. It has no settings.
type ManualTrigger struct{}

var manualSchema = &schema{
	word: "trigger", kind: "manual", labels: []string{"KIND"},
	doc: "Somebody asks for the customer to be enrolled, with `tend enroll` or a call of the API; all rules of enrolment are asked, as for every trigger. " +
		"Without this trigger a playbook can't be enrolled in by hand.",
	attrs: []attr{triggerWhen(`"trigger.by == 'hana@example.com'"`)},
	brings: []triggerField{
		{"by", expression.String, "Who asked, if they say so."},
		{"note", expression.String, "What they say to it."},
	},
	example: `trigger "manual" {}`,
}

func (*ManualTrigger) schema() *schema { return manualSchema }

func (*ManualTrigger) decode(d *triggerDecoder) {
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
