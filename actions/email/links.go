package email

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// safeLinks puts the values into the targets of links, and takes the target from links that could do harm or
// would lead nowhere.
type safeLinks struct{ places *places }

// Transform walks the parsed document; goldmark calls it.
func (s safeLinks) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var links []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch block := n.(type) {
		case *ast.Link, *ast.Image, *ast.AutoLink:
			if entering {
				links = append(links, n)
			}
		case *ast.FencedCodeBlock:
			if block.Info != nil && s.places.word.Match(block.Info.Value(reader.Source())) {
				block.Info = nil // the language of the code would be a value
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range links {
		s.mend(n, reader.Source())
	}
}

func (s safeLinks) mend(n ast.Node, source []byte) {
	switch link := n.(type) {
	case *ast.Link:
		target, ok := s.places.target(meant(link.Destination))
		if !ok {
			unwrap(n)
			return
		}
		link.Destination = written(target)
	case *ast.Image:
		target, ok := s.places.target(meant(link.Destination))
		if !ok {
			unwrap(n)
			return
		}
		shown := linkTo(target)
		moveChildren(n, shown)
		if !shown.HasChildren() { // a link that shows nothing can't be followed
			shown.AppendChild(shown, shownText(target))
		}
		n.Parent().ReplaceChild(n.Parent(), n, shown)
	case *ast.AutoLink:
		s.mendAuto(link, source)
	}
}

// mendAuto makes an ordinary link of one that is its own text.
func (s safeLinks) mendAuto(link *ast.AutoLink, source []byte) {
	var shown ast.Node = shownText(string(link.Label(source)))
	if target, ok := s.places.target(autoTarget(link, source)); ok {
		label := shown
		shown = linkTo(target)
		shown.AppendChild(shown, label)
	}
	link.Parent().ReplaceChild(link.Parent(), link, shown)
}

// autoTarget is where a link leads that is its own text.
func autoTarget(link *ast.AutoLink, source []byte) string {
	to := string(link.URL(source))
	if link.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(to), "mailto:") {
		to = "mailto:" + to
	}
	return to
}

func linkTo(target string) *ast.Link {
	link := ast.NewLink()
	link.Destination = written(target)
	return link
}

// shownText is a text that is shown as it is.
func shownText(s string) *ast.String {
	n := ast.NewString([]byte(s))
	n.SetRaw(true)
	return n
}

// meant is the target that Markdown means, without its escapes.
func meant(destination []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(destination))))
}

// written is a target as Markdown writes it.
func written(target string) []byte {
	return []byte(strings.ReplaceAll(target, "&", "&amp;"))
}

// unwrap leaves a link's text in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		parent.InsertBefore(parent, n, child)
	}
	parent.RemoveChild(parent, n)
}

func moveChildren(from, to ast.Node) {
	for child := from.FirstChild(); child != nil; child = from.FirstChild() {
		to.AppendChild(to, child)
	}
}
