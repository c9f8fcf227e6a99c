package email

import (
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// safeLinks takes the target from links that could do harm or would lead nowhere.
type safeLinks struct{}

// Transform walks the parsed document; goldmark calls it.
func (safeLinks) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var links []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Link, *ast.Image, *ast.AutoLink:
			if entering {
				links = append(links, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range links {
		mend(n, reader.Source())
	}
}

func mend(n ast.Node, source []byte) {
	switch link := n.(type) {
	case *ast.Link:
		if !harmless(link.Destination) {
			unwrap(n)
		}
	case *ast.Image:
		if !harmless(link.Destination) {
			unwrap(n)
			return
		}
		shown := ast.NewLink()
		shown.Destination = link.Destination
		moveChildren(n, shown)
		if !shown.HasChildren() { // a link that shows nothing can't be followed
			shown.AppendChild(shown, ast.NewString(util.EscapeHTML(link.Destination)))
		}
		n.Parent().ReplaceChild(n.Parent(), n, shown)
	case *ast.AutoLink:
		if link.AutoLinkType == ast.AutoLinkURL && !harmless(link.URL(source)) {
			n.Parent().ReplaceChild(n.Parent(), n, ast.NewString(util.EscapeHTML(link.Label(source))))
		}
	}
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

func harmless(target []byte) bool {
	u, err := url.Parse(strings.TrimSpace(string(target)))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return true
	}
	return false
}
