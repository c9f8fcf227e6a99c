package diag

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity reports whether a diagnostic keeps a workspace from being used.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Diagnostic is one thing that is wrong or doubtful in a workspace.
type Diagnostic struct {
	Severity Severity
	Code     Code
	// Summary is a short line; Detail is sentences that say what to write instead.
	Summary, Detail string
	// Suggestion is what to write in the place of Range, where one thing was probably meant; else empty.
	Suggestion string
	// Range is the exact place, which may be in a file that was read by file(…).
	Range Range
	// Related is another place that Detail names, such as that of an earlier declaration; else it is zero.
	Related Range
	// Source is the line of the file in which the range begins.
	Source string
	// sourceByte is the byte of the file at which Source begins.
	sourceByte int
}

// String is the diagnostic on one line.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s %s: %s", d.Range, d.Severity, d.Code, d.Summary)
}

// Diagnostics is sorted by place.
type Diagnostics []Diagnostic

// HasErrors reports whether one of them is more than a warning.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == SeverityError })
}

// Count is how many of them are errors, and how many warnings.
func (ds Diagnostics) Count() (errors, warnings int) {
	for _, d := range ds {
		if d.Severity == SeverityError {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// Codes is the codes among them, each once, in the order of the diagnostics; those of errors stand first.
func (ds Diagnostics) Codes() []Code {
	var all []Code
	for _, severity := range []Severity{SeverityError, SeverityWarning} {
		for _, d := range ds {
			if d.Severity == severity && !slices.Contains(all, d.Code) {
				all = append(all, d.Code)
			}
		}
	}
	return all
}

// In is the diagnostics with their files as seen from outside the folder: "playbooks/rescue.hcl".
func (ds Diagnostics) In(dir string) Diagnostics {
	all := slices.Clone(ds)
	for i := range all {
		d := &all[i]
		d.Range = d.Range.in(dir)
		if d.Related != (Range{}) {
			there := d.Related.in(dir)
			d.Detail = strings.ReplaceAll(d.Detail, d.Related.String(), there.String())
			d.Related = there
		}
	}
	return all
}

// Err is the errors among them as one error, a line each; nil when there are none.
func (ds Diagnostics) Err() error {
	var lines []string
	for _, d := range ds {
		if d.Severity == SeverityError {
			lines = append(lines, d.String())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines, "\n"))
}

// Reporter collects diagnostics. A template is checked once for each use, so that one mistake can be
// found several times; it is kept once.
type Reporter struct {
	Sources map[string][]byte
	List    Diagnostics
	// known is what is in the list, without the lines of the source.
	known map[Diagnostic]bool
	// rulers is of the files in which something was found, lines of them by where they begin.
	rulers map[string]*Ruler
	lines  map[lineStart]string
}

// lineStart is where a line begins.
type lineStart struct {
	file string
	at   int
}

// NewReporter is a reporter with nothing to report.
func NewReporter() *Reporter {
	return &Reporter{
		Sources: map[string][]byte{}, known: map[Diagnostic]bool{}, rulers: map[string]*Ruler{}, lines: map[lineStart]string{},
	}
}

// Errorf reports an error. The detail is a format; a Hint among its arguments becomes the suggestion, and a Range
// the related place.
func (r *Reporter) Errorf(code Code, at Range, summary, detail string, args ...any) {
	r.report(SeverityError, code, at, summary, detail, args)
}

// Warnf reports a warning, as Errorf does an error.
func (r *Reporter) Warnf(code Code, at Range, summary, detail string, args ...any) {
	r.report(SeverityWarning, code, at, summary, detail, args)
}

func (r *Reporter) report(severity Severity, code Code, at Range, summary, detail string, args []any) {
	r.Add(Diagnostic{
		Severity: severity, Code: code, Range: at, Summary: summary,
		Detail: strings.TrimSpace(fmt.Sprintf(detail, args...)), Suggestion: r.suggestion(at, args), Related: placeAmong(args),
	})
}

// placeAmong is the place among the arguments of a detail.
func placeAmong(args []any) Range {
	for _, arg := range args {
		if at, ok := arg.(Range); ok {
			return at
		}
	}
	return Range{}
}

// suggestion is what the hint among the arguments knows, as it is written in the place of the range; empty
// when the range is more than the name that was given.
func (r *Reporter) suggestion(at Range, args []any) string {
	written := r.Text(at)
	for _, arg := range args {
		h, ok := arg.(Hint)
		switch {
		case !ok || h.Near == "":
		case written == h.Given:
			return h.Near
		case written == `"`+h.Given+`"`:
			return `"` + h.Near + `"`
		}
	}
	return ""
}

// Text is what is written in a range.
func (r *Reporter) Text(at Range) string {
	src := r.Sources[at.File]
	end := min(max(at.EndByte, 0), len(src))
	return string(src[min(max(at.StartByte, 0), end):end])
}

// Add keeps a diagnostic with the line of its place, unless the same one was found before.
func (r *Reporter) Add(d Diagnostic) {
	if r.known[d] {
		return
	}
	r.known[d] = true
	d.Source, d.sourceByte = r.line(d.Range.File, d.Range.StartByte)
	r.List = append(r.List, d)
}

// line is the line of a file around a byte, without its end, and where it begins. Diagnostics of one line
// share its text: a program may write a whole workspace on one.
func (r *Reporter) line(file string, offset int) (line string, begins int) {
	src := r.Sources[file]
	offset = min(max(offset, 0), len(src))
	start := lineStart{file, bytes.LastIndexByte(src[:offset], '\n') + 1}
	line, known := r.lines[start]
	if !known {
		line = LineOf(src, start.at)
		r.lines[start] = line
	}
	return line, start.at
}

// Sorted orders by file, then place; an error stands before a warning of the same place.
func (r *Reporter) Sorted() Diagnostics {
	slices.SortStableFunc(r.List, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Range.File, b.Range.File),
			cmp.Compare(a.Range.StartByte, b.Range.StartByte),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Summary, b.Summary),
			cmp.Compare(a.Detail, b.Detail),
		)
	})
	return r.List
}

// LineOf is the line of src around a byte, without its end.
func LineOf(src []byte, offset int) string {
	offset = min(max(offset, 0), len(src))
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	line := src[start:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	return string(bytes.TrimSuffix(line, []byte("\r")))
}
