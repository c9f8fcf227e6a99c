package dsl

import (
	"maps"
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/diag"
)

// schema describes a kind of block: what may stand in it, and for the reference what it means.
type schema struct {
	// word begins the block; doc is sentences for the reference.
	word, doc string
	// kind is the first label, where it chooses among several schemas of one word: those of triggers.
	kind string
	// labels names what follows the word. A "NAME" is one that expressions can use.
	labels []string
	attrs  []attr
	// blocks is the words of the blocks inside, besides the steps that can stand in it where steps says so.
	blocks []string
	steps  bool
	// brings is what a trigger of the kind brings, besides what every trigger does.
	brings []triggerField
	// example is a whole block as an author would write it.
	example string
	// unsupported blocks are checked like all others, and refused by what would run them.
	unsupported bool
	// open blocks leave unknown attributes to their decoder.
	open bool
}

// attr is an attribute of a block.
type attr struct {
	name     string
	required bool
	kind     valueKind
	// words is what it can be when it takes one word of a few; the first is the default, if it has one.
	words []string
	// unsupportedWords is those of them that can't be run yet.
	unsupportedWords []string
	// refers is how expressions begin to name what the attribute names, such as "metric"; empty when that is nothing
	// that a module can declare.
	refers string
	// def is the default and example a value, both as they would be written.
	def, example string
	// doc is sentences for the reference.
	doc         string
	unsupported bool
}

// attrNames is the names of the attributes; none when there is no schema.
func (s *schema) attrNames() []string {
	if s == nil {
		return nil
	}
	all := make([]string, len(s.attrs))
	for i, a := range s.attrs {
		all[i] = a.name
	}
	return all
}

// attr is the attribute of a name; nil when there is none, or no schema.
func (s *schema) attr(name string) *attr {
	if s == nil {
		return nil
	}
	i := slices.IndexFunc(s.attrs, func(a attr) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &s.attrs[i]
}

// inner is the words of the blocks that can stand inside.
func (s *schema) inner() []string {
	if !s.steps {
		return s.blocks
	}
	return slices.Concat(s.blocks, stepWords())
}

// form is how the block is written: `metric "NAME" { … }`.
func (s *schema) form() string { return s.title(s.labels) + " { … }" }

// title is the block as a sentence names it: `metric "usage"`.
func (s *schema) title(labels []string) string {
	return strings.Join(append([]string{s.word}, diag.Quoted(labels)...), " ")
}

// names is the sorted keys of a map.
func names[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
