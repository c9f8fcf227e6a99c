package diag

import (
	"encoding/json"
	"io"
)

// report is the diagnostics for programs. Fields are only ever added.
type report struct {
	Valid       bool         `json:"valid"`
	Errors      int          `json:"errors"`
	Warnings    int          `json:"warnings"`
	Diagnostics []diagnostic `json:"diagnostics"`
	// NotYet is what is right, and can't be run by this version.
	NotYet []diagnostic `json:"not_yet"`
}

type diagnostic struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Summary  string   `json:"summary"`
	Detail   string   `json:"detail"`
	File     string   `json:"file"`
	Range    span     `json:"range"`
	// Source is the line in which the range begins; of a line that only a program writes, what is near.
	Source     string `json:"source"`
	Suggestion string `json:"suggestion,omitempty"`
	// Related is another place that the detail names.
	Related *related `json:"related,omitempty"`
}

type related struct {
	File  string `json:"file"`
	Range span   `json:"range"`
}

// span is a range without its file; the end is the place after the last character.
type span struct {
	Start point `json:"start"`
	End   point `json:"end"`
}

// point counts lines and columns from 1, bytes of the file from 0. A column is one character as people
// see it, however many bytes it has.
type point struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// WriteJSON writes the diagnostics as one JSON document for programs, with what this version can't run yet. The
// error is the writer's.
func (ds Diagnostics) WriteJSON(w io.Writer, notYet Diagnostics) error {
	r := report{Valid: !ds.HasErrors(), Diagnostics: ds.forPrograms(), NotYet: notYet.forPrograms()}
	r.Errors, r.Warnings = ds.Count()
	return writeJSON(w, r)
}

func (ds Diagnostics) forPrograms() []diagnostic {
	all := []diagnostic{}
	for _, d := range ds {
		before, marked, after := d.cut()
		all = append(all, diagnostic{
			Severity: d.Severity, Code: d.Code, Summary: d.Summary, Detail: d.Detail,
			File: d.Range.File, Range: d.Range.span(), Source: before + marked + after, Suggestion: d.Suggestion,
			Related: d.related(),
		})
	}
	return all
}

func (d Diagnostic) related() *related {
	if d.Related == (Range{}) {
		return nil
	}
	return &related{File: d.Related.File, Range: d.Related.span()}
}

func (r Range) span() span {
	return span{
		Start: point{Line: r.Line, Column: r.Column, Byte: r.StartByte},
		End:   point{Line: r.EndLine, Column: r.EndColumn, Byte: r.EndByte},
	}
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
