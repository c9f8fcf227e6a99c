package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
)

var tierSchema = &schema{
	word: "tier", doc: "A level of the touch model, read as `tier`. An account is in the first that matches, else it is \"unclassified\".",
	labels:  []string{"NAME"},
	attrs:   []attr{levelWhen, levelHold},
	example: `tier "high" { when = "account.ltv >= 10_000_000" }`,
}

func (l *loader) tier(src *hclsyntax.Block) {
	b := l.open(src, tierSchema)
	if b == nil || !l.declare("tier", b.name(), b.nameRange()) {
		return
	}
	l.ws.Tiers = append(l.ws.Tiers, b.level(l.tierScope))
}

// checkTiers checks what only all tiers together show.
func (l *loader) checkTiers() {
	l.oneFile("tier", l.top["tier"])
	l.checkLevels("tier", l.top["tier"], l.ws.Tiers)
}

// oneFile reports blocks whose order matters in more than one file, as the order of files means nothing.
func (l *loader) oneFile(word string, blocks []*hclsyntax.Block) {
	for _, b := range blocks {
		if first := blocks[0]; b.TypeRange.Filename != first.TypeRange.Filename {
			l.Errorf(diag.CodeOrder, diag.RangeOf(b.DefRange()), "Order across files",
				"The first %s that matches is taken, and the order of files means nothing: keep all %s blocks in one file; the first is at %s.",
				word, word, diag.RangeOf(first.DefRange()))
			return
		}
	}
}
