package dsl

import (
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// ScaleMove triggers fire when the account moves to another level of a scale.
const ScaleMove TriggerKind = "scale"

// ScaleTrigger fires when the account moves from one level of a scale to another.
type ScaleTrigger struct{ MoveTrigger }

var scaleMoveSchema = &schema{
	word: "trigger", kind: "scale", labels: []string{"KIND"},
	doc: "The account moves from one level of a scale to another. Its first level is no move, also when it was unclassified until then, and a level with a `hold` is entered when it has held.",
	attrs: []attr{
		{name: "scale", required: true, kind: kindName, refers: "scale", example: `"reservations"`, doc: "The scale."},
		enters(`"high"`, "The level, or levels, that it moves to; without it, any."),
		leaves(`"low"`, "The level, or levels, that it comes from; without it, any, \"unclassified\" too."),
		triggerWhen(`"trigger.from != 'unclassified'"`),
	},
	brings: []triggerField{
		{"from", expression.String, "The level that it comes from."},
		{"to", expression.String, "The level that it moves to."},
	},
	example: `trigger "scale" {
  scale  = "reservations"
  enters = "high"
}`,
}

func (*ScaleTrigger) schema() *schema { return scaleMoveSchema }

func (t *ScaleTrigger) decode(d *triggerDecoder) {
	t.Scale = d.str("scale")
	if scale := d.l.ws.Scales[t.Scale]; scale != nil {
		t.move(d, "level", levelType(scale.Levels).Values)
		return
	}
	if t.Scale != "" {
		d.l.Errorf(diag.CodeUnknownReference, d.at("scale"), "Unknown scale", "There is no scale %q. %s", t.Scale, diag.Suggest(t.Scale, names(d.l.ws.Scales)))
	}
	d.when()
}
