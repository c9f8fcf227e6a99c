package importer

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl/expression"
)

// value decodes where a value comes from: a column's name, a text with {{ … }}, or an object with
// more to say. It is nil when that can't be told.
func (m *Mapping) value(expr hcl.Expression) (*Value, hcl.Diagnostics) {
	list, isObject, diags := m.locals.pairs(expr)
	if diags.HasErrors() {
		return nil, diags
	}
	if isObject {
		v, more := m.described(expr, list)
		return v, append(diags, more...)
	}
	text, diags := m.locals.literal(expr)
	if diags.HasErrors() {
		return nil, diags
	}
	return &Value{Source: shorthand(text, m.locals.place(expr)), Zone: m.Zone}, nil
}

// shorthand tells a text with {{ … }} from a column's name.
func shorthand(text string, at hcl.Range) Source {
	if strings.Contains(text, "{{") {
		return Source{Kind: Text, Text: text, Range: at}
	}
	return Source{Kind: Column, Text: text, Range: at}
}

// described decodes an object such as { column = "closed", format = "YYYY-MM-DD" }.
func (m *Mapping) described(expr hcl.Expression, list []pair) (*Value, hcl.Diagnostics) {
	v := &Value{Zone: m.Zone, options: map[string]hcl.Range{}}
	var diags hcl.Diagnostics
	for _, p := range list {
		if !slices.Contains(optionNames, p.name) {
			diags = append(diags, fault(p.at, "Unknown option",
				"%q means nothing here; a value is described by %s.%s",
				p.name, strings.Join(optionNames, ", "), suggest(p.name, optionNames)))
			continue
		}
		v.options[p.name] = p.at
		diags = append(diags, v.option(m.locals, p)...)
	}
	_, hasColumn := v.options["column"]
	_, hasValue := v.options["value"]
	if hasColumn == hasValue {
		diags = append(diags, fault(expr.Range(), "Where from?",
			`A value comes either from a column = "…" or from a value = "…", which is an expression over row.`))
	}
	diags = append(diags, v.together()...)
	if diags.HasErrors() {
		return nil, diags
	}
	return v, diags
}

// option decodes one option.
func (v *Value) option(l locals, p pair) (diags hcl.Diagnostics) {
	switch p.name {
	case "column", "value":
		text, more := l.literal(p.value)
		v.Source = Source{Kind: Expression, Text: text, Range: l.place(p.value)}
		if p.name == "column" {
			v.Source = shorthand(text, l.place(p.value))
		}
		return more
	case "format":
		return v.formats(l, p.value)
	case "zone":
		v.Zone, diags = l.zone(p.value)
	case "anchor":
		return v.anchors(l, p.value)
	case "by":
		by, more := l.literal(p.value)
		v.anchor().By, v.anchor().byRange = by, p.value.Range()
		return more
	case "true":
		v.True, diags = l.literals(p.value)
	case "false":
		v.False, diags = l.literals(p.value)
	case "map":
		v.Map, diags = l.dictionary(p.value)
	case "otherwise":
		text, more := l.literal(p.value)
		v.Otherwise = &text
		return more
	}
	return diags
}

func (v *Value) anchor() *Anchor {
	if v.Anchor == nil {
		v.Anchor = &Anchor{Days: map[string]time.Time{}}
	}
	return v.Anchor
}

func (v *Value) formats(l locals, expr hcl.Expression) hcl.Diagnostics {
	texts, diags := l.literals(expr)
	for _, text := range texts {
		p, err := NewPattern(text)
		if err != nil {
			diags = append(diags, fault(expr.Range(), "Wrong format", "The format %q can't be used: %s.", text, err))
			continue
		}
		v.Formats = append(v.Formats, p)
	}
	return diags
}

// anchors decodes one day, or a day for each value of the column `by`.
func (v *Value) anchors(l locals, expr hcl.Expression) hcl.Diagnostics {
	list, perValue, diags := l.pairs(expr)
	if !perValue {
		list = []pair{{value: expr}}
	}
	for _, p := range list {
		text, more := l.literal(p.value)
		diags = append(diags, more...)
		day, err := time.Parse(time.DateOnly, text)
		if err != nil && !more.HasErrors() {
			diags = append(diags, fault(p.value.Range(), "Wrong anchor", `An anchor is a day such as "2026-10-01".`))
		}
		v.anchor().Days[p.name] = day
	}
	return diags
}

// dictionary decodes a map of texts.
func (l locals) dictionary(expr hcl.Expression) (map[string]string, hcl.Diagnostics) {
	list, ok, diags := l.pairs(expr)
	if !ok {
		return nil, hcl.Diagnostics{fault(expr.Range(), "Wrong map", `A map is written { "from" = "to" }.`)}
	}
	dict := map[string]string{}
	for _, p := range list {
		text, more := l.literal(p.value)
		diags = append(diags, more...)
		dict[p.name] = text
	}
	return dict, diags
}

// together refuses options that contradict each other or lack their other half.
func (v *Value) together() (diags hcl.Diagnostics) {
	need := func(option, other, detail string) {
		_, has := v.options[option]
		_, hasOther := v.options[other]
		if has && !hasOther {
			diags = append(diags, fault(v.options[option], "Incomplete option", "%s", detail))
		}
	}
	need("true", "false", `With true = […] goes false = […]: a word in neither is rejected.`)
	need("false", "true", `With false = […] goes true = […]: a word in neither is rejected.`)
	need("otherwise", "map", `otherwise is for values that a map = { … } doesn't list; there is no map.`)
	need("by", "anchor", `by names the column that chooses among the days of anchor = { … }; there is no anchor.`)
	if v.Anchor != nil {
		_, single := v.Anchor.Days[""]
		if single == (v.Anchor.By != "") {
			diags = append(diags, fault(v.options["anchor"], "Incomplete option",
				`anchor is either one day, or a day for each value of the column named by by = "…".`))
		}
		if v.Formats != nil {
			diags = append(diags, fault(v.options["format"], "Contradiction",
				"A count of days (anchor) has no format."))
		}
	}
	return diags
}

// optionTypes says for which kinds of type an option means something.
var optionTypes = map[string][]expression.Kind{
	"format": {expression.KindDate, expression.KindTime},
	"zone":   {expression.KindDate, expression.KindTime},
	"anchor": {expression.KindDate, expression.KindTime},
	"true":   {expression.KindBool},
}

// suits refuses options that mean nothing for the type of what the value goes to.
func (v *Value) suits(name string, t expression.Type) (diags hcl.Diagnostics) {
	for _, option := range []string{"format", "zone", "anchor", "true"} {
		at, written := v.options[option]
		if written && !slices.Contains(optionTypes[option], t.Kind) {
			diags = append(diags, fault(at, "Option without effect",
				"%s is of the type %s, for which %s means nothing.", name, t.Kind, option))
		}
	}
	return diags
}
