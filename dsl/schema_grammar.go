package dsl

import "github.com/tendhq/tend/dsl/source"

// grammar is what the reader of files knows of the blocks.
func grammar() *source.Grammar {
	g := &source.Grammar{Steps: stepWords()}
	forms := map[*schema]*source.Form{}
	for _, s := range allSchemas() {
		forms[s] = s.grammarForm()
		g.All = append(g.All, forms[s])
	}
	for s, form := range forms {
		for _, inner := range s.inside() {
			form.Blocks = append(form.Blocks, forms[inner])
		}
	}
	for _, s := range schemas() {
		g.Top = append(g.Top, forms[s])
	}
	return g
}

// grammarForm is the form of a block without the blocks inside.
func (s *schema) grammarForm() *source.Form {
	form := &source.Form{Type: s.word, Kind: s.kind, Labels: s.labels}
	for _, a := range s.attrs {
		form.Attributes = append(form.Attributes, source.Attribute{Name: a.name, Expression: a.kind.decision(), Type: a.kind.types()})
	}
	return form
}
