package expression

import (
	"fmt"
	"strings"
)

// Template is text with expressions.
type Template struct {
	source string
	parts  []any // string or *Program
}

// CompileTemplate compiles.
func CompileTemplate(src string, scope Scope) (*Template, []Problem) {
	t, err := RestoreTemplate(src)
	if err != nil {
		return nil, []Problem{{End: len(src), Summary: "Template", Detail: err.Error()}}
	}
	return t, nil
}

// RestoreTemplate restores.
func RestoreTemplate(src string) (*Template, error) {
	t := &Template{source: src}
	rest := src
	for {
		i := strings.Index(rest, "{{")
		if i < 0 {
			break
		}
		j := strings.Index(rest[i:], "}}")
		if j < 0 {
			return nil, fmt.Errorf("unclosed {{")
		}
		p, err := Restore(strings.TrimSpace(rest[i+2 : i+j]))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			t.parts = append(t.parts, rest[:i])
		}
		t.parts = append(t.parts, p)
		rest = rest[i+j+2:]
	}
	if rest != "" {
		t.parts = append(t.parts, rest)
	}
	return t, nil
}

// Render gives the text. A missing value is rendered as nothing.
func (t *Template) Render(env Env) (string, error) {
	return t.RenderWith(env, func(s string) string { return s })
}

// RenderWith renders with escape applied to each inserted value.
func (t *Template) RenderWith(env Env, escape func(string) string) (string, error) {
	var b strings.Builder
	for _, part := range t.parts {
		if s, ok := part.(string); ok {
			b.WriteString(s)
			continue
		}
		v, err := part.(*Program).Eval(env)
		if err != nil {
			return "", err
		}
		if v != nil {
			b.WriteString(escape(fmt.Sprint(v)))
		}
	}
	return b.String(), nil
}

// Value gives the value.
func (t *Template) Value(env Env) (any, error) {
	if len(t.parts) == 1 {
		if p, ok := t.parts[0].(*Program); ok {
			return p.Eval(env)
		}
	}
	return t.Render(env)
}

// Reads is the names.
func (t *Template) Reads() []string { return nil }

// ReadsClock says.
func (t *Template) ReadsClock() bool { return false }

// Source is the text of the template with its braces.
func (t *Template) Source() string { return t.source }

// Type is the type.
func (t *Template) Type() Type { return Any }
