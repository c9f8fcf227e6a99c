package expression

import (
	"slices"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// token is a word, a value or a sign of an expression, with the bytes of the source that it stands at.
type token struct {
	lexer.Token
	start, end int
	// sign says that it is a - or + before a value, or a !, and not an operator between two.
	sign bool
}

// tokens parts an expression; ok is false when it can't be read. Comments and white space are between
// the tokens.
func tokens(src string) (all []token, ok bool) {
	found, err := lexer.Lex(file.NewSource(src))
	if err != nil {
		return nil, false
	}
	at := newOffsets(src)
	for _, t := range found {
		if t.Kind == lexer.EOF {
			break
		}
		next := token{Token: t, start: at.byte(t.From), end: at.byte(t.To)}
		next.sign = t.Is(lexer.Operator, "!") ||
			t.Is(lexer.Operator, "-", "+") && (len(all) == 0 || !all[len(all)-1].endsValue())
		all = append(all, next)
	}
	return all, true
}

// endsValue reports whether a value can end with the token, so that an operator follows it.
func (t token) endsValue() bool {
	switch t.Kind {
	case lexer.Identifier, lexer.Number, lexer.String, lexer.Bytes:
		return true
	case lexer.Bracket:
		return t.Is(lexer.Bracket, ")", "]", "}")
	}
	return t.Is(lexer.Operator, "#")
}

// alike reports whether two texts have the same tokens, and so are read the same.
func alike(a, b []token) bool {
	return slices.EqualFunc(a, b, func(a, b token) bool { return a.Kind == b.Kind && a.Value == b.Value })
}
