package dsl

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"
)

// has reports whether the attribute is written.
func (b *block) has(name string) bool { return b.Body.Attributes[name] != nil }

// at is the place of an attribute's value, or of the block's head when it isn't written.
func (b *block) at(name string) diag.Range {
	if a := b.Body.Attributes[name]; a != nil {
		return diag.RangeOf(a.Expr.Range())
	}
	return b.head()
}

// nameAt is the place of an attribute's name.
func (b *block) nameAt(name string) diag.Range {
	if a := b.Body.Attributes[name]; a != nil {
		return diag.RangeOf(a.NameRange)
	}
	return b.head()
}

// itemAt is the place of an item of a list, or of the attribute's value when it isn't written as a list.
func (b *block) itemAt(name string, i int) diag.Range {
	if a := b.Body.Attributes[name]; a != nil {
		if list, ok := a.Expr.(*hclsyntax.TupleConsExpr); ok && i < len(list.Exprs) {
			return diag.RangeOf(list.Exprs[i].Range())
		}
	}
	return b.at(name)
}

// value evaluates an attribute; ok is false when it isn't written or can't be evaluated.
func (b *block) value(name string) (v cty.Value, ok bool) {
	a := b.Body.Attributes[name]
	if a == nil {
		return cty.NilVal, false
	}
	return b.l.values.eval(a.Expr)
}

// read evaluates an attribute into target, which is a pointer; what says which type it takes.
func (b *block) read(name, what string, want cty.Type, target any) bool {
	v, ok := b.value(name)
	if !ok {
		return false
	}
	if v.IsNull() || !v.Type().Equals(want) || gocty.FromCtyValue(v, target) != nil {
		b.l.Errorf(diag.CodeWrongType, b.at(name), "Wrong type", "%q takes %s.", name, what)
		return false
	}
	return true
}

// str reads a text and reports one that shows nothing; empty when it isn't written or wrong.
func (b *block) str(name string) string {
	s, ok := b.lookupStr(name)
	if ok && actions.Blank(s) {
		b.l.blank(name, b.schema.attr(name), b.at(name))
		return ""
	}
	return s
}

// description reads what is for people alone, and may be empty.
func (b *block) description() string {
	s, _ := b.lookupStr("description")
	return s
}

// blank reports an attribute's text that shows nothing.
func (l *loader) blank(name string, a *attr, at diag.Range) {
	example, path := "…", "or leave it out"
	if a != nil {
		example = a.example
	}
	if a != nil && a.required {
		path = "as it can't be left out"
	}
	l.Errorf(diag.CodeValue, at, "Empty text", "The text of %q shows nothing: write one, such as %s = %s, %s.", name, name, example, path)
}

// lookupStr is str for a text that may be empty: ok is false when nothing is written, or what isn't a string.
func (b *block) lookupStr(name string) (s string, ok bool) {
	ok = b.read(name, "a string", cty.String, &s)
	return s, ok
}

func (b *block) number(name string) (float64, bool) {
	var n float64
	ok := b.read(name, "a number", cty.Number, &n)
	return n, ok
}

// between reads a number and reports one outside the limits.
func (b *block) between(name string, low, high float64) (float64, bool) {
	n, ok := b.number(name)
	if ok && (n < low || n > high) {
		b.l.Errorf(diag.CodeValue, b.at(name), "Number out of range", "%q is between %s and %s.", name, plainNumber(low), plainNumber(high))
		return n, false
	}
	return n, ok
}

// plainNumber is a number without an exponent.
func plainNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// strs reads a list of strings.
func (b *block) strs(name string) []string {
	v, ok := b.value(name)
	if !ok {
		return nil
	}
	all, ok := stringList(v)
	if !ok {
		b.l.Errorf(diag.CodeWrongType, b.at(name), "Wrong type", "%q takes a list of strings, such as [\"a\", \"b\"].", name)
	}
	return all
}

