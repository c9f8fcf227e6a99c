package run

import (
	"fmt"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/expression"
)

// message is a rendered template. The body is in the form that the argument of that name has.
type message struct {
	subject string
	body    any
}

// message renders a template in the recipient's language, else the workspace's, else its own.
func (t *transition) message(name string, bodyKind actions.Kind, scope expression.Env) (any, error) {
	template, ok := t.core.plan.Templates[name]
	if !ok {
		return nil, fmt.Errorf("template %q isn't part of the plan", name)
	}
	locale := t.core.plan.Locale
	if person, ok := scope.Values["contact"].(map[string]any); ok {
		if own, ok := person["locale"].(string); ok && own != "" {
			locale = own
		}
	}
	if translated, ok := template.Locales[locale]; ok {
		template = translated
	}
	subject, err := t.core.templates[template.Subject].Render(scope)
	if err != nil {
		return nil, fmt.Errorf("subject of template %q: %w", name, err)
	}
	body, err := t.body(template.Body, bodyKind, scope)
	if err != nil {
		return nil, fmt.Errorf("body of template %q: %w", name, err)
	}
	return message{subject: subject, body: body}, nil
}

// body renders a message's body for an argument of the kind.
func (t *transition) body(source string, kind actions.Kind, scope expression.Env) (any, error) {
	if kind == actions.KindText {
		return t.markdown(source, scope)
	}
	return t.core.templates[source].Render(scope)
}

// markdown renders a text, with its values apart, as they aren't Markdown.
func (t *transition) markdown(source string, scope expression.Env) (any, error) {
	pieces, err := t.core.templates[source].Pieces(scope)
	if err != nil {
		return nil, err
	}
	var m actions.Markdown
	for _, p := range pieces {
		if p.Value {
			m.Fill(p.Text)
		} else {
			m.Add(p.Text)
		}
	}
	return m, nil
}
