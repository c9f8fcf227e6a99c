package source

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// stepList is the property that holds the steps of a block in their order: a list of objects, each with one
// step. The properties of an object have an order too, which is read, but which few programs keep.
const stepList = "steps"

// steps reads an object of a list of steps.
func (r *jsonReader) steps(from *hcl.Block, inside []*Form) []*hclsyntax.Block {
	body := r.body(from.Body, nil, r.grammar.stepsAmong(inside))
	for _, a := range Attributes(body) {
		r.diags = append(r.diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Not a step", Subject: &a.NameRange, Extra: Explanation{Code: diag.CodeUnknownBlock},
			Detail: "A list of steps holds objects with one step each: " + diag.List(r.grammar.Steps, "or") + ". All else stands beside the list.",
		})
	}
	return body.Blocks
}

// checkOrder warns of steps of different kinds that are properties of one object.
func (r *jsonReader) checkOrder(blocks hcl.Blocks) {
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b *hcl.Block) bool { return b.Type != stepList && !r.grammar.isStep(b.Type) })
	for i, b := range blocks {
		if i > 0 && b.Type != blocks[i-1].Type && r.sameObject(blocks[i-1].TypeRange.Start.Byte, b.TypeRange.Start.Byte) {
			r.diags = append(r.diags, &hcl.Diagnostic{
				Severity: hcl.DiagWarning, Summary: "Order of steps that may get lost", Subject: &b.TypeRange, Extra: Explanation{Code: diag.CodeOrder},
				Detail: `The steps run in the order of these properties, which programs that write JSON mostly don't keep. Write them as a list: "steps": [{"action": …}, {"wait": …}].`,
			})
			return
		}
	}
}

// sameObject reports whether two names of properties stand in one object.
func (r *jsonReader) sameObject(first, second int) bool {
	depth, quoted := 0, false
	for i := first; i < second; i++ {
		switch ch := r.src[i]; {
		case quoted && ch == '\\':
			i++
		case ch == '"':
			quoted = !quoted
		case quoted:
		case ch == '{' || ch == '[':
			depth++
		case ch == '}' || ch == ']':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return true
}
