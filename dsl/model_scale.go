package dsl

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
)

// Scale is a classification of accounts beside the tiers.
type Scale struct {
	Name, Description string
	Levels            []*Level // in the order in which they are asked
	Range             diag.Range
}

var scaleSchema = &schema{
	word: "scale", doc: "A classification of accounts beside the tiers, read as `scale.NAME`. An account is in the first level that matches, else it is \"unclassified\".",
	labels: []string{"NAME"},
	attrs: []attr{
		{name: "description", kind: kindString, example: `"How much they use reservations."`, doc: "What it is, for people."},
	},
	blocks: []string{"level"},
	example: `scale "reservations" {
  level "high" {
    when = "metric.usage_30d >= 200"
    hold = "14d"
  }
  level "low" {}
}`,
}

var levelSchema = &schema{
	word: "level", doc: "A level of the scale.",
	labels: []string{"NAME"},
	attrs:  []attr{levelWhen, levelHold},
	example: `level "high" {
  when = "metric.usage_30d >= 200"
  hold = "14d"
}`,
}

func (l *loader) scale(src *hclsyntax.Block) {
	b := l.open(src, scaleSchema)
	if b == nil || !l.declare("scale", b.name(), b.nameRange()) {
		return
	}
	s := &Scale{Name: b.name(), Description: b.description(), Range: b.head()}
	l.ws.Scales[s.Name] = s
	blocks := b.children("level")
	for _, child := range blocks {
		level := l.open(child, levelSchema)
		if level != nil && l.declare("level of scale "+s.Name, level.name(), level.nameRange()) {
			s.Levels = append(s.Levels, level.level(l.scaleScope))
		}
	}
	if len(blocks) == 0 {
		b.reportMissing(diag.CodeMissing, []string{"level"}, "Scale without levels", "A scale needs at least one level.")
	}
	l.addCheck(func() { l.checkLevels("level", blocks, s.Levels) })
}
