package dsl

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// parse reads the structure of one file and sorts its blocks by their word. Where HCL stumbles, the file
// is read in parts, so that a mistake in one block hides nothing of the others.
func (l *loader) parse(name string, src []byte) {
	if !l.isText(name, src) {
		l.unread = append(l.unread, string(src))
		return
	}
	if !l.isReasonable(name, src) {
		l.unread = append(l.unread, string(src))
		return
	}
	if strings.HasSuffix(name, ".json") {
		l.parseJSON(name, src)
		return
	}
	file, diags := l.parseHCL(src, name, hcl.InitialPos)
	if !diags.HasErrors() {
		l.sort(file.Body.(*hclsyntax.Body))
		return
	}
	before := len(l.unread)
	starts := partStarts(src)
	for i := 0; i < len(starts)-1; {
		i = l.parsePart(name, src, starts, i)
	}
	if len(l.unread) == before { // Together the parts are wrong, each of them isn't.
		l.unread = append(l.unread, string(src))
		l.stumbles(name, string(src), 0, diags)
	}
}

func (l *loader) parseJSON(name string, src []byte) {
	body, diags := readJSON(name, src)
	l.wrap(diags, diag.CodeSyntax)
	if diags.HasErrors() || body == nil {
		l.unread = append(l.unread, string(src))
		return
	}
	l.sort(body)
}

// parseHCL reads a part of a file. An attribute that stands twice keeps nothing from being read, so it is
// reported at once, unless something else is wrong.
func (l *loader) parseHCL(src []byte, name string, start hcl.Pos) (*hcl.File, hcl.Diagnostics) {
	file, diags := hclsyntax.ParseConfig(src, name, start)
	if !diags.HasErrors() || slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != "Attribute redefined" }) {
		return file, diags
	}
	for _, d := range diags {
		at := diag.RangeOf(*d.Subject)
		l.Errorf(diag.CodeDuplicate, at, "Attribute written twice", "%q stands in this block already: write it once.", l.Text(at))
	}
	return file, nil
}

// blockStart is a line that looks like the beginning of a block at the top of a file.
var blockStart = regexp.MustCompile(`(?m)^[\pL_][\pL\pN_-]*(?:[ \t]+"[^"\n]*")*[ \t]*\{`)

// partStarts is where the parts of a file begin, and its end: at its beginning, and at each line that
// looks like the beginning of a block.
func partStarts(src []byte) []int {
	starts := []int{0}
	for _, at := range blockStart.FindAllIndex(src, -1) {
		if at[0] > 0 {
			starts = append(starts, at[0])
		}
	}
	return append(starts, len(src))
}

// longestPart is how many lines that look like the beginning of a block may stand inside one: in a
// heredoc.
const longestPart = 8

// parsePart reads the part that begins at starts[i], and gives where the next one begins. When it can't be
// read alone, it may go on: what looked like the beginning of a block was text.
func (l *loader) parsePart(name string, src []byte, starts []int, i int) (next int) {
	var first hcl.Diagnostics
	for end := i + 1; end < len(starts) && end <= i+longestPart; end++ {
		from := starts[i]
		// Above the part are whole lines.
		at := hcl.Pos{Line: 1 + bytes.Count(src[:from], []byte("\n")), Column: 1, Byte: from}
		file, diags := l.parseHCL(src[from:starts[end]], name, at)
		if !diags.HasErrors() {
			l.sort(file.Body.(*hclsyntax.Body))
			return end
		}
		if end == i+1 {
			first = diags
		}
	}
	part := string(src[starts[i]:starts[i+1]])
	l.stumbles(name, part, starts[i], first)
	l.unread = append(l.unread, part)
	return i + 1
}

// sort puts the blocks of a file to those of the same word.
func (l *loader) sort(body *hclsyntax.Body) {
	for _, attr := range sortedAttributes(body) {
		l.Errorf(diag.CodeUnknownName, diag.RangeOf(attr.NameRange), "Attribute outside a block",
			"%q stands outside every block. At the top of a file there are only blocks.", attr.Name)
	}
	known := topBlocks()
	for _, b := range body.Blocks {
		if l.knownBlock(b, "a workspace", known) {
			l.top[b.Type] = append(l.top[b.Type], b)
		}
	}
}

// isText reports a file whose bytes aren't characters, which HCL would report for each of them.
func (l *loader) isText(name string, src []byte) bool {
	if utf8.Valid(src) {
		return true
	}
	at := 0
	for r, n := utf8.DecodeRune(src); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRune(src[at:]) {
		at += n
	}
	l.Errorf(diag.CodeUnreadable, l.RangeIn(name, at, at+1), "Not text in UTF-8",
		"The byte %#x here isn't part of a character in UTF-8. Save the file as UTF-8 in your editor.", src[at])
	return false
}
