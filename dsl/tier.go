package dsl

import "github.com/hashicorp/hcl/v2/hclsyntax"

// Tier is one level of the touch model.
type Tier struct {
	Name  string
	When  *Condition // nil: everyone who is left
	Range Range
}

var tierSchema = &schema{
	word: "tier", doc: "A level of the touch model, read as `tier`. An account is in the first that matches.",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "when", takes: takesCondition, example: `"account.ltv >= 10_000_000"`, doc: "Who is in it; without it, everyone who is left."},
	},
	example: `tier "high" { when = "account.ltv >= 10_000_000" }`,
}

func (l *loader) tier(src *hclsyntax.Block) {
	b := l.open(src, tierSchema)
	if b == nil || !l.first("tier", b.name(), b.nameRange()) {
		return
	}
	t := &Tier{Name: b.name(), Range: b.head()}
	l.ws.Tiers = append(l.ws.Tiers, t)
	l.later(func() {
		t.When = b.condition("when", place{scope: l.tierScope()})
	})
}

// checkTiers checks what only all tiers together show.
func (l *loader) checkTiers() {
	blocks := l.top["tier"]
	if len(blocks) == 0 {
		return
	}
	l.oneFile("tier", blocks)
	last := blocks[len(blocks)-1]
	for _, b := range blocks[:len(blocks)-1] {
		if b.Body.Attributes["when"] == nil {
			l.errorf(CodeUnreachable, rangeOf(b.DefRange()), "Tier that takes everyone",
				"A tier without `when` takes everyone who is left, so the tiers after it are never reached. Put it last.")
			return
		}
	}
	if last.Body.Attributes["when"] != nil {
		l.warnf(CodeNoCatchAll, rangeOf(last.DefRange()), "Accounts without a tier",
			"An account that satisfies no tier is unclassified. End with a tier that has no `when` if everyone should be in one.")
	}
}

// oneFile reports blocks whose order matters in more than one file, as the order of files means nothing.
func (l *loader) oneFile(word string, blocks []*hclsyntax.Block) {
	first := blocks[0].TypeRange.Filename
	for _, b := range blocks[1:] {
		if b.TypeRange.Filename != first {
			l.errorf(CodeOrder, rangeOf(b.DefRange()), "Order across files",
				"The first %s that matches is taken, and the order of files means nothing: keep all %s blocks in one file; the first is at %s.",
				word, word, rangeOf(blocks[0].DefRange()))
			return
		}
	}
}