// tags reads a list of words that are compared with others: each shows something, and nothing that can't be seen.
func (b *block) tags(name string) []string {
	all := b.strs(name)
	for i, tag := range all {
		switch plain := actions.OneLine(tag); {
		case plain == "":
			b.l.Errorf(diag.CodeValue, b.itemAt(name, i), "Empty text", "An item of %q shows nothing: write a word, or leave the item out.", name)
		case plain != tag:
			b.l.Errorf(diag.CodeValue, b.itemAt(name, i), "Text with what can't be seen", "%q has characters that can't be seen, or spaces too many, so that it is another than one that looks the same. %s", tag, diag.Hint{Given: tag, Near: plain, Sentence: fmt.Sprintf("Write %q.", plain)})
		}
	}
	return all
}

// strOrStrs reads a string or a list of strings.
func (b *block) strOrStrs(name string) []string {
	if v, ok := b.value(name); ok && !v.IsNull() && v.Type() == cty.String {
		return []string{v.AsString()}
	}
	return b.strs(name)
}

func stringList(v cty.Value) ([]string, bool) {
	if v.IsNull() || !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		return nil, false
	}
	all := make([]string, 0, v.LengthInt())
	for _, item := range v.AsValueSlice() {
		if item.IsNull() || item.Type() != cty.String {
			return nil, false
		}
		all = append(all, item.AsString())
	}
	return all, true
}

// duration reads a duration; nil when it isn't written or wrong.
func (b *block) duration(name string) *calendar.Duration {
	if !b.has(name) {
		return nil
	}
	var s string
	if !b.read(name, `a duration in quotes, such as "3d"`, cty.String, &s) {
		return nil
	}
	d, err := calendar.Parse(s)
	if err != nil {
		b.l.Errorf(diag.CodeDuration, b.at(name), "Not a duration", "%v. %s", err, diag.SuggestDuration(s))
		return nil
	}
	return &d
}

// word reads a string that is one of the attribute's words, the first when it isn't written.
func (b *block) word(name string) string {
	allowed := b.schema.attr(name).words
	if !b.has(name) {
		return allowed[0]
	}
	s := b.str(name)
	for _, word := range allowed {
		if s == word {
			if slices.Contains(b.schema.attr(name).unsupportedWords, s) {
				b.l.noteUnsupported(b.at(name), "%s = %q in %s block", name, s, diag.Article(b.schema.word))
			}
			return s
		}
	}
	if s != "" {
		b.l.Errorf(diag.CodeValue, b.at(name), "Unknown word", "%q is %s. %s", name, diag.List(allowed, "or"), diag.SuggestOne(s, allowed))
	}
	return allowed[0]
}

// keyword is the bare word that an expression is, such as `number`; empty for anything else.
func keyword(expr hclsyntax.Expression) string {
	t, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 1 {
		return ""
	}
	return t.Traversal.RootName()
}

// whole reads a whole number and reports one outside the limits; 0 when it isn't written or wrong.
func (b *block) whole(name string, low, high int) int {
	n, ok := b.between(name, float64(low), float64(high))
	if !ok || n < float64(low) || n > float64(high) {
		return 0
	}
	if n != math.Trunc(n) {
		b.l.Errorf(diag.CodeValue, b.at(name), "Not a whole number", "%q is a whole number.", name)
	}
	return int(n)
}

// long reads a duration that is longer than nothing; nil when it isn't written or wrong.
func (b *block) long(name string) *calendar.Duration {
	d := b.duration(name)
	if d != nil && d.IsZero() {
		b.l.Errorf(diag.CodeDuration, b.at(name), "Duration of nothing", "%q has to be longer than nothing.", name)
		return nil
	}
	return d
}

// needed reads a duration that has to be written; whether it is, the schema checks.
func (b *block) needed(name string) calendar.Duration {
	if d := b.long(name); d != nil {
		return *d
	}
	return calendar.Duration{}
}
