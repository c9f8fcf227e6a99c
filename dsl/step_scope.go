package dsl

import (
	"maps"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// sight is what an expression among the steps can look at: the steps before it.
type sight struct {
	// base is what it reads besides steps.
	base    place
	results map[string]expression.Type
	// unsure is those that a run may not have reached.
	unsure map[string]bool
	// hidden says of steps that can't be looked at why, where it isn't that they come later.
	hidden map[string]string
}

func newSight(base place) sight {
	return sight{base: base, results: map[string]expression.Type{}, unsure: map[string]bool{}, hidden: map[string]string{}}
}

func (s sight) clone() sight {
	return sight{base: s.base, results: maps.Clone(s.results), unsure: maps.Clone(s.unsure), hidden: maps.Clone(s.hidden)}
}

// hide says why steps can't be looked at.
func (s sight) hide(names []string, why string) {
	for _, name := range names {
		s.hidden[name] = why
	}
}

// join adds the steps of a way that a run goes: surely, or perhaps.
func (s sight) join(way sight, surely bool) {
	for name, t := range way.results {
		if _, known := s.results[name]; !known {
			s.results[name], s.unsure[name] = t, !surely || way.unsure[name]
		}
	}
	maps.Copy(s.hidden, way.hidden)
}

// way decodes one of several ways through a step, each of which sees what came before the step.
func (d *stepDecoder) way(b *block) ([]*Step, sight) {
	s := d.sight.clone()
	return d.steps(b.children(stepWords...), s), s
}

// fork decodes the ways of which a run takes one. After it the steps of all can be looked at.
type fork struct {
	*stepDecoder
	ways []sight
}

func (f *fork) steps(b *block) []*Step {
	steps, s := f.way(b)
	f.ways = append(f.ways, s)
	return steps
}

// close adds what the ways leave to be seen.
func (f *fork) close() {
	for _, way := range f.ways {
		f.sight.join(way, false)
	}
}

// inside opens the blocks of a word that each hold steps.
func (d *stepDecoder) inside(word string, s *schema) []*block {
	var all []*block
	for _, child := range d.b.children(word) {
		if c := d.l.open(child, s); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// needsSteps is the steps of a block that is pointless without any.
func (d *stepDecoder) needsSteps(b *block) []*hclsyntax.Block {
	blocks := b.children(stepWords...)
	if len(blocks) == 0 {
		b.lacks(diag.CodeNoSteps, stepWords, "Nothing to do", "%s needs at least one step.", diag.Capital(diag.Article(b.schema.word)))
	}
	return blocks
}
