package diag

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl/explain"
)

// The parts of SARIF 2.1.0 that diagnostics need, under the names of the standard.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               Code         `json:"id"`
		ShortDescription sarifMessage `json:"shortDescription"`
		FullDescription  sarifMessage `json:"fullDescription"`
		Help             sarifMessage `json:"help"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID    Code            `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     Severity        `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Fixes     []sarifFix      `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPlace `json:"physicalLocation"`
	}
	sarifPlace struct {
		ArtifactLocation sarifFile   `json:"artifactLocation"`
		Region           sarifRegion `json:"region"`
	}
	sarifFile struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn,omitempty"`
		ByteOffset  int `json:"byteOffset"`
		ByteLength  int `json:"byteLength"`
	}
	sarifFix struct {
		Description     sarifMessage  `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifFile          `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion  `json:"deletedRegion"`
		InsertedContent sarifMessage `json:"insertedContent"`
	}
)

// WriteSARIF writes the diagnostics as a log in SARIF 2.1.0, which code hosts and editors read. version is
// the tool's; the error is the writer's.
func (ds Diagnostics) WriteSARIF(w io.Writer, version string) error {
	codes := ds.codes()
	run := sarifRun{
		Tool:       sarifTool{Driver: sarifDriver{Name: "tend", Version: version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, code := range codes {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule(code))
	}
	for _, d := range ds {
		r := d.result()
		r.RuleIndex = slices.Index(codes, d.Code)
		run.Results = append(run.Results, r)
	}
	return writeJSON(w, sarifLog{
		Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// codes is the codes that occur, sorted.
func (ds Diagnostics) codes() []Code {
	var all []Code
	for _, d := range ds {
		all = append(all, d.Code)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func rule(code Code) sarifRule {
	page, _ := explain.Find(string(code))
	return sarifRule{
		ID:               code,
		ShortDescription: sarifMessage{Text: page.Title},
		FullDescription:  sarifMessage{Text: page.Meaning},
		Help:             sarifMessage{Text: page.Meaning + "\n\n" + page.Why, Markdown: page.Markdown()},
	}
}

func (d Diagnostic) result() sarifResult {
	file := sarifFile{URI: uri(d.Range.File)}
	r := sarifResult{
		RuleID: d.Code, Level: d.Severity, Message: sarifMessage{Text: d.Summary + ". " + d.Detail},
		Locations: []sarifLocation{{PhysicalLocation: sarifPlace{ArtifactLocation: file, Region: d.region()}}},
	}
	if d.Suggestion != "" {
		r.Fixes = []sarifFix{{
			Description: sarifMessage{Text: "Write " + d.Suggestion},
			ArtifactChanges: []sarifChange{{
				ArtifactLocation: file,
				Replacements:     []sarifReplacement{{DeletedRegion: d.region(), InsertedContent: sarifMessage{Text: d.Suggestion}}},
			}},
		}}
	}
	return r
}

// region counts columns in code points, as SARIF has it. Where a range ends on another line than the one
// that is known, it goes on to that line's end.
func (d Diagnostic) region() sarifRegion {
	r := sarifRegion{
		StartLine: d.Range.Line, StartColumn: d.codePoint(d.Range.StartByte), EndLine: d.Range.EndLine,
		ByteOffset: d.Range.StartByte, ByteLength: d.Range.EndByte - d.Range.StartByte,
	}
	if r.EndLine == r.StartLine {
		r.EndColumn = d.codePoint(d.Range.EndByte)
	}
	return r
}

// codePoint is the column of a byte of the source line.
func (d Diagnostic) codePoint(offset int) int {
	return utf8.RuneCountInString(d.Source[:d.inSource(offset)]) + 1
}

// uri is a file's path as a URI reference.
func uri(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
