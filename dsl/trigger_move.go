package dsl

import (
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
	return attr{name: "enters", kind: kindNames, example: example, doc: doc}
}

func leaves(example, doc string) attr {
	return attr{name: "leaves", kind: kindNames, example: example, doc: doc}
}

// move decodes a move between levels of which there is always exactly one.
func (t *MoveTrigger) move(d *triggerDecoder, what string, levels []string) {
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
