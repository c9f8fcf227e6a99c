package email

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// joinedLines takes away the line breaks between Japanese (or Chinese) characters, which readers of
// HTML would show as blanks. goldmark's own extension for it also takes those before Latin emphasis.
type joinedLines struct{ places *places }

// Transform walks the parsed document; goldmark calls it.
func (j joinedLines) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if line, ok := n.(*ast.Text); ok && entering && line.SoftLineBreak() {
			last, _ := utf8.DecodeLastRuneInString(j.places.fillText(line.Value(reader.Source())))
			if util.IsSpaceDiscardingUnicodeRune(last) && util.IsSpaceDiscardingUnicodeRune(j.firstRune(n.NextSibling(), reader.Source())) {
				line.SetSoftLineBreak(false)
			}
		}
		return ast.WalkContinue, nil
	})
}

// firstRune returns the character that a node's text begins with, utf8.RuneError when it has none.
func (j joinedLines) firstRune(n ast.Node, source []byte) rune {
	for ; n != nil; n = n.FirstChild() {
		if t, ok := n.(*ast.Text); ok {
			r, _ := utf8.DecodeRuneInString(j.places.fillText(t.Value(source)))
			return r
		}
	}
	return utf8.RuneError
}
