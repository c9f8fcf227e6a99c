package expression

import (
	"strings"
	"unicode"
)

const (
	opening = "{{"
	closing = "}}"
)

// segment is a piece of a template: text as it is, or the text of an expression. start is its byte
// offset in the template.
type segment struct {
	text         string
	isExpression bool
	start        int
}

// lead is the byte offset of the expression inside the white space around it.
func (s segment) lead() int {
	return s.start + len(s.text) - len(strings.TrimLeftFunc(s.text, unicode.IsSpace))
}

// scan cuts a template into segments. A brace that is never closed is a problem, and ends the scan.
func scan(src string) ([]segment, *Problem) {
	var all []segment
	for from := 0; from < len(src); {
		i := strings.Index(src[from:], opening)
		if i < 0 {
			return append(all, segment{text: src[from:], start: from}), nil
		}
		if i > 0 {
			all = append(all, segment{text: src[from : from+i], start: from})
		}
		begin := from + i + len(opening)
		length := expressionLength(src[begin:])
		if length < 0 {
			return all, &Problem{
				Start: from + i, End: begin, Summary: "Unclosed braces",
				Detail: "{{ begins an expression that ends with }}. To write two braces as text, write {{ '{{' }}.",
			}
		}
		all = append(all, segment{text: src[begin : begin+length], isExpression: true, start: begin})
		from = begin + length + len(closing)
	}
	return all, nil
}

// expressionLength is the number of bytes before the braces that close an expression, -1 when nothing
// closes it. Braces in quotes and of objects don't count; where quotes make no sense of the text, the
// first two closing braces do.
func expressionLength(s string) int {
	var quote byte
	depth := 0
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case quote != 0:
			if ch == '\\' && quote != '`' {
				i++
			} else if ch == quote {
				quote = 0
			}
		case ch == '\'' || ch == '"' || ch == '`':
			quote = ch
		case ch == '{':
			depth++
		case ch == '}' && depth > 0:
			depth--
		case strings.HasPrefix(s[i:], closing):
			return i
		}
	}
	return strings.Index(s, closing)
}
