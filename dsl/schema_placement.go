package dsl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// knownBlock reports whether a block may stand where it stands, and reports it if not. attributes is what may stand
// there too.
func (l *loader) knownBlock(b *hclsyntax.Block, where string, known []string, attributes ...string) bool {
	if slices.Contains(known, b.Type) {
		return true
	}
	l.Errorf(diag.CodeUnknownBlock, diag.RangeOf(b.TypeRange), "Unknown block", "There is no block %q in %s. %s", b.Type, where, suggestBlock(b.Type, known, attributes))
	return false
}

// otherBlocks is what blocks of other languages are called here, and a sentence where there is no such block.
var otherBlocks = map[string]diag.Hint{
	"else":      {Near: "default"},
	"otherwise": {Near: "default"},
	"elif":      {Near: "case"},
	"foreach":   {Near: "each"},
	"loop":      {Near: "repeat"},
	"steps":     {Sentence: "Steps stand in the block itself, in their order: leave out this word and its braces."},
	"if":        {Sentence: "A choice is written branch \"NAME\" { … }, with a case for each way."},
}

// suggestBlock helps with a word that begins no block here.
func suggestBlock(word string, known, attributes []string) diag.Hint {
	other, ok := otherBlocks[strings.ToLower(word)]
	switch {
	case ok && slices.Contains(known, other.Near):
		return diag.Hint{Given: word, Near: other.Near, Sentence: fmt.Sprintf("Here it is called %q.", other.Near)}
	case ok && other.Near == "":
		return other
	case slices.Contains(attributes, word):
		return diag.Hint{Sentence: fmt.Sprintf("It is an attribute: write %s = ….", word)}
	}
	if where := placement(word); where != "" {
		return diag.Hint{Sentence: diag.Capital(diag.Article(word)) + " " + where}
	}
	if len(known) == 0 {
		return diag.Hint{Sentence: "There are no blocks inside of it."}
	}
	return diag.Suggest(word, known)
}

// placement says where a block stands that is known elsewhere; empty for any other word.
func placement(word string) string {
	if slices.Contains(topBlocks(), word) {
		return "stands at the top of a file, outside of every block."
	}
	if slices.Contains(stepWords(), word) {
		return "is a step: it stands in a playbook, or in what holds other steps."
	}
	var in []string
	for _, s := range allSchemas() {
		if slices.Contains(s.inner(), word) && !slices.Contains(in, s.word) {
			in = append(in, s.word)
		}
	}
	if len(in) == 0 {
		return ""
	}
	return "stands in " + diag.List(in, "or") + "."
}
