package expression

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Limits of one expression. They are far above what people write, and keep the parser's recursion small.
const (
	maxSource = 10_000 // bytes
	maxNodes  = 2_000  // nodes, with those that the parser shares counted as often as they are used
)

// parse reads an expression; a text that can't be read gives exactly one problem.
func parse(src string, at offsets) (*parser.Tree, *Problem) {
	if p := misplaced(src); p != nil {
		return nil, p
	}
	tree, err := parser.ParseWithConfig(src, &conf.Config{MaxNodes: maxNodes, Disabled: disabledBuiltins()})
	if err != nil {
		if p := pipeProblem(src); p != nil {
			return nil, p
		}
		return nil, syntaxProblem(src, at, err)
	}
	return tree, nil
}

// disabledBuiltins is all of expr's functions but the few with a predicate, which the parser reads in
// their own way. The functions of the language are in the function table.
var disabledBuiltins = sync.OnceValue(func() map[string]bool {
	disabled := make(map[string]bool, len(builtin.Builtins))
	for _, f := range builtin.Builtins {
		disabled[f.Name] = !f.Predicate
	}
	return disabled
})

// misplaced finds texts that aren't expressions before the parser gets confused by them.
func misplaced(src string) *Problem {
	if len(src) > maxSource {
		return &Problem{
			Start: maxSource, End: len(src), Summary: "Expression too long",
			Detail: fmt.Sprintf("An expression can have %d bytes. Split it: give a part of it a name in locals, or use several conditions.", maxSource),
		}
	}
	if strings.TrimSpace(src) == "" {
		return &Problem{
			End: len(src), Summary: "Empty expression",
			Detail: "Write a condition or a value, such as account.seats > 10, or leave the attribute out.",
		}
	}
	if i := strings.Index(src, "${"); i >= 0 {
		return dollarProblem(src, i)
	}
	return nil
}

var dollarName = regexp.MustCompile(`^\$\{\s*((?:var|local)\.[\w.]+)\s*\}`)

func dollarProblem(src string, i int) *Problem {
	p := &Problem{
		Start: i, End: i + len("${"), Summary: `"${" inside an expression`,
		Detail: "An expression is evaluated when the step runs, and ${…} when the workspace is loaded. Write var.x or local.x, without ${ }.",
	}
	if m := dollarName.FindStringSubmatch(src[i:]); m != nil {
		p.End = i + len(m[0])
		p.Detail = fmt.Sprintf("An expression is evaluated when the step runs, and ${…} when the workspace is loaded. Write %s, without ${ }.", m[1])
		p.Suggestion = m[1]
	}
	return p
}

func syntaxProblem(src string, at offsets, err error) *Problem {
	p := &Problem{Start: 0, End: len(src), Summary: "Syntax error"}
	message := err.Error()
	var located *file.Error
	if errors.As(err, &located) {
		p.Start, p.End = at.byte(located.From), at.byte(located.To)
		message = located.Message
	}
	if strings.Contains(message, "EOF") {
		p.Start, p.End = len(strings.TrimRight(src, " \t\r\n")), len(src)
	}
	widen(p, src)
	if known := bracketProblem(src, src[p.Start:p.End], message); known != nil {
		return known
	}
	if i := strings.Index(src, opening); i >= 0 {
		p.Start, p.End = i, i+len(opening)
	}
	if p.End <= p.Start { // At the very end: mark the last character.
		_, size := utf8.DecodeLastRuneInString(src)
		p.Start, p.End = len(src)-size, len(src)
	}
	p.Detail, p.Suggestion = syntaxDetail(src, src[p.Start:p.End], message)
	return p
}

// misspelt are operators that expr reads as two.
var misspelt = []string{"===", "!==", "<>", "=>", "=<", "&&&", "|||"}

// widen marks a misspelt operator, or a text in typographic quotes, whole.
func widen(p *Problem, src string) {
	if pair := typographic.FindString(src[p.Start:]); pair != "" {
		p.End = p.Start + len(pair)
		return
	}
	for _, operator := range misspelt {
		for start := max(0, p.Start-2); start <= p.Start && start < len(src); start++ {
			if strings.HasPrefix(src[start:], operator) {
				p.Start, p.End = start, start+len(operator)
				return
			}
		}
	}
}
