package expression

import (
	"regexp"
	"strings"

	"github.com/expr-lang/expr/parser/lexer"
)

// roundList is a list in the brackets of other languages.
var roundList = regexp.MustCompile(`(?i)\bin[ \t]*(\(([^()]*,[^()]*)\))`)

// plainText is text that a quote at its end makes whole.
var plainText = regexp.MustCompile(`^['"][\pL\pN_. -]*$`)

// bracketProblem explains a bracket or a quote without its other half, or a list in the wrong brackets; nil
// when the parser stumbled over something else.
func bracketProblem(src, found, message string) *Problem {
	switch {
	case strings.Contains(message, "not terminated"):
		return quoteProblem(src)
	case found == "," && roundList.MatchString(src):
		at := roundList.FindStringSubmatchIndex(src)
		instead := "[" + src[at[4]:at[5]] + "]"
		return &Problem{
			Start: at[2], End: at[3], Summary: "List in round brackets",
			Detail: "A list stands in square brackets: " + instead + ".", Suggestion: instead,
		}
	case found != ")" && !strings.Contains(message, "EOF"):
		return nil
	}
	opened, surplus := unbalanced(src)
	switch {
	case found == ")" && surplus >= 0:
		return &Problem{Start: surplus, End: surplus + 1, Summary: "Bracket that closes nothing", Detail: "No ( before it is open any more: delete this ), or look for a ( that is missing."}
	case found != ")" && opened >= 0:
		return &Problem{Start: opened, End: opened + 1, Summary: "Bracket that isn't closed", Detail: "The bracket that opens here is never closed."}
	}
	return nil
}

// unbalanced is where the last round bracket stands that isn't closed, and the first that closes nothing; -1
// when there is none.
func unbalanced(src string) (opened, surplus int) {
	all, _ := tokens(src)
	var open []int
	for _, t := range all {
		switch n := len(open); {
		case t.Is(lexer.Bracket, "("):
			open = append(open, t.start)
		case t.Is(lexer.Bracket, ")") && n == 0:
			return -1, t.start
		case t.Is(lexer.Bracket, ")"):
			open = open[:n-1]
		}
	}
	if n := len(open); n > 0 {
		return open[n-1], -1
	}
	return -1, -1
}

// quoteProblem marks the quote that is never closed.
func quoteProblem(src string) *Problem {
	open := -1
	for i := 0; i < len(src); i++ {
		switch {
		case src[i] == '\\' && open >= 0:
			i++
		case open >= 0 && src[i] == src[open]:
			open = -1
		case open < 0 && strings.IndexByte("'\"`", src[i]) >= 0:
			open = i
		}
	}
	if open < 0 {
		return nil
	}
	p := &Problem{
		Start: open, End: len(src), Summary: "Quote that isn't closed",
		Detail: "The quote that opens here is never closed on its line. Put the same one at the end of the text.",
	}
	if plainText.MatchString(src[open:]) {
		p.Suggestion = src[open:] + src[open:open+1]
	}
	return p
}
