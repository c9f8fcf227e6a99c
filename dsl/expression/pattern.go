package expression

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// maxPattern is the size that a regular expression can have. It is far above what people write.
const maxPattern = 1_000

// pattern is the regular expression of a matches, and how much work it is at each character of a text.
type pattern struct {
	*regexp.Regexp
	size int
}

// compilePattern reads a regular expression. Its size is known before any memory is spent on it: a
// short text such as "(a{1000}b{1000})" can stand for a huge program.
func compilePattern(s string) (*pattern, error) {
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("this is not a regular expression: %w", err)
	}
	size := patternSize(tree)
	if size > maxPattern {
		return nil, fmt.Errorf("the pattern has more than %d parts, counting each repetition: write a shorter one", maxPattern)
	}
	compiled, err := regexp.Compile(s)
	if err != nil {
		return nil, fmt.Errorf("this is not a regular expression: %w", err)
	}
	return &pattern{Regexp: compiled, size: size}, nil
}

// patternSize is the number of parts of a pattern with its repetitions written out.
func patternSize(tree *syntax.Regexp) int {
	size := 1 + len(tree.Rune)
	if tree.Op == syntax.OpCharClass {
		size = 1
	}
	for _, sub := range tree.Sub {
		size += patternSize(sub)
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
