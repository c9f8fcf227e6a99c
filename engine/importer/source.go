package importer

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl/expression"
)

// source is a Source bound to the columns of one table.
type source struct {
	column  int // of a Column
	parts   []textPart
	program *expression.Program // of an Expression
	clock   expression.Clock
}

// textPart is a literal piece of a text, a column, or an expression.
type textPart struct {
	literal string
	column  int // -1: not a column
	program *expression.Program
}

// bindSource finds the columns that a source names, and compiles its expressions against the header.
func (m *Mapping) bindSource(t *table, s Source, want expression.Type) (*source, hcl.Diagnostics) {
	b := &source{clock: expression.Clock{Zone: m.Zone, Hours: m.workspace.Hours}}
	var diags hcl.Diagnostics
	switch s.Kind {
	case Column:
		b.column, diags = t.column(s.Text, s.Range)
	case Text:
		b.parts, diags = m.bindText(t, s)
	case Expression:
		b.program, diags = m.compile(t, s, s.Text, 0, want)
	}
	return b, diags
}

// column finds a column of the header by its name.
func (t *table) column(name string, at hcl.Range) (int, hcl.Diagnostics) {
	if nameless(name) {
		return 0, hcl.Diagnostics{fault(at, "No column", "A column is read by its name, and this is none; give the column one in the header.")}
	}
	i := slices.Index(t.names, name)
	if i < 0 {
		return 0, hcl.Diagnostics{fault(at, "Unknown column", "The file %s has no column %q.%s", t.name, name, t.written(name))}
	}
	if slices.Contains(t.names[i+1:], name) {
		return 0, hcl.Diagnostics{t.ambiguous(name, at)}
	}
	t.used[i] = true
	return i, nil
}

func (t *table) ambiguous(name string, at hcl.Range) *hcl.Diagnostic {
	return fault(at, "Ambiguous column", "The header of %s names the column %q twice; give one of them another name in the file.", t.name, name)
}

// compile checks an expression over row against the table's columns.
func (m *Mapping) compile(
	t *table, s Source, text string, offset int, want expression.Type,
) (*expression.Program, hcl.Diagnostics) {
	columns := map[string]expression.Type{}
	for _, name := range t.names {
		columns[name] = expression.String
	}
	scope := expression.Scope{"row": expression.Object(columns)}
	program, found := expression.Compile(text, scope, want)
	diags := m.problems(s, offset, found)
	if program == nil {
		return nil, diags
	}
	for _, name := range program.Reads() {
		for i, column := range t.names {
			if name == "row."+column && slices.Contains(t.names[i+1:], column) {
				diags = append(diags, t.ambiguous(column, s.Range))
			}
			t.used[i] = t.used[i] || name == "row."+column || name == "row.*" || name == "row"
		}
	}
	if program.IsMarkdown() {
		diags = append(diags, fault(s.Range, "Markdown where there is none",
			"markdown(…) lets a value be Markdown in the body of a mail. Here every text is what it is: write the value without it."))
	}
	if program.ReadsClock() {
		diags = append(diags, fault(s.Range, "The clock isn't read",
			"A mapping must give the same values whenever it is run, so its expressions can't use the current time."))
	}
	return program, diags
}

// bindText takes a text with {{ … }} apart. It isn't rendered as a template is: a text of which a
// part is missing is missing as a whole, because "2013J-" would be an ID that nobody meant.
func (m *Mapping) bindText(t *table, s Source) (parts []textPart, diags hcl.Diagnostics) {
	rest, offset := s.Text, 0
	for {
		before, after, found := strings.Cut(rest, "{{")
		if before != "" {
			parts = append(parts, textPart{literal: before, column: -1})
		}
		if !found {
			return parts, diags
		}
		offset += len(before) + len("{{")
		inner, next, closed := strings.Cut(after, "}}")
		if !closed {
			return nil, append(diags, fault(m.within(s, offset-2, offset), "Unclosed braces",
				"The text has {{ without }}."))
		}
		part, more := m.bindPart(t, s, inner, offset)
		parts, diags = append(parts, part), append(diags, more...)
		rest, offset = next, offset+len(inner)+len("}}")
	}
}

// bindPart binds what stands between the braces. A plain row.column, which is nearly all that is ever
// written, is read without the expression language: a file has many rows.
func (m *Mapping) bindPart(t *table, s Source, inner string, offset int) (textPart, hcl.Diagnostics) {
	if name, ok := strings.CutPrefix(strings.TrimSpace(inner), "row."); ok && slices.Contains(t.names, name) {
		i, diags := t.column(name, m.within(s, offset, offset+len(inner)))
		return textPart{column: i}, diags
	}
	program, diags := m.compile(t, s, inner, offset, expression.String)
	return textPart{column: -1, program: program}, diags
}

// read gives the value for a row: a text, another JSON value of an expression, or nil for missing.
func (b *source) read(r *row) (any, error) {
	switch {
	case b.program != nil:
		return b.evaluate(b.program, r)
	case b.parts != nil:
		return b.join(r)
	}
	if text := r.text(b.column); text != "" {
		return text, nil
	}
	return nil, nil
}

func (b *source) join(r *row) (any, error) {
	var whole strings.Builder
	for _, p := range b.parts {
		text := p.literal
		switch {
		case p.program != nil:
			value, err := b.evaluate(p.program, r)
			if err != nil {
				return nil, err
			}
			text, _ = value.(string)
		case p.column >= 0:
			text = r.text(p.column)
		}
		if text == "" {
			return nil, nil
		}
		whole.WriteString(text)
	}
	return whole.String(), nil
}

// errExpression names no values: reasons are counted, and must not be as many as the rows.
var errExpression = rejection("the expression can't be evaluated for this row")

func (b *source) evaluate(p *expression.Program, r *row) (any, error) {
	value, err := p.Eval(expression.Env{Values: r.scope(), Clock: b.clock})
	if err != nil {
		return nil, errExpression
	}
	if value == "" {
		return nil, nil
	}
	return value, nil
}

// keeps says whether a row passes the block's `when`.
func (b *source) keeps(r *row) (bool, error) {
	if b == nil {
		return true, nil
	}
	ok, err := b.program.True(expression.Env{Values: r.scope(), Clock: b.clock})
	if err != nil {
		return false, rejection("when: " + errExpression.Error())
	}
	return ok, nil
}
