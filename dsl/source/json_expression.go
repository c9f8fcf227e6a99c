package source

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/tendhq/tend/dsl/diag"
)

// expression reads a value: a string is a template, as in quotes, and a string of nothing but ${…} is the
// value in it. Where types are wanted, a string is a type as the native form writes it without quotes.
func (r *jsonReader) expression(from hcl.Expression, types bool) hclsyntax.Expression {
	at := from.Range()
	if items, diags := hcl.ExprList(from); !diags.HasErrors() {
		list := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: from.StartRange()}
		for _, item := range items {
			list.Exprs = append(list.Exprs, r.expression(item, types))
		}
		return list
	}
	if pairs, diags := hcl.ExprMap(from); !diags.HasErrors() {
		object := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: from.StartRange()}
		for _, pair := range pairs {
			key := &hclsyntax.ObjectConsKeyExpr{Wrapped: r.expression(pair.Key, false), ForceNonLiteral: true}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: r.expression(pair.Value, types)})
		}
		return object
	}
	value, diags := from.Value(nil)
	r.diags = append(r.diags, diags...)
	switch {
	case value.IsNull() || value.Type() != cty.String:
		return &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}
	case types:
		return r.text(at, hclsyntax.ParseExpression)
	}
	switch e := r.text(at, hclsyntax.ParseTemplate).(type) {
	case *hclsyntax.TemplateWrapExpr:
		return e.Wrapped
	case *hclsyntax.TemplateExpr:
		e.SrcRange = at
		return e
	default:
		return e
	}
}

type parser func(src []byte, file string, start hcl.Pos) (hclsyntax.Expression, hcl.Diagnostics)

// text parses what a string of the file says.
func (r *jsonReader) text(at hcl.Range, parse parser) hclsyntax.Expression {
	start := at.Start
	start.Byte, start.Column = start.Byte+1, start.Column+1
	written := r.src[start.Byte : at.End.Byte-1]
	if diags := deepString(written, at); diags.HasErrors() {
		r.diags = append(r.diags, diags...)
		return &hclsyntax.LiteralValueExpr{Val: cty.StringVal(""), SrcRange: at}
	}
	if !bytes.ContainsRune(written, '\\') {
		e, diags := parse(written, at.Filename, start)
		r.diags = append(r.diags, diags...)
		return e
	}
	// The parser has to see what the escapes mean, and gives places in that text.
	said, places := unescaped(string(written))
	ruler := diag.NewRuler(written)
	e, diags := parse([]byte(said), at.Filename, hcl.InitialPos)
	moved := &mover{seen: map[uintptr]bool{}, to: func(p hcl.Pos) hcl.Pos {
		before := places[min(p.Byte, len(said))]
		column := ruler.At(before).Column - 1
		return hcl.Pos{Line: start.Line, Column: start.Column + column, Byte: start.Byte + before}
	}}
	moved.all(reflect.ValueOf(&e))
	moved.all(reflect.ValueOf(diags))
	r.diags = append(r.diags, diags...)
	return e
}

// unescaped is what a string means, and where each of its bytes is written.
func unescaped(written string) (said string, places []int) {
	var b strings.Builder
	for i := 0; i < len(written); {
		s, n := backslash(written[i:])
		for range len(s) {
			places = append(places, i)
		}
		b.WriteString(s)
		i += n
	}
	return b.String(), append(places, len(written))
}

// mover puts all places inside a value somewhere else.
type mover struct {
	to   func(hcl.Pos) hcl.Pos
	seen map[uintptr]bool
}

func (m *mover) all(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !m.seen[v.Pointer()] {
			m.seen[v.Pointer()] = true
			m.all(v.Elem())
		}
	case reflect.Interface:
		m.inside(v)
	case reflect.Slice:
		for i := range v.Len() {
			m.all(v.Index(i))
		}
	case reflect.Struct:
		if at, isRange := v.Interface().(hcl.Range); isRange {
			at.Start, at.End = m.to(at.Start), m.to(at.End)
			v.Set(reflect.ValueOf(at))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				m.all(v.Field(i))
			}
		}
	}
}

// inside minds that what an interface holds can't be changed in its place, unless it is a pointer.
func (m *mover) inside(v reflect.Value) {
	if v.IsNil() {
		return
	}
	changed := reflect.New(v.Elem().Type()).Elem()
	changed.Set(v.Elem())
	m.all(changed)
	v.Set(changed)
}
