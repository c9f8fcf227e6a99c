package source

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// Parser reads files into syntax trees and reports what it can't read.
type Parser struct {
	*diag.Reporter
	grammar func() *Grammar
	unread  []string
}

// NewParser makes a parser that reports to r. The grammar is asked for only where a file needs it.
func NewParser(r *diag.Reporter, grammar func() *Grammar) *Parser {
	return &Parser{Reporter: r, grammar: sync.OnceValue(grammar)}
}

// Unread is the parts of files that couldn't be read so far.
func (p *Parser) Unread() []string { return p.unread }

// Parse reads a file. Where HCL fails, the file is read in parts, each with a tree of its own, so that a mistake in
// one block hides nothing of the others.
func (p *Parser) Parse(name string, src []byte) []*hclsyntax.Body {
	switch {
	case !p.isText(name, src) || !p.IsReasonable(name, src):
		p.unread = append(p.unread, string(src))
		return nil
	case strings.HasSuffix(name, ".json"):
		return p.parseJSON(name, src)
	}
	body, diags := p.parseHCL(src, name, hcl.InitialPos)
	if !diags.HasErrors() {
		return []*hclsyntax.Body{body}
	}
	var bodies []*hclsyntax.Body
	before := len(p.unread)
	starts := partStarts(src)
	for i := 0; i < len(starts)-1; {
		body, i = p.parsePart(name, src, starts, i)
		if body != nil {
			bodies = append(bodies, body)
		}
	}
	if len(p.unread) == before { // Together the parts are wrong, each of them isn't.
		p.unread = append(p.unread, string(src))
		p.reportPart(name, string(src), 0, diags)
	}
	return bodies
}

// ParseWhole reads a file of the native form as one part; nil when it can't.
func (p *Parser) ParseWhole(name string, src []byte) *hclsyntax.Body {
	body, diags := p.parseHCL(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		p.reportPart(name, string(src), 0, diags)
		return nil
	}
	return body
}

func (p *Parser) parseJSON(name string, src []byte) []*hclsyntax.Body {
	body, diags := readJSON(name, src, p.grammar())
	p.Report(diags, diag.CodeSyntax)
	if diags.HasErrors() || body == nil {
		p.unread = append(p.unread, string(src))
		return nil
	}
	return []*hclsyntax.Body{body}
}

// parseHCL reads a part of a file. An attribute that stands twice keeps nothing from being read, so it is
// reported at once, unless something else is wrong.
func (p *Parser) parseHCL(src []byte, name string, start hcl.Pos) (*hclsyntax.Body, hcl.Diagnostics) {
	file, diags := hclsyntax.ParseConfig(src, name, start)
	body, _ := file.Body.(*hclsyntax.Body)
	if !diags.HasErrors() || slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != "Attribute redefined" }) {
		return body, diags
	}
	for _, d := range diags {
		at := diag.RangeOf(*d.Subject)
		p.Errorf(diag.CodeDuplicate, at, "Attribute written twice", "%q stands in this block already: write it once.", p.Text(at))
	}
	return body, nil
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

// parsePart reads the part that begins at starts[i], and returns where the next one begins. A part that can't be
// read alone may go on: what looked like the beginning of a block was text.
func (p *Parser) parsePart(name string, src []byte, starts []int, i int) (body *hclsyntax.Body, next int) {
	var first hcl.Diagnostics
	for end := i + 1; end < len(starts) && end <= i+longestPart; end++ {
		from := starts[i]
		// Above the part are whole lines.
		at := hcl.Pos{Line: 1 + bytes.Count(src[:from], []byte("\n")), Column: 1, Byte: from}
		body, diags := p.parseHCL(src[from:starts[end]], name, at)
		if !diags.HasErrors() {
			return body, end
		}
		if end == i+1 {
			first = diags
		}
	}
	part := string(src[starts[i]:starts[i+1]])
	p.reportPart(name, part, starts[i], first)
	p.unread = append(p.unread, part)
	return nil, i + 1
}

// isText reports a file whose bytes aren't characters, which HCL would report for each of them.
func (p *Parser) isText(name string, src []byte) bool {
	if utf8.Valid(src) {
		return true
	}
	at := 0
	for r, n := utf8.DecodeRune(src); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRune(src[at:]) {
		at += n
	}
	p.Errorf(diag.CodeUnreadable, p.RangeIn(name, at, at+1), "Not text in UTF-8",
		"The byte %#x here isn't part of a character in UTF-8. Save the file as UTF-8 in your editor.", src[at])
	return false
}

// Attributes is the attributes of a body in the order of the source.
func Attributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	all := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attr := range body.Attributes {
		all = append(all, attr)
	}
	slices.SortFunc(all, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return all
}
