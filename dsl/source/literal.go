package source

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"
)

// IsLiteral reports whether an expression is a plain string, without ${…}.
func IsLiteral(expr hclsyntax.Expression) bool {
	t, ok := expr.(*hclsyntax.TemplateExpr)
	if !ok {
		return false
	}
	for _, part := range t.Parts {
		if lit, ok := part.(*hclsyntax.LiteralValueExpr); !ok || lit.Val.Type() != cty.String {
			return false
		}
	}
	return true
}

// AddLiteral appends a literal piece of a string, read from the file again: HCL gives the text without saying
// which byte came from where, and in another Unicode normal form.
func (t *Text) AddLiteral(src []byte, whole *hclsyntax.TemplateExpr, lit *hclsyntax.LiteralValueExpr) {
	at := lit.SrcRange
	written := src[at.Start.Byte:min(at.End.Byte, len(src))]
	value := lit.Val.AsString()
	piece := &Text{}
	if heredoc := bytes.HasPrefix(src[whole.SrcRange.Start.Byte:], []byte("<<")); heredoc {
		piece.heredoc(string(written), value, at.Filename, at.Start.Byte)
	} else {
		piece.quoted(string(written), at.Filename, at.Start.Byte)
	}
	if norm.NFC.String(string(piece.written)) != value {
		// `~}` beside the piece trimmed it: only its place is known.
		t.AddWhole(value, at.Filename, at.Start.Byte, at.End.Byte)
		return
	}
	for _, s := range piece.segments {
		t.Add(string(piece.written[s.Start:s.End]), s.File, s.From, s.To)
	}
}

// quoted appends the text of a quoted string, whose escapes are longer than what they mean.
func (t *Text) quoted(written, file string, from int) {
	for i := 0; i < len(written); {
		s, n := unescape(written[i:])
		if plain := strings.IndexAny(written[i:], `\$%`); n == 1 && plain != 0 {
			n = plain
			if plain < 0 {
				n = len(written) - i
			}
			s = written[i : i+n]
		}
		t.Add(s, file, from+i, from+i+n)
		i += n
	}
}

// unescape reads one character or escape of a quoted string, and how many bytes it takes there.
func unescape(s string) (string, int) {
	if Escaped(s) {
		return s[1:3], 3
	}
	return backslash(s)
}

// backslash is unescape for the escapes alone that begin with a backslash, in HCL or in JSON.
func backslash(s string) (string, int) {
	if s[0] != '\\' || len(s) < 2 {
		_, n := utf8.DecodeRuneInString(s)
		return s[:n], n
	}
	switch s[1] {
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case 'u', 'U':
		return codePoint(s)
	}
	return s[1:2], 2
}

// codePoint reads \uXXXX or \UXXXXXXXX. JSON writes what is beyond \uFFFF as two of the first.
func codePoint(s string) (string, int) {
	code, n, ok := unicodeEscape(s)
	if !ok {
		return s[1:2], 2
	}
	if second, m, ok := unicodeEscape(s[n:]); ok {
		if both := utf16.DecodeRune(code, second); both != utf8.RuneError {
			return string(both), n + m
		}
	}
	return string(code), n
}

// unicodeEscape reads the number of one escape, which has n bytes.
func unicodeEscape(s string) (code rune, n int, ok bool) {
	switch {
	case strings.HasPrefix(s, `\u`) && len(s) >= 6:
		n = 6
	case strings.HasPrefix(s, `\U`) && len(s) >= 10:
		n = 10
	default:
		return 0, 0, false
	}
	parsed, err := strconv.ParseInt(s[2:n], 16, 32)
	return rune(parsed), n, err == nil
}

// Escaped reports whether the text begins with HCL's escape of a bracket: $${ or %%{.
func Escaped(s string) bool {
	return strings.HasPrefix(s, "$${") || strings.HasPrefix(s, "%%{")
}

// heredoc appends the text of a heredoc. value is the same text as HCL gives it: it tells how much
// indentation was stripped from each line.
func (t *Text) heredoc(written, value, file string, from int) {
	values := strings.SplitAfter(value, "\n")
	for i, line := range strings.SplitAfter(written, "\n") {
		strip := 0
		if i < len(values) {
			strip = max(indentation(line)-indentation(values[i]), 0)
		}
		t.plainLine(line[strip:], file, from+strip)
		from += len(line)
	}
}

// plainLine appends text in which only brackets can be escaped.
func (t *Text) plainLine(line, file string, from int) {
	start := 0
	for i := 0; i < len(line); i++ {
		if Escaped(line[i:]) {
			t.Add(line[start:i], file, from+start, from+i)
			t.Add(line[i+1:i+3], file, from+i, from+i+3)
			start = i + 3
			i += 2
		}
	}
	t.Add(line[start:], file, from+start, from+len(line))
}

// indentation is how many bytes of white space begin a line; a blank line is white space whole.
func indentation(line string) int {
	return len(line) - len(strings.TrimLeft(line, " \t\r\n"))
}
