package expression

import (
	"fmt"
	"regexp"
	"strings"
)

// pipe is a function behind a single |, as template languages write it.
var pipe = regexp.MustCompile(`[^|]\|\s*([\pL_][\pL\pN_]*)`)

// insideQuotes says whether a text ends inside of quotes, as far as counting them can tell.
func insideQuotes(s string) bool {
	return strings.Count(s, "'")%2 == 1 || strings.Count(s, `"`)%2 == 1
}

// pipeProblem explains x | upper, where the function has no brackets; nil where there is no such thing.
func pipeProblem(src string) *Problem {
	m := pipe.FindStringSubmatchIndex(src)
	if m == nil || strings.HasPrefix(strings.TrimLeft(src[m[3]:], " "), "(") || insideQuotes(src[:m[0]]) {
		return nil
	}
	value, name := strings.TrimSpace(src[:m[0]+1]), src[m[2]:m[3]]
	p := &Problem{
		Start: m[0] + 1, End: m[3], Summary: "Function behind a |",
		Detail: fmt.Sprintf("A function stands before what it works on, in brackets: %s(%s).", name, value),
	}
	if strings.TrimSpace(src[m[3]:]) == "" && !strings.ContainsAny(value, "&|?:=<>") {
		p.Start, p.End = strings.Index(src, value), len(strings.TrimRight(src, " "))
		p.Suggestion = fmt.Sprintf("%s(%s)", name, value)
	}
	return p
}
