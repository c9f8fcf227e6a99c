package expression

import (
	"regexp"
	"strings"

	"github.com/expr-lang/expr/parser/lexer"
)

// Format writes an expression in the usual form: one space around operators and after commas, none
// inside of brackets. Lines and their indentation, comments, and what is in quotes stay as they are. A
// text that can't be read is given back as it is.
func Format(src string) string {
	return respace(src, func(gap string, left, right token) string {
		switch {
		case strings.TrimSpace(gap) != "": // a comment
			return gap
		case strings.Contains(gap, "\n"):
			return lineEnds.ReplaceAllString(gap, "$1")
		}
		return space(left, right, gap)
	})
}

// lineEnds is white space at the end of a line.
var lineEnds = regexp.MustCompile(`[ \t]+(\r?\n)`)

// Canonical is an expression on one line in the usual form, without comments: texts that differ in
// white space and comments alone have one canonical form. A text that can't be read is given back.
func Canonical(src string) string {
	return respace(src, func(gap string, left, right token) string {
		if gap == "" && left.Is(lexer.Operator, "#") && right.Is(lexer.Identifier) {
			return "" // #name is two tokens, but # name isn't what it means.
		}
		return space(left, right, " ")
	})
}

// respace puts the white space between the tokens anew. It leaves a text alone that can't be read before
// or afterwards, and one that would be read differently.
func respace(src string, between func(gap string, left, right token) string) string {
	if _, problem := parse(src, newOffsets(src)); problem != nil {
		return src
	}
	all, _ := tokens(src)
	var out strings.Builder
	out.WriteString(src[:all[0].start])
	for i, t := range all {
		if i > 0 {
			out.WriteString(between(src[all[i-1].end:t.start], all[i-1], t))
		}
		out.WriteString(src[t.start:t.end])
	}
	out.WriteString(src[all[len(all)-1].end:])
	again, ok := tokens(out.String())
	if !ok || !alike(all, again) || out.Len() > maxSource {
		return src
	}
	return out.String()
}

// space is what stands between two tokens of a line, which stood apart by gap.
func space(left, right token, gap string) string {
	switch {
	case left.Is(lexer.Operator, ".", "?.", ".."), right.Is(lexer.Operator, ".", "?.", ".."):
		return ""
	case right.Is(lexer.Operator, ",", ";"), left.Is(lexer.Bracket, "(", "["), right.Is(lexer.Bracket, ")", "]"):
		return ""
	case left.Is(lexer.Operator, ",", ";"):
		return " "
	case left.sign:
		return ""
	case right.Is(lexer.Bracket, "(", "[") && left.endsValue():
		return ""
	case infix(left), infix(right) && !right.sign:
		return " "
	case gap != "":
		return " "
	}
	return ""
}

// infix reports whether a token is an operator that stands between two values. A colon has several
// meanings, and is left as it was written.
func infix(t token) bool {
	return t.Kind == lexer.Operator && !t.sign && !t.Is(lexer.Operator, ":", "#")
}
