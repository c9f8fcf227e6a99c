package dsl

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/source"
	"github.com/zclconf/go-cty/cty"
)

// Outline is a block as it was written, with the values of ${…} and of functions in it: what a picture
// shows. Everything stands in the order of the source.
type Outline struct {
	// Word begins the block; Labels follow it.
	Word       string
	Labels     []string
	Attributes []Written
	Blocks     []*Outline
}

// Written is an attribute as it was written.
type Written struct {
	Name, Text string
	// Expression says that the text is an expression, to be worked out later.
	Expression bool
}

// outline outlines a block of a workspace without errors. A block of a word that has no schema is shown
// all the same.
func (l *loader) outline(src *hclsyntax.Block, s *schema) *Outline {
	o := &Outline{Word: src.Type, Labels: src.Labels}
	for _, a := range source.Attributes(src.Body) {
		o.Attributes = append(o.Attributes, l.outlineAttribute(a, s))
	}
	for _, child := range src.Body.Blocks {
		o.Blocks = append(o.Blocks, l.outline(child, schemaOf(child, s.inside())))
	}
	return o
}

func (l *loader) outlineAttribute(a *hclsyntax.Attribute, s *schema) Written {
	w := Written{Name: a.Name}
	if known := s.attr(a.Name); known != nil {
		w.Expression = known.kind.decision()
		if known.kind.types() {
			w.Text = l.sourceOf(a)
			return w
		}
	}
	v, ok := l.values.evaluate(a.Expr)
	if !ok {
		w.Text = l.sourceOf(a)
		return w
	}
	w.Text = shown(v)
	return w
}

// sourceOf is the value of an attribute as it stands in the file.
func (l *loader) sourceOf(a *hclsyntax.Attribute) string {
	return string(a.Expr.Range().SliceBytes(l.Sources[a.Expr.Range().Filename]))
}

// shown is a value as a person would say it.
func shown(v cty.Value) string {
	switch {
	case !v.IsKnown():
		return shownSecret
	case v.IsNull():
		return "nothing"
	case v.Type() == cty.String:
		return v.AsString()
	case v.Type() == cty.Bool:
		return strconv.FormatBool(v.True())
	case v.Type() == cty.Number:
		return v.AsBigFloat().Text('f', -1)
	case v.Type().IsObjectType() || v.Type().IsMapType():
		return shownObject(v)
	}
	var all []string
	for _, item := range v.AsValueSlice() {
		all = append(all, shown(item))
	}
	return strings.Join(all, ", ")
}

func shownObject(v cty.Value) string {
	values := v.AsValueMap()
	var all []string
	for _, name := range names(values) {
		text := shown(values[name])
		if text == "" {
			all = append(all, name)
			continue
		}
		all = append(all, fmt.Sprintf("%s: %s", name, text))
	}
	return strings.Join(all, "; ")
}
