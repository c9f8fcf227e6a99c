package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// MoveTrigger fires when something enters or leaves a tier, a level of a scale, or a segment.
type MoveTrigger struct {
	// Scale is the scale whose levels are meant; empty: tiers or segments.
	Scale string
	// Enters and Leaves are the tiers, levels or segments; empty: any.
	Enters, Leaves []string
}

func enters(example, doc string) attr {
	return attr{name: "enters", takes: takesNames, example: example, doc: doc}
}

func leaves(example, doc string) attr {
	return attr{name: "leaves", takes: takesNames, example: example, doc: doc}
}

var tierMoveSchema = &schema{
	word: "trigger", kind: "tier", labels: []string{"KIND"},
	doc: "The account moves from one tier to another. Its first tier is no move, also when it was unclassified until then, and a tier with a `hold` is entered when it has held.",
	attrs: []attr{
		enters(`"high"`, "The tier, or tiers, that it moves to; without it, any."),
		leaves(`["low", "tech"]`, "The tier, or tiers, that it comes from; without it, any, \"unclassified\" too."),
		triggerWhen(`"trigger.from != 'unclassified'"`),
	},
	brings: []brought{
		{"from", expression.String, "The tier that it comes from."},
		{"to", expression.String, "The tier that it moves to."},
	},
	example: `trigger "tier" { enters = "high" }`,
}

var scaleMoveSchema = &schema{
	word: "trigger", kind: "scale", labels: []string{"KIND"},
	doc: "The account moves from one level of a scale to another. Its first level is no move, also when it was unclassified until then, and a level with a `hold` is entered when it has held.",
	attrs: []attr{
		{name: "scale", required: true, takes: takesName, example: `"reservations"`, doc: "The scale."},
		enters(`"high"`, "The level, or levels, that it moves to; without it, any."),
		leaves(`"low"`, "The level, or levels, that it comes from; without it, any, \"unclassified\" too."),
		triggerWhen(`"trigger.from != 'unclassified'"`),
	},
	brings: []brought{
		{"from", expression.String, "The level that it comes from."},
		{"to", expression.String, "The level that it moves to."},
	},
	example: `trigger "scale" {
  scale  = "reservations"
  enters = "high"
}`,
}

var segmentMoveSchema = &schema{
	word: "trigger", kind: "segment", labels: []string{"KIND"},
	doc: "An account or a contact enters or leaves a segment. Of a segment of contacts, it fires for the contact who moves, who is `contact` then. " +
		"What is in a segment when the trigger is added, or is moved by an import, doesn't fire it.",
	attrs: []attr{
		enters(`"promoters"`, "The segment, or segments, that it enters."),
		leaves(`"promoters"`, "The segment, or segments, that it leaves."),
		triggerWhen(`"trigger.segment == 'promoters'"`),
	},
	brings: []brought{
		{"segment", expression.String, "The segment."},
	},
	example: `trigger "segment" { enters = "promoters" }`,
}

func (d *triggerDecoder) tierMove() {
	d.move("tier", levelType(d.l.ws.Tiers).Values, &MoveTrigger{})
}

// move decodes a move between levels of which there is always exactly one.
func (d *triggerDecoder) move(what string, levels []string, t *MoveTrigger) {
	d.t.Move = t
	t.Enters, t.Leaves = d.namesOf("enters", what, levels), d.namesOf("leaves", what, levels)
	level := expression.Type{Kind: expression.KindString, Values: levels}
	d.fields["from"], d.fields["to"] = level, level
	if len(levels) < 3 { // One of them, or unclassified.
		d.l.Errorf(diag.CodeNeverFires, d.head(), "Trigger that never fires", "There is only one %s, so that nothing can move.", what)
	}
	if len(t.Enters) == 1 && len(t.Leaves) == 1 && t.Enters[0] == t.Leaves[0] {
		d.l.Errorf(diag.CodeNeverFires, d.at("leaves"), "Trigger that never fires", "Nothing moves from %q to %q.", t.Leaves[0], t.Enters[0])
	}
	d.when()
	d.decides(content{"scale": t.Scale, "enters": t.Enters, "leaves": t.Leaves})
}

func (d *triggerDecoder) scaleMove() {
	t := &MoveTrigger{Scale: d.str("scale")}
	if scale := d.l.ws.Scales[t.Scale]; scale != nil {
		d.move("level", levelType(scale.Levels).Values, t)
		return
	}
	if t.Scale != "" {
		d.l.Errorf(diag.CodeUnknownReference, d.at("scale"), "Unknown scale", "There is no scale %q. %s", t.Scale, diag.Suggest(t.Scale, names(d.l.ws.Scales)))
	}
	d.when()
}

// segmentMove decodes a move into segments, or out of them: either of accounts or of contacts.
func (d *triggerDecoder) segmentMove() {
	t := &MoveTrigger{}
	d.t.Move = t
	if d.has("enters") == d.has("leaves") {
		d.lacks(diag.CodeOneOf, []string{"enters", "leaves"}, "Enters or leaves", "A trigger is for those who enter a segment (\"enters\") or who leave one (\"leaves\"). Write two triggers for both.")
	}
	known := names(d.l.ws.Segments)
	t.Enters, t.Leaves = d.namesOf("enters", "segment", known), d.namesOf("leaves", "segment", known)
	d.contact = d.ofContacts(slices.Concat(t.Enters, t.Leaves))
	if d.contact {
		d.place = d.l.withContact(d.place)
	}
	d.fields["segment"] = expression.Type{Kind: expression.KindString, Values: known}
	d.when()
	d.decides(content{"enters": t.Enters, "leaves": t.Leaves})
}

// ofContacts says whether segments are of contacts, and wants them to be of one kind.
func (d *triggerDecoder) ofContacts(segments []string) bool {
	contacts, accounts := 0, 0
	for _, name := range segments {
		if s := d.l.ws.Segments[name]; s != nil && s.OfContact {
			contacts++
		} else if s != nil {
			accounts++
		}
	}
	if contacts > 0 && accounts > 0 {
		d.l.Errorf(diag.CodeOneOf, d.head(), "Accounts and contacts", "Some of the segments are of accounts, others of contacts. Write two triggers for both.")
	}
	return contacts > 0
}
