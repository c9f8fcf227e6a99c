package dsl

import (
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// warnLostLinks warns of the links in a text of Markdown that an action would lose.
func (l *loader) warnLostLinks(t *text, compiled *expression.Template, def actions.Definition) {
	pieces, places := compiled.Draft(expression.Env{Values: map[string]any{"var": l.ws.Vars, "local": l.ws.Locals}})
	var m actions.Markdown
	for _, piece := range pieces {
		if piece.Value {
			m.Fill("")
		} else {
			m.Add(piece.Text)
		}
	}
	for _, lost := range def.LostLinks(m) {
		at := t.Whole
		if lost.Value >= 0 {
			at = t.at(l, places[lost.Value][0], places[lost.Value][1])
		} else if i := strings.Index(t.value, lost.Target); i >= 0 {
			at = t.at(l, i, i+len(lost.Target))
		}
		l.Warnf(diag.CodeLostLink, at, "Link that leads nowhere", "The link to %q is sent as text without a link. %s", lost.Target, lost.Why)
	}
}
