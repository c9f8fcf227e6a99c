package email

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/tendhq/tend/actions"
)

// trials are values of each kind that a link can lead somewhere with: a part of it, a port, and a whole target.
var trials = []string{"a", "80", "https://a.example/a", "mailto:a@a.example"}

// wrongBeginning is what follows a value that the author took for a part of what begins a target: the scheme, or the
// name of a server.
var wrongBeginning = regexp.MustCompile(`^(?:[.@-]|://)`)

// lostLinks is the links of a body whose text would stand there alone.
func lostLinks(body actions.Markdown) []actions.LostLink {
	p := newPlaces(body)
	found := &targets{}
	converter(util.Prioritized(found, 1000)).Parser().Parse(text.NewReader(p.source))
	var lost []actions.LostLink
	for _, written := range found.all {
		if p.isLost(written) {
			lost = append(lost, p.lost(written))
		}
	}
	return lost
}

// targets is where the links of a document lead, as the author wrote it.
type targets struct{ all []string }

// Transform walks the parsed document; goldmark calls it.
func (t *targets) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch link := n.(type) {
		case *ast.Link:
			t.all = append(t.all, meant(link.Destination))
		case *ast.Image:
			t.all = append(t.all, meant(link.Destination))
		case *ast.AutoLink:
			t.all = append(t.all, autoTarget(link, reader.Source()))
		}
		return ast.WalkContinue, nil
	})
}

// isLost says whether no value makes a target of what the author wrote, or none that was meant.
func (p *places) isLost(written string) bool {
	if at := p.word.FindStringIndex(written); at != nil && at[0] == 0 && wrongBeginning.MatchString(written[at[1]:]) {
		return true
	}
	return !slices.ContainsFunc(trials, func(trial string) bool {
		tried := *p
		tried.values = slices.Repeat([]string{trial}, len(p.values))
		tried.shown = slices.Clone(p.values)
		_, ok := tried.target(written)
		return ok
	})
}

// lost says why a target leads nowhere.
func (p *places) lost(written string) actions.LostLink {
	shown := p.word.ReplaceAllString(written, "{{ … }}")
	for _, at := range p.word.FindAllStringIndex(written, -1) {
		value, _ := p.value(written[at[0]:at[1]])
		before := target{text: written[:at[0]]}
		switch {
		case at[0] == 0:
			return actions.LostLink{Target: shown, Value: value, Why: "A value that begins a link brings a whole address, such as https://acme.example, and a part of one leads nowhere. Write what comes before it, as in https://{{ … }}.example or mailto:{{ … }}@acme.example."}
		case before.in() == inHost && !strings.ContainsRune("/.@:", rune(written[at[0]-1])):
			server := p.word.ReplaceAllString(before.text, "…")
			return actions.LostLink{Target: shown, Value: value, Why: fmt.Sprintf("A value can't go on with the name of a server or with its port, as the link could lead to somebody else's. Put a slash between them, as in %s/{{ … }}, or a dot behind the value, as in https://{{ … }}.acme.example.", server)}
		case before.in() == inScheme:
			return actions.LostLink{Target: shown, Value: value, Why: noScheme}
		}
	}
	return actions.LostLink{Target: written, Value: -1, Why: noScheme}
}

const noScheme = "A link in a mail begins with https://, http://, mailto: or tel:, or with a value that brings a whole address. Write all of where it leads, as in https://acme.example/{{ … }}."
