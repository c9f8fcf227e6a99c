package source

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/tendhq/tend/dsl/diag"
)

// jsonReader makes of HCL's JSON form the tree that the native form gives, so that nothing else has to
// know which of them was written. JSON can't say which of its properties are blocks, and how many names
// a block has: the grammar does.
type jsonReader struct {
	src     []byte
	grammar *Grammar
	diags   hcl.Diagnostics
}

func readJSON(name string, src []byte, grammar *Grammar) (*hclsyntax.Body, hcl.Diagnostics) {
	file, diags := json.Parse(src, name)
	if diags.HasErrors() {
		return nil, counted(src, diags[:1]) // The others are what follows from it.
	}
	r := &jsonReader{src: src, grammar: grammar}
	body := r.body(file.Body, nil, grammar.Top)
	for _, a := range Attributes(body) {
		// At the top there are only blocks, so that an unknown property was meant to be one.
		body.Blocks = append(body.Blocks, &hclsyntax.Block{Type: a.Name, TypeRange: a.NameRange, Body: &hclsyntax.Body{}})
	}
	body.Attributes = nil
	return body, r.diags
}

// counted corrects the columns of what is wrong with the JSON, which its parser counts in bytes and beyond
// the end of the file.
func counted(src []byte, diags hcl.Diagnostics) hcl.Diagnostics {
	ruler := diag.NewRuler(src)
	for _, d := range diags {
		if at := d.Subject; at != nil {
			at.Start = ruler.At(at.Start.Byte)
			at.End = ruler.At(max(at.End.Byte, at.Start.Byte))
		}
	}
	return diags
}

// body reads an object, or a list of objects that stand for one. Properties that the form doesn't have
// are attributes, for the check of the block to report.
func (r *jsonReader) body(from hcl.Body, form *Form, inside []*Form) *hclsyntax.Body {
	content, rest, diags := from.PartialContent(r.schema(form, inside))
	r.diags = append(r.diags, diags...)
	others, diags := rest.JustAttributes()
	if diags.HasErrors() { // A list of objects has no other attributes than those of the form.
		_, diags = from.Content(r.schema(form, inside))
		r.diags = append(r.diags, diags...)
	}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, EndRange: from.MissingItemRange()}
	for _, attributes := range []hcl.Attributes{content.Attributes, others} {
		for name, a := range attributes {
			body.Attributes[name] = r.attribute(a, form.attribute(name))
		}
	}
	r.checkOrder(content.Blocks)
	for _, b := range content.Blocks {
		if b.Type == stepList {
			body.Blocks = append(body.Blocks, r.steps(b, inside)...)
			continue
		}
		body.Blocks = append(body.Blocks, r.block(b, inside))
	}
	return body
}

// schema says which properties are attributes, and which are blocks with how many names.
func (r *jsonReader) schema(form *Form, inside []*Form) *hcl.BodySchema {
	schema := &hcl.BodySchema{}
	if form != nil {
		for _, a := range form.Attributes {
			schema.Attributes = append(schema.Attributes, hcl.AttributeSchema{Name: a.Name})
		}
	}
	if len(r.grammar.stepsAmong(inside)) > 0 {
		schema.Blocks = append(schema.Blocks, hcl.BlockHeaderSchema{Type: stepList})
	}
	for _, block := range inside {
		schema.Blocks = append(schema.Blocks, hcl.BlockHeaderSchema{Type: block.Type, LabelNames: block.Labels})
	}
	return schema
}

// block reads a block. It stands where its last name does, as one word can hold many blocks.
func (r *jsonReader) block(from *hcl.Block, among []*Form) *hclsyntax.Block {
	b := &hclsyntax.Block{
		Type: from.Type, TypeRange: from.TypeRange, Labels: from.Labels, LabelRanges: from.LabelRanges,
		OpenBraceRange: from.DefRange, CloseBraceRange: from.Body.MissingItemRange(),
	}
	if n := len(b.LabelRanges); n > 0 {
		b.TypeRange = b.LabelRanges[n-1]
	}
	form := formOf(b, among) // nil for a kind that isn't known, which is reported where such blocks are read
	var inside []*Form
	if form != nil {
		inside = form.Blocks
	}
	b.Body = r.body(from.Body, form, inside)
	return b
}

func (r *jsonReader) attribute(from *hcl.Attribute, known Attribute) *hclsyntax.Attribute {
	return &hclsyntax.Attribute{
		Name: from.Name, Expr: r.expression(from.Expr, known.Type),
		SrcRange: from.Range, NameRange: from.NameRange,
	}
}
