package dsl

import (
	"slices"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// block is a block of the source together with its schema; it reads attributes and reports mistakes.
type block struct {
	*hclsyntax.Block
	l      *loader
	schema *schema
	// nearest is what the names in it that aren't known were probably meant as; empty for one that may be anything.
	nearest []string
}

// open checks the form of a block against its schema. It gives nil when the labels are wrong, as
// nothing can be said about a block without a name.
func (l *loader) open(src *hclsyntax.Block, s *schema) *block {
	b := &block{Block: src, l: l, schema: s}
	switch {
	case s.unsupported && s.kind != "":
		l.noteUnsupported(b.head(), "The %s %q", s.word, s.kind)
	case s.unsupported:
		l.noteUnsupported(b.head(), "The block %q", s.word)
	}
	ok := b.checkLabels()
	for _, a := range source.Attributes(src.Body) {
		b.checkAttribute(a)
	}
	for _, child := range src.Body.Blocks {
		if !l.knownBlock(child, diag.Article(s.word)+" block", s.inner(), s.attrNames()...) {
			b.noteUnknown(diag.SuggestOne(child.Type, s.inner()))
		}
	}
	for _, a := range s.attrs {
		if a.required && !b.has(a.name) {
			b.reportMissing(diag.CodeMissing, []string{a.name}, "Missing attribute", "%s needs %q. %s", s.title(src.Labels), a.name, a.doc)
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
		b.l.Errorf(diag.CodeLabels, b.head(), "Wrong number of names", "Write it as `%s`.", b.schema.form())
		return false
	}
	for i, label := range b.Labels {
		if want[i] == "NAME" && !isName(label) {
			b.l.Errorf(diag.CodeName, diag.RangeOf(b.LabelRanges[i]), "Name that expressions can't use",
				"%q can't be written in an expression. A name has letters, digits and `_`, begins with a letter or `_`, and isn't a word such as %q.", label, "in")
			return false
		}
	}
	return true
}

func (b *block) checkAttribute(a *hclsyntax.Attribute) {
	at := diag.RangeOf(a.NameRange)
	known := b.schema.attr(a.Name)
	switch {
	case known != nil && known.unsupported:
		b.l.noteUnsupported(at, "%q in %s block", a.Name, diag.Article(b.schema.word))
	case known != nil:
	case slices.Contains(b.schema.inner(), a.Name):
		b.noteUnknown(diag.Hint{Near: a.Name})
		b.l.Errorf(diag.CodeUnknownName, at, "Block written as an attribute", "%q is a block: write it without `=`.", a.Name)
	case !b.schema.open:
		near := diag.Suggest(a.Name, b.schema.attrNames())
		if len(b.schema.attrs) == 0 {
			near.Sentence = "It has no attributes."
		}
		b.noteUnknown(near)
		b.l.Errorf(diag.CodeUnknownName, at, "Unknown attribute", "%s block has no %q. %s", diag.Capital(diag.Article(b.schema.word)), a.Name, near)
	}
}

// noteUnknown notes an unknown name in the block, with the nearest one that is known.
func (b *block) noteUnknown(h diag.Hint) { b.nearest = append(b.nearest, h.Near) }

// reportMissing reports that a block needs some of the names, unless a name that isn't known may be one that isn't
// written: then that is the cause, and is reported already.
func (b *block) reportMissing(code diag.Code, names []string, summary, detail string, args ...any) {
	absent := slices.DeleteFunc(slices.Clone(names), b.has)
	explained := slices.ContainsFunc(b.nearest, func(near string) bool { return near == "" || slices.Contains(absent, near) })
	if !explained || len(absent) == 0 {
		b.l.Errorf(code, b.head(), summary, detail, args...)
	}
}

// head is the word and the labels of the block.
func (b *block) head() diag.Range { return diag.RangeOf(b.DefRange()) }

// nameRange is the place of the last label, the block's name.
func (b *block) nameRange() diag.Range {
	if len(b.LabelRanges) == 0 {
		return b.head()
	}
	return diag.RangeOf(b.LabelRanges[len(b.LabelRanges)-1])
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
		b.l.Errorf(diag.CodeDuplicate, diag.RangeOf(second.DefRange()), "Block written twice",
			"%s block has one %s block; the first is at %s.", diag.Capital(diag.Article(b.schema.word)), word, diag.RangeOf(all[0].DefRange()))
	}
	return all[0]
}

// reservedWords are what expr reads as something else than a name.
var reservedWords = []string{"in", "not", "and", "or", "let", "if", "else", "true", "false", "nil", "matches", "contains", "startsWith", "endsWith"}

// isName reports whether an expression can use the name after a dot.
func isName(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && !slices.Contains(reservedWords, s)
}
