package expression

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"
)

// maxPattern is the size that the regular expressions of an expression can have together. It is far above
// what people write.
const maxPattern = 1_000

// pattern is the regular expression of a matches, and how much work it is at each character of a text.
type pattern struct {
	*regexp.Regexp
	size int
}

// pattern checks a regular expression before any memory is spent on it: a short text such as
// "(a{1000}b{1000})" can stand for a huge program.
func (c *checker) pattern(n ast.Node, s string) {
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		c.problem(n, "Wrong pattern", "This is not a regular expression: %s.", patternMistake(err))
		return
	}
	if c.patterns += partsOf(tree); c.patterns > maxPattern {
		c.problem(n, "Pattern too long", "The patterns of an expression can have %d parts, counting each repetition. Write a shorter one.", maxPattern)
	}
}

// patternMistakes is what is wrong with a pattern, with %s for the part that is.
var patternMistakes = map[syntax.ErrorCode]string{
	syntax.ErrMissingBracket:        "the [ of %s is never closed",
	syntax.ErrMissingParen:          "a ( of %s is never closed",
	syntax.ErrUnexpectedParen:       "a ) of %s closes nothing",
	syntax.ErrMissingRepeatArgument: "there is nothing before %s that could be repeated",
	syntax.ErrInvalidRepeatOp:       "%s repeats a repetition",
	syntax.ErrInvalidRepeatSize:     "%s repeats too often",
	syntax.ErrInvalidCharRange:      "the range %s ends before it begins",
	syntax.ErrInvalidEscape:         "%s means nothing; a backslash itself is written twice",
	syntax.ErrTrailingBackslash:     "a backslash stands at its end%s",
}

func patternMistake(err error) string {
	var found *syntax.Error
	if errors.As(err, &found) && patternMistakes[found.Code] != "" {
		return fmt.Sprintf(patternMistakes[found.Code], found.Expr)
	}
	return "a part of it can't be read"
}

// newPattern makes a pattern of a text that was checked.
func newPattern(s string) *pattern {
	p := &pattern{Regexp: regexp.MustCompile(s)}
	if tree, err := syntax.Parse(s, syntax.Perl); err == nil {
		p.size = partsOf(tree)
	}
	return p
}

// partsOf is the number of parts of a pattern with its repetitions written out.
func partsOf(tree *syntax.Regexp) int {
	size := 1 + len(tree.Rune)
	if tree.Op == syntax.OpCharClass {
		size = 1
	}
	for _, sub := range tree.Sub {
		size += partsOf(sub)
	}
	if tree.Op == syntax.OpRepeat {
		size *= max(1, tree.Min, tree.Max)
	}
	return size
}

// matches decides by Go's regular expressions, whose time grows with the text times the pattern and
// never faster.
func matches(r *run, o []any) (bool, error) {
	s, err := wantText(o[0])
	if err != nil {
		return false, err
	}
	p := o[1].(*pattern)
	if err := r.charge(len(s) * p.size / 32); err != nil {
		return false, err
	}
	return p.MatchString(s), nil
}
