package dsl

import (
	"github.com/tendhq/tend/dsl/expression"
)

// TierMove triggers fire when the account moves to another tier.
const TierMove TriggerKind = "tier"

// TierTrigger fires when the account moves from one tier to another.
type TierTrigger struct{ MoveTrigger }

var tierMoveSchema = &schema{
	word: "trigger", kind: "tier", labels: []string{"KIND"},
	doc: "The account moves from one tier to another. Its first tier is no move, also when it was unclassified until then, and a tier with a `hold` is entered when it has held.",
	attrs: []attr{
		enters(`"high"`, "The tier, or tiers, that it moves to; without it, any."),
		leaves(`["low", "tech"]`, "The tier, or tiers, that it comes from; without it, any, \"unclassified\" too."),
		triggerWhen(`"trigger.from != 'unclassified'"`),
	},
	brings: []triggerField{
		{"from", expression.String, "The tier that it comes from."},
		{"to", expression.String, "The tier that it moves to."},
	},
	example: `trigger "tier" { enters = "high" }`,
}

func (*TierTrigger) schema() *schema { return tierMoveSchema }

func (t *TierTrigger) decode(d *triggerDecoder) {
	t.move(d, "tier", levelType(d.l.ws.Tiers).Values)
}
