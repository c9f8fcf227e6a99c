package dsl_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/zclconf/go-cty/cty"
)

// converter writes a file of the native form in the JSON form, in one of the two ways that keep the order
// of blocks: objects whose properties repeat, with lists of steps, or lists of objects.
type converter struct {
	src   []byte
	lists bool
}

func toJSON(t require.TestingT, src []byte, lists bool) []byte {
	file, diags := hclsyntax.ParseConfig(src, "a.hcl", hcl.InitialPos)
	require.False(t, diags.HasErrors())
	c := &converter{src: src, lists: lists}
	return []byte(c.body(file.Body.(*hclsyntax.Body)))
}

// stepWords begin the blocks that are steps.
var stepWords = dsl.ReferenceOf().Blocks[slices.IndexFunc(dsl.ReferenceOf().Blocks, func(b dsl.BlockReference) bool { return b.Word == "playbook" })].Steps

// body writes attributes and blocks as they come.
func (c *converter) body(b *hclsyntax.Body) string {
	written := map[int]string{}
	var steps []string
	last := -1 // where the list of steps stands that has become longer
	for _, a := range b.Attributes {
		types := a.Name == "type" || a.Name == "properties"
		written[a.SrcRange.Start.Byte] = quote(a.Name) + ": " + c.expression(a.Expr, types)
	}
	for _, child := range b.Blocks {
		text := c.body(child.Body)
		if c.lists && len(child.Body.Blocks) > 0 {
			text = "[" + text + "]" // one block whose body is a list
		}
		for _, label := range slices.Backward(child.Labels) {
			text = "{" + quote(label) + ": " + text + "}"
		}
		text = quote(child.Type) + ": " + text
		if isStep := len(child.Labels) > 0 && slices.Contains(stepWords, child.Type); isStep && !c.lists {
			steps = append(steps, "{"+text+"}")
			text = quote("steps") + ": [" + strings.Join(steps, ", ") + "]"
			delete(written, last)
			last = child.TypeRange.Start.Byte
		}
		written[child.TypeRange.Start.Byte] = text
	}
	var properties []string
	for _, at := range slices.Sorted(maps.Keys(written)) {
		properties = append(properties, written[at])
	}
	if len(properties) == 0 {
		return "{}"
	}
	if c.lists && len(b.Blocks) > 0 {
		return `[{"//": "a list"}, {` + strings.Join(properties, "},\n {") + "}]"
	}
	return "{\"//\": \"an object\",\n" + strings.Join(properties, ",\n") + "}"
}

func (c *converter) source(e hclsyntax.Expression) string {
	at := e.Range()
	return string(c.src[at.Start.Byte:at.End.Byte])
}

func (c *converter) expression(e hclsyntax.Expression, types bool) string {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return c.source(e)
	case *hclsyntax.TupleConsExpr:
		var items []string
		for _, item := range e.Exprs {
			items = append(items, c.expression(item, types))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *hclsyntax.ObjectConsExpr:
		var items []string
		for _, item := range e.Items {
			key := strings.Trim(c.source(item.KeyExpr), `"`)
			items = append(items, quote(key)+": "+c.expression(item.ValueExpr, types))
		}
		return "{" + strings.Join(items, ", ") + "}"
	case *hclsyntax.TemplateExpr:
		return quote(c.template(e))
	}
	if types {
		return quote(c.source(e))
	}
	return quote("${" + c.source(e) + "}")
}

func (c *converter) template(e *hclsyntax.TemplateExpr) string {
	var b strings.Builder
	for _, part := range e.Parts {
		if lit, ok := part.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String {
			b.WriteString(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(lit.Val.AsString()))
		} else {
			b.WriteString("${" + c.source(part) + "}")
		}
	}
	return b.String()
}

// quote writes a string as JSON libraries do: with escapes for what HTML doesn't like.
func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("%q: %v", s, err)) // every string is JSON
	}
	return string(raw)
}
