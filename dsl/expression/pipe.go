package expression

import (
	"fmt"
	"regexp"
	"strings"
)

// pipe is a function behind a single |, as template languages write it.
var pipe = regexp.MustCompile(`[^|](\|)\s*([\pL_][\pL\pN_]*)`)

// insideQuotes reports whether a text ends inside of quotes, as far as counting them can tell.
func insideQuotes(s string) bool {
	return strings.Count(s, "'")%2 == 1 || strings.Count(s, `"`)%2 == 1
}

// pipeProblem explains x | upper, where the function has no brackets; nil where there is no such thing.
func pipeProblem(src string) *Problem {
	m := pipe.FindStringSubmatchIndex(src)
	if m == nil {
		return nil
	}
	bar, end := m[2], m[5]
	if strings.HasPrefix(strings.TrimLeft(src[end:], " "), "(") || insideQuotes(src[:bar]) {
		return nil
	}
	value, name := strings.TrimSpace(src[:bar]), src[m[4]:end]
	p := &Problem{
		Start: bar, End: end, Summary: "Function behind a |",
		Detail: fmt.Sprintf("A function stands before what it works on, in brackets: %s(%s).", name, value),
	}
	if strings.TrimSpace(src[end:]) == "" && !strings.ContainsAny(value, "&|?:=<>") {
		p.Start, p.End = strings.Index(src, value), len(strings.TrimRight(src, " "))
		p.Suggestion = fmt.Sprintf("%s(%s)", name, value)
	}
	return p
}
