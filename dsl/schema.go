package dsl

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// schema describes a kind of block: what may stand in it, and for the reference what it means.
type schema struct {
	// word begins the block; doc is a sentence for the reference.
	word, doc string
	// labels names what follows the word.
	labels []string
	attrs  []attr
	// blocks is the words of the blocks inside.
	blocks []string
	// laterAttrs and laterBlocks are parts of the language that this version doesn't have.
	laterAttrs, laterBlocks []string
	// open blocks leave unknown attributes to their decoder.
	open bool
}

// attr is an attribute of a block.
type attr struct {
	name     string
	required bool
	doc      string
}

func (s *schema) attrNames() []string {
	all := make([]string, len(s.attrs))
	for i, a := range s.attrs {
		all[i] = a.name
	}
	return all
}

// title is the block as a sentence names it: `metric "usage"`.
func (s *schema) title(b *hclsyntax.Block) string {
	return strings.Join(append([]string{s.word}, quoted(b.Labels)...), " ")
}

func quoted(labels []string) []string {
	all := make([]string, len(labels))
	for i, label := range labels {
		all[i] = fmt.Sprintf("%q", label)
	}
	return all
}

// block is a block of the source together with its schema; it reads attributes and reports mistakes.
type block struct {
	*hclsyntax.Block
	l      *loader
	schema *schema
}

// open checks the form of a block against its schema. It gives nil when the labels are wrong, as
// nothing can be said about a block without a name.
func (l *loader) open(src *hclsyntax.Block, s *schema) *block {
	b := &block{Block: src, l: l, schema: s}
	ok := b.checkLabels()
	for _, a := range sortedAttributes(src.Body) {
		b.checkAttribute(a)
	}
	for _, child := range src.Body.Blocks {
		l.knownBlock(child, "a "+s.word+" block", s.blocks, s.laterBlocks)
	}
	for _, a := range s.attrs {
		if a.required && !b.has(a.name) {
			l.errorf(CodeMissing, b.head(), "Missing attribute", "%s needs %q: %s", s.title(src), a.name, a.doc)
		}
	}
	if !ok {
		return nil
	}
	return b
}

func (b *block) checkLabels() bool {
	want := b.schema.labels
	if len(b.Labels) != len(want) {
		form := append([]string{b.schema.word}, quoted(want)...)
		b.l.errorf(CodeLabels, b.head(), "Wrong number of names", "Write it as `%s { … }`.", strings.Join(form, " "))
		return false
	}
	for i, label := range b.Labels {
		if want[i] == "TYPE" {
			continue
		}
		if !isName(label) {
			b.l.errorf(CodeName, rangeOf(b.LabelRanges[i]), "Name that expressions can't use",
				"%q can't be written in an expression. A name has letters, digits and `_`, begins with a letter or `_`, and isn't a word such as %q.", label, "in")
			return false
		}
	}
	return true
}

func (b *block) checkAttribute(a *hclsyntax.Attribute) {
	known := b.schema.attrNames()
	at := rangeOf(a.NameRange)
	switch {
	case slices.Contains(known, a.Name):
	case slices.Contains(b.schema.laterAttrs, a.Name):
		b.l.errorf(CodeNotYetName, at, "Not supported yet", "%q in a %s block is part of the language, but this version doesn't support it yet.", a.Name, b.schema.word)
	case slices.Contains(b.schema.blocks, a.Name):
		b.l.errorf(CodeUnknownName, at, "Block written as an attribute", "%q is a block: write it without `=`.", a.Name)
	case !b.schema.open:
		b.l.errorf(CodeUnknownName, at, "Unknown attribute", "A %s block has no %q. %s", b.schema.word, a.Name, suggest(a.Name, known))
	}
}

// knownBlock says whether a block may stand where it stands, and reports it if not.
func (l *loader) knownBlock(b *hclsyntax.Block, where string, known, later []string) bool {
	at := rangeOf(b.TypeRange)
	switch {
	case slices.Contains(known, b.Type):
		return true
	case slices.Contains(later, b.Type):
		l.errorf(CodeNotYetBlock, at, "Not supported yet", "The block %q is part of the language, but this version doesn't support it yet.", b.Type)
	default:
		l.errorf(CodeUnknownBlock, at, "Unknown block", "There is no block %q in %s. %s", b.Type, where, suggest(b.Type, known))
	}
	return false
}

// head is the word and the labels of the block.
func (b *block) head() Range { return rangeOf(b.DefRange()) }

// nameRange is the place of the last label, the block's name.
func (b *block) nameRange() Range {
	if len(b.LabelRanges) == 0 {
		return b.head()
	}
	return rangeOf(b.LabelRanges[len(b.LabelRanges)-1])
}

// name is the last label.
func (b *block) name() string { return b.Labels[len(b.Labels)-1] }

// children is the blocks inside that begin with one of the words, in order.
func (b *block) children(words ...string) []*hclsyntax.Block {
	var found []*hclsyntax.Block
	for _, child := range b.Body.Blocks {
		if slices.Contains(words, child.Type) {
			found = append(found, child)
		}
	}
	return found
}

// single is the only block inside of a word, nil when there is none; a second one is reported.
func (b *block) single(word string) *hclsyntax.Block {
	all := b.children(word)
	if len(all) == 0 {
		return nil
	}
	for _, second := range all[1:] {
		b.l.errorf(CodeDuplicate, rangeOf(second.DefRange()), "Block written twice",
			"A %s block has one %s block; the first is at %s.", b.schema.word, word, rangeOf(all[0].DefRange()))
	}
	return all[0]
}

// words are what expr reads as something else than a name.
var words = []string{"in", "not", "and", "or", "let", "if", "else", "true", "false", "nil", "matches", "contains", "startsWith", "endsWith"}

// isName says whether an expression can use the name after a dot.
func isName(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && !slices.Contains(words, s)
}
