package dsl

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// wrap takes HCL's own diagnostics in. Where HCL stumbled over its brackets, it is explained what they
// mean, as authors who write {{ … }} don't think of them.
func (l *loader) wrap(diags hcl.Diagnostics, code Code) {
	for _, d := range diags {
		at := Range{}
		if d.Subject != nil {
			at = rangeOf(*d.Subject)
		}
		severity := SeverityError
		if d.Severity == hcl.DiagWarning {
			severity = SeverityWarning
		}
		found, detail := code, d.Detail
		if extra, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok {
			found, d.Summary = functionCode(extra.CalledFunctionName(), found), "Function failed"
		}
		if help := brackets(l.sources[at.File], at); help != "" {
			found, detail = CodeBrackets, help+" HCL says: "+d.Detail
		}
		l.add(Diagnostic{Severity: severity, Code: found, Summary: d.Summary, Detail: detail, Range: at})
	}
}

// brackets explains `%{` and `${` when they are what HCL stumbled over.
func brackets(src []byte, at Range) string {
	line := lineOf(src, at.StartByte)
	before := line[:columnByte(line, at.Column)]
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
func functionCode(name string, other Code) Code {
	switch name {
	case "file":
		return CodeFile
	case "env":
		return CodeEnv
	}
	return other
}
