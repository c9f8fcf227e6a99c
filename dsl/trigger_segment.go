package dsl

import (
	"slices"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// SegmentMove triggers fire when somebody enters or leaves a segment.
const SegmentMove TriggerKind = "segment"

// SegmentTrigger fires when an account or a contact enters or leaves a segment.
type SegmentTrigger struct{ MoveTrigger }

var segmentMoveSchema = &schema{
	word: "trigger", kind: "segment", labels: []string{"KIND"},
	doc: "An account or a contact enters or leaves a segment. Of a segment of contacts, it fires for the contact who moves, who is `contact` then. " +
		"What is in a segment when the trigger is added, or is moved by an import, doesn't fire it.",
	attrs: []attr{
		{name: "enters", kind: kindNames, refers: "segment", example: `"promoters"`, doc: "The segment, or segments, that it enters."},
		{name: "leaves", kind: kindNames, refers: "segment", example: `"promoters"`, doc: "The segment, or segments, that it leaves."},
		triggerWhen(`"trigger.segment == 'promoters'"`),
	},
	brings: []triggerField{
		{"segment", expression.String, "The segment."},
	},
	example: `trigger "segment" { enters = "promoters" }`,
}

func (*SegmentTrigger) schema() *schema { return segmentMoveSchema }

// decode reads a move into segments, or out of them: either of accounts or of contacts.
func (t *SegmentTrigger) decode(d *triggerDecoder) {
	d.t.Move = &t.MoveTrigger
	if d.has("enters") == d.has("leaves") {
		d.reportMissing(diag.CodeOneOf, []string{"enters", "leaves"}, "Enters or leaves", "A trigger is for those who enter a segment (\"enters\") or who leave one (\"leaves\"). Write two triggers for both.")
	}
	known := names(d.l.ws.Segments)
	t.Enters, t.Leaves = d.namesOf("enters", "segment", known), d.namesOf("leaves", "segment", known)
	d.contact = d.ofContacts(slices.Concat(t.Enters, t.Leaves))
	if d.contact {
		d.scope = d.l.withContact(d.scope)
	}
	d.fields["segment"] = expression.Type{Kind: expression.KindString, Values: known}
	d.when()
	d.decides(content{"enters": t.Enters, "leaves": t.Leaves})
}

// ofContacts reports whether segments are of contacts, and wants them to be of one kind.
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
