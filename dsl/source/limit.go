package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tendhq/tend/dsl/diag"
)

// Limits of one file. They are far above what people write; beyond them HCL's parser, which calls itself
// for every level of nesting, would end the whole process.
const (
	// MaxFile is how many bytes a file can have.
	MaxFile    = 1 << 20
	maxNesting = 1_000 // tokens that stand inside each other or follow each other in one expression
)

// depth counts how deep HCL's parser goes.
type depth struct {
	now      int
	brackets []bracket
}

// bracket is a bracket or a quote that isn't closed yet, and how deep it is inside.
type bracket struct {
	at int
	// lines says that a new line begins something new inside; else an expression goes on.
	lines bool
}

func tooDeep(tokens hclsyntax.Tokens) bool {
	var d depth
	for _, t := range tokens {
		if d.add(t.Type); d.now > maxNesting {
			return true
		}
	}
	return false
}

func (d *depth) add(t hclsyntax.TokenType) {
	switch t {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
		d.down(true)
	case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenTemplateInterp:
		d.down(false)
	case hclsyntax.TokenTemplateControl: // An if or a for of a template goes deeper until it ends.
		for i := range d.brackets {
			d.brackets[i].at++
		}
		d.down(false)
	case hclsyntax.TokenCBrace, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
		hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenTemplateSeqEnd:
		d.up()
	case hclsyntax.TokenNewline:
		if n := len(d.brackets); n == 0 || d.brackets[n-1].lines {
			d.now = d.base()
		}
	case hclsyntax.TokenComma, hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit:
		d.now = d.base()
	default:
		d.now++
	}
}

func (d *depth) down(lines bool) {
	d.now++
	d.brackets = append(d.brackets, bracket{d.now, lines})
}

// up goes back to where the bracket was opened: what follows it is as deep.
func (d *depth) up() {
	if n := len(d.brackets); n > 0 {
		d.now, d.brackets = d.brackets[n-1].at, d.brackets[:n-1]
	}
}

func (d *depth) base() int {
	if n := len(d.brackets); n > 0 {
		return d.brackets[n-1].at
	}
	return 0
}

// IsReasonable reports a file that is too long or too deeply nested to be parsed.
func (p *Parser) IsReasonable(name string, src []byte) bool {
	if len(src) > MaxFile {
		p.Errorf(diag.CodeUnreadable, p.RangeIn(name, MaxFile, MaxFile), "File too long",
			"A file can have %d bytes. Split it: all files of the folder are one workspace.", MaxFile)
		return false
	}
	at := deepJSON(name, src)
	if !strings.HasSuffix(name, ".json") {
		at = deepHCL(name, src)
	}
	if at != nil {
		p.Errorf(diag.CodeSyntax, diag.RangeOf(*at), "Nested too deeply", "%s", flatten)
		return false
	}
	return true
}

const flatten = "This is nested too deeply, or too long for one expression, to be read. Give a part of it a name in locals."

// piece is how much of a file is looked at at once, so that the memory for it grows with the file.
const piece = 64 << 10

// deepHCL is the place of the first token that is nested too deeply, nil when none is. A file is looked at
// in pieces that end between two blocks.
func deepHCL(name string, src []byte) *hcl.Range {
	for from, length := 0, piece; from < len(src); {
		end, next := min(from+length, len(src)), 0
		tokens, _ := hclsyntax.LexConfig(src[from:end], name, hcl.InitialPos)
		var d depth
		for _, t := range tokens {
			if d.add(t.Type); d.now > maxNesting {
				at := diag.NewRuler(src).At(from + t.Range.Start.Byte)
				return &hcl.Range{Filename: name, Start: at, End: at}
			}
			if t.Type == hclsyntax.TokenNewline && len(d.brackets) == 0 {
				next = t.Range.End.Byte
			}
		}
		switch {
		case end == len(src):
			return nil
		case next == 0: // A block is longer than the piece.
			length *= 2
		default:
			from, length = from+next, piece
		}
	}
	return nil
}

// deepString refuses a string of a JSON file that can't be parsed as an expression or a template.
func deepString(src []byte, at hcl.Range) hcl.Diagnostics {
	tokens, _ := hclsyntax.LexTemplate(src, at.Filename, hcl.InitialPos)
	inside, _ := hclsyntax.LexExpression(src, at.Filename, hcl.InitialPos)
	if !tooDeep(tokens) && !tooDeep(inside) {
		return nil
	}
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Nested too deeply", Detail: flatten, Subject: &at}}
}

// deepJSON is the first bracket of a JSON text that is nested too deeply, nil when none is.
func deepJSON(name string, src []byte) *hcl.Range {
	now, quoted := 0, false
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			now++
		case c == '}' || c == ']':
			now--
		}
		if now > maxNesting {
			at := diag.NewRuler(src).At(i)
			return &hcl.Range{Filename: name, Start: at, End: at}
		}
	}
	return nil
}
