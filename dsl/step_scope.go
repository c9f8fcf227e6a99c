package dsl

import (
	"maps"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// stepScope is what an expression among the steps can read: the results of the steps before it.
type stepScope struct {
	// base is what it reads besides steps.
	base    scope
	results map[string]expression.Type
	// uncertain is those that a run may not have reached.
	uncertain map[string]bool
	// hidden says of steps that can't be looked at why, where it isn't that they come later.
	hidden map[string]string
}

func newStepScope(base scope) stepScope {
	return stepScope{base: base, results: map[string]expression.Type{}, uncertain: map[string]bool{}, hidden: map[string]string{}}
}

func (s stepScope) clone() stepScope {
	return stepScope{base: s.base, results: maps.Clone(s.results), uncertain: maps.Clone(s.uncertain), hidden: maps.Clone(s.hidden)}
}

// hide says why steps can't be looked at.
func (s stepScope) hide(names []string, why string) {
	for _, name := range names {
		s.hidden[name] = why
	}
}

// join adds the steps of a path that a run takes: surely, or perhaps.
func (s stepScope) join(path stepScope, surely bool) {
	for name, t := range path.results {
		if _, known := s.results[name]; !known {
			s.results[name], s.uncertain[name] = t, !surely || path.uncertain[name]
		}
	}
	maps.Copy(s.hidden, path.hidden)
}

// path decodes one of several paths through a step, each of which sees what came before the step.
func (d *stepDecoder) path(b *block) ([]*Step, stepScope) {
	s := d.scope.clone()
	return d.steps(b.children(stepWords()...), s), s
}

// fork decodes the paths of which a run takes one. After it the steps of all can be looked at.
type fork struct {
	*stepDecoder
	paths []stepScope
}

func (f *fork) steps(b *block) []*Step {
	steps, s := f.path(b)
	f.paths = append(f.paths, s)
	return steps
}

// close adds what the paths leave to be read.
func (f *fork) close() {
	for _, path := range f.paths {
		f.scope.join(path, false)
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
	blocks := b.children(stepWords()...)
	if len(blocks) == 0 {
		b.reportMissing(diag.CodeNoSteps, stepWords(), "Nothing to do", "%s needs at least one step.", diag.Capital(diag.Article(b.schema.word)))
	}
	return blocks
}
