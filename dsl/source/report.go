package source

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/tendhq/tend/dsl/diag"
)

// Explanation is the Extra of a diagnostic of HCL's that is reported under another code, or in other words. What is
// empty stays HCL's.
type Explanation struct {
	Code   diag.Code
	Detail string
}

// Report takes HCL's own diagnostics in. Where HCL stumbled over its brackets, it is explained what they
// mean, as authors who write {{ … }} don't think of them.
func (p *Parser) Report(diags hcl.Diagnostics, code diag.Code) {
	for _, d := range diags {
		at := diag.Range{}
		if d.Subject != nil {
			at = diag.RangeOf(*d.Subject)
		}
		severity := diag.SeverityError
		if d.Severity == hcl.DiagWarning {
			severity = diag.SeverityWarning
		}
		found, detail := code, d.Detail
		if own, ok := hcl.DiagnosticExtra[Explanation](d); ok {
			found, detail = cmp.Or(own.Code, found), cmp.Or(own.Detail, detail)
		}
		if help := brackets(p.Sources[at.File], at); help != "" {
			found, detail = diag.CodeBrackets, help+" HCL says: "+d.Detail
		}
		p.Add(diag.Diagnostic{Severity: severity, Code: found, Summary: d.Summary, Detail: detail, Range: at})
	}
}

// reportPart reports what HCL can't read in a part of a file that begins at the byte from. Mistakes that are
// known are explained in words of ours, each line is reported once, and what follows an unclosed quote is
// left out, as HCL reads it as text.
func (p *Parser) reportPart(name, part string, from int, diags hcl.Diagnostics) {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return a.Subject.Start.Byte - b.Subject.Start.Byte })
	seen := map[int]bool{}
	for _, d := range diags {
		if seen[d.Subject.Start.Line] {
			continue
		}
		seen[d.Subject.Start.Line] = true
		line, start := p.lineAt(name, d.Subject.Start.Byte)
		if p.innerQuotes(name, line, start) {
			continue
		}
		if p.unclosed(name, part, from, d) {
			return
		}
		p.reportOne(name, d)
	}
}

// lineAt is the line around a byte of a file, and where it begins.
func (p *Parser) lineAt(name string, at int) (line string, start int) {
	src := p.Sources[name]
	return diag.LineOf(src, at), bytes.LastIndexByte(src[:at], '\n') + 1
}

// reportOne reports one mistake.
func (p *Parser) reportOne(name string, d *hcl.Diagnostic) {
	src := p.Sources[name]
	line, start := p.lineAt(name, d.Subject.Start.Byte)
	if p.misquoted(name, line, start) || p.unseen(name, line, start) {
		return
	}
	m, match, ok := p.grammar().knownMistake(d, line, d.Subject.Start.Byte-start)
	if !ok || brackets(src, diag.RangeOf(*d.Subject)) != "" {
		p.Report(hcl.Diagnostics{d}, diag.CodeSyntax)
		return
	}
	fill := func(template string) string { return string(m.line.ExpandString(nil, template, line, match)) }
	at := p.RangeIn(name, start+match[2], start+match[3])
	p.Add(diag.Diagnostic{
		Severity: diag.SeverityError, Code: diag.CodeSyntax, Range: at,
		Summary: m.summary, Detail: fill(m.detail), Suggestion: fill(m.instead),
	})
}

// unclosed reports a quote, a heredoc or a block that is never closed, if that is what HCL stumbled over.
func (p *Parser) unclosed(name, part string, from int, d *hcl.Diagnostic) bool {
	line, start := p.lineAt(name, d.Subject.Start.Byte)
	line = strings.TrimRight(line, " \t")
	if open := unclosedQuote(line); open >= 0 && start >= from {
		p.unclosedQuote(name, line, start, open)
		return true
	}
	if found := unclosedHeredoc(part); found != nil && d.Subject.Start.Byte >= from+found[1] {
		at := p.RangeIn(name, from+found[0], from+found[3])
		p.Errorf(diag.CodeSyntax, at, "Text that isn't closed", "The text that begins here ends with a line on which there is nothing but %s.", part[found[2]:found[3]])
		return true
	}
	if open, next := unclosedBlock(part); open >= 0 && d.Summary == "Unclosed configuration block" {
		p.Errorf(diag.CodeSyntax, p.RangeIn(name, from+open, from+open+1), "Block that isn't closed",
			"The next brace that could close the one that opens here, in line %d, stands as far left as a block around it. Put } on a line of its own where the block ends.",
			p.RangeIn(name, from+next, from+next+1).Line)
		return true
	}
	return false
}

// unclosedQuote reports a quote that stands alone on its line, which begins at the byte start.
func (p *Parser) unclosedQuote(name, line string, start, open int) {
	d := diag.Diagnostic{
		Severity: diag.SeverityError, Code: diag.CodeSyntax, Summary: "Quote that isn't closed",
		Detail: "The quote that opens here is never closed. Text in quotes ends on its line; longer text stands between <<-TEXT and TEXT.",
	}
	if first := openingQuote.FindStringSubmatchIndex(line); first != nil {
		open = first[2]
		d.Summary, d.Suggestion = "Quote that is missing", `"`+line[open:]
		d.Detail = "The text has a quote at its end and none at its beginning."
	} else if !strings.ContainsAny(line[open:], "#{}[]()") {
		d.Suggestion = line[open:] + `"`
	}
	d.Range = p.RangeIn(name, start+open, start+len(line))
	p.Add(d)
}

// brackets explains `%{` and `${` when they are what HCL stumbled over.
func brackets(src []byte, at diag.Range) string {
	line := diag.LineOf(src, at.StartByte)
	place := min(max(at.StartByte, 0), len(src))
	before := firstBytes(line, place-bytes.LastIndexByte(src[:place], '\n')-1)
	// The nearest opening bracket before the place, or at it, is the one that HCL was reading.
	near := before + firstBytes(line[len(before):], 3)
	directive, interpolation := lastOpen(near, "%{"), lastOpen(near, "${")
	switch {
	case directive >= 0 && directive > interpolation:
		return "`%{` begins a directive of HCL. Write `%%{` for a percent sign before a brace: `%%{{ … }}` is a percent sign and an expression."
	case interpolation >= 0 && strings.HasPrefix(line[interpolation:], "${{"):
		return "`${` begins a value that is known at load. Write `$${{ … }}` for a dollar sign before an expression."
	}
	return ""
}

// lastOpen is where an opening bracket that isn't escaped stands last, -1 when nowhere.
func lastOpen(s, open string) int {
	i := strings.LastIndex(s, open)
	if i > 0 && s[i-1] == open[0] {
		return -1
	}
	return i
}

func firstBytes(s string, n int) string { return s[:min(n, len(s))] }
