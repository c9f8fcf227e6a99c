package dsl

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// wrap takes HCL's own diagnostics in. Where HCL stumbled over its brackets, it is explained what they
// mean, as authors who write {{ … }} don't think of them.
func (l *loader) wrap(diags hcl.Diagnostics, code diag.Code) {
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
		if extra, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok {
			found, d.Summary = functionCode(extra, found), "Function failed"
		}
		if unknown, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](d); ok {
			detail = fmt.Sprintf("At load there is no function %q, only env, file, one_of and text. Others belong in {{ … }} or in an expression.",
				unknown.CalledFunctionName())
		}
		if own, ok := hcl.DiagnosticExtra[diag.Code](d); ok {
			found = own
		}
		if help := brackets(l.Sources[at.File], at); help != "" {
			found, detail = diag.CodeBrackets, help+" HCL says: "+d.Detail
		}
		l.Add(diag.Diagnostic{Severity: severity, Code: found, Summary: d.Summary, Detail: detail, Range: at})
	}
}

// stumbles reports what HCL can't read in a part of a file that begins at the byte from. Mistakes that are
// known are explained in words of ours, each line is reported once, and what follows an unclosed quote is
// left out, as HCL reads it as text.
func (l *loader) stumbles(name, part string, from int, diags hcl.Diagnostics) {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return a.Subject.Start.Byte - b.Subject.Start.Byte })
	seen := map[int]bool{}
	for _, d := range diags {
		if seen[d.Subject.Start.Line] {
			continue
		}
		seen[d.Subject.Start.Line] = true
		line, start := l.lineAt(name, d.Subject.Start.Byte)
		if l.innerQuotes(name, line, start) {
			continue
		}
		if l.unclosed(name, part, from, d) {
			return
		}
		l.stumble(name, d)
	}
}

// lineAt is the line around a byte of a file, and where it begins.
func (l *loader) lineAt(name string, at int) (line string, start int) {
	src := l.Sources[name]
	return diag.LineOf(src, at), bytes.LastIndexByte(src[:at], '\n') + 1
}

// stumble reports one mistake.
func (l *loader) stumble(name string, d *hcl.Diagnostic) {
	src := l.Sources[name]
	line, start := l.lineAt(name, d.Subject.Start.Byte)
	if l.misquoted(name, line, start) || l.unseen(name, line, start) {
		return
	}
	m, match, ok := knownMistake(d, line, d.Subject.Start.Byte-start)
	if !ok || brackets(src, diag.RangeOf(*d.Subject)) != "" {
		l.wrap(hcl.Diagnostics{d}, diag.CodeSyntax)
		return
	}
	fill := func(template string) string { return string(m.line.ExpandString(nil, template, line, match)) }
	at := l.RangeIn(name, start+match[2], start+match[3])
	l.Add(diag.Diagnostic{
		Severity: diag.SeverityError, Code: diag.CodeSyntax, Range: at,
		Summary: m.summary, Detail: fill(m.detail), Suggestion: fill(m.instead),
	})
}

// unclosed reports a quote, a heredoc or a block that is never closed, if that is what HCL stumbled over.
func (l *loader) unclosed(name, part string, from int, d *hcl.Diagnostic) bool {
	line, start := l.lineAt(name, d.Subject.Start.Byte)
	line = strings.TrimRight(line, " \t")
	if open := unclosedQuote(line); open >= 0 && start >= from {
		l.unclosedQuote(name, line, start, open)
		return true
	}
	if found := unclosedHeredoc(part); found != nil && d.Subject.Start.Byte >= from+found[1] {
		at := l.RangeIn(name, from+found[0], from+found[3])
		l.Errorf(diag.CodeSyntax, at, "Text that isn't closed", "The text that begins here ends with a line on which there is nothing but %s.", part[found[2]:found[3]])
		return true
	}
	if open, next := unclosedBlock(part); open >= 0 && d.Summary == "Unclosed configuration block" {
		l.Errorf(diag.CodeSyntax, l.RangeIn(name, from+open, from+open+1), "Block that isn't closed",
			"The next brace that could close the one that opens here, in line %d, stands as far left as a block around it. Put } on a line of its own where the block ends.",
			l.RangeIn(name, from+next, from+next+1).Line)
		return true
	}
	return false
}

// unclosedQuote reports a quote that stands alone on its line, which begins at the byte start.
func (l *loader) unclosedQuote(name, line string, start, open int) {
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
	d.Range = l.RangeIn(name, start+open, start+len(line))
	l.Add(d)
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

// functionCode is the code for a call that failed.
func functionCode(call hclsyntax.FunctionCallDiagExtra, other diag.Code) diag.Code {
	var own ownSetting
	switch name := call.CalledFunctionName(); {
	case errors.As(call.FunctionCallError(), &own):
		return diag.CodeOwnSetting
	case name == "file":
		return diag.CodeFile
	case name == "env":
		return diag.CodeEnv
	}
	return other
}
