package importer

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// fault makes one error diagnostic.
func fault(at hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(detail, args...),
		Subject:  at.Ptr(),
	}
}

// suggest returns a sentence with the name most like the one given, or nothing when none is like it.
func suggest(name string, names []string) string {
	best := expression.Nearest(name, names)
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

// problems puts an expression's problems at their places in the mapping file. offset is where the
// expression begins in the source's text.
func (m *Mapping) problems(s Source, offset int, found []expression.Problem) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, p := range found {
		d := fault(m.within(s, offset+p.Start, offset+p.End), p.Summary, "%s%s", p.Detail, ofTexts(s.Text, offset, p))
		d.Extra = CodeExpression
		if p.Warning {
			d.Severity = hcl.DiagWarning
		}
		diags = append(diags, d)
	}
	return diags
}

// ofTexts says what to write where an expression takes a column for something else than a text; else nothing.
func ofTexts(text string, offset int, p expression.Problem) string {
	if p.Summary != "Wrong type" || offset+p.End > len(text) {
		return ""
	}
	found := ofRow.FindStringSubmatch(text[offset+p.Start : offset+p.End])
	if found == nil {
		return ""
	}
	return fmt.Sprintf(" Every column is a text: int(row.%[1]s) and float(row.%[1]s) make a number of it, and row.%[1]s == 'yes' looks for a word.", found[1])
}

// within returns the range of a part of a source's text. A text that stands in the file in other words
// (with escapes, or an indented heredoc) gives the whole text's range.
func (m *Mapping) within(s Source, start, end int) hcl.Range {
	if s.Range.End.Byte > len(m.source) {
		return s.Range
	}
	base := bytes.Index(m.source[s.Range.Start.Byte:s.Range.End.Byte], []byte(s.Text))
	if base < 0 || start < 0 || end < start || end > len(s.Text) {
		return s.Range
	}
	base += s.Range.Start.Byte
	return hcl.Range{
		Filename: s.Range.Filename,
		Start:    m.position(base + start),
		End:      m.position(base + end),
	}
}

// position returns the line and column of a byte of the mapping file, counted by HCL's own scanner.
func (m *Mapping) position(offset int) hcl.Pos {
	whole := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	s := hcl.NewRangeScanner(m.source[:offset], "", whole)
	if offset == 0 || !s.Scan() {
		return hcl.InitialPos
	}
	return s.Range().End
}

// The codes of diagnostics about mappings.
const (
	CodeMapping    diag.Code = "TM101" // the mapping by itself, or against the workspace
	CodeExpression diag.Code = "TM201" // a mistake in an expression over row
	CodeData       diag.Code = "TM301" // the mapping against the data's files and columns
)

// diagnostics brings what was found into the form of the workspace's diagnostics, so that both are
// shown alike. What has no code of its own gets the one given.
func diagnostics(found hcl.Diagnostics, source []byte, code diag.Code) diag.Diagnostics {
	reporter := diag.NewReporter()
	for _, d := range found {
		out := diag.Diagnostic{Severity: diag.SeverityError, Code: code, Summary: d.Summary, Detail: d.Detail}
		if d.Severity == hcl.DiagWarning {
			out.Severity = diag.SeverityWarning
		}
		if own, ok := d.Extra.(diag.Code); ok {
			out.Code = own
		}
		if r := d.Subject; r != nil {
			out.Range = diag.RangeOf(*r)
			reporter.Sources[r.Filename] = source
		}
		reporter.Add(out)
	}
	return reporter.List
}
