package run

import (
	"cmp"
	"fmt"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// arguments renders every argument but the recipients.
func (t *transition) arguments(a *dsl.ActionStep, scope expression.Env) (map[string]any, error) {
	args := make(map[string]any, len(a.Args))
	for name, source := range a.Args {
		if name == a.Recipients {
			continue
		}
		value, err := t.argument(a, name, source, scope)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		switch v := value.(type) {
		case nil: // a missing value is an argument that wasn't given
		case message:
			args["subject"], args["body"] = v.subject, v.body
		default:
			args[name] = value
		}
	}
	for name, kind := range a.ArgKinds {
		somebody := cmp.Or(t.core.plan.Lead, a.Fallback[name])
		if actions.Kind(kind) == actions.KindMember && somebody != "" && isNobody(args[name]) {
			args[name] = somebody
		}
	}
	return args, nil
}

// isNobody reports whether an argument names no member.
func isNobody(value any) bool {
	address, isText := value.(string)
	return value == nil || isText && actions.Blank(address)
}

// argument renders one argument to the form that its kind has in a call.
func (t *transition) argument(a *dsl.ActionStep, name string, source any, scope expression.Env) (any, error) {
	kind := actions.Kind(a.ArgKinds[name])
	if template, ok := source.(string); ok && kind == actions.KindText {
		return t.markdown(template, scope)
	}
	value, err := t.value(source, scope)
	if err != nil || value == nil {
		return nil, err
	}
	switch kind {
	case actions.KindDue:
		d, err := calendar.Parse(fmt.Sprint(value))
		if err != nil {
			return nil, err
		}
		return expression.FormatTime(t.env.Hours.Add(t.env.Now, d)), nil
	case actions.KindContacts:
		list := []any{}
		for _, person := range people(value) {
			list = append(list, contact(person))
		}
		return list, nil
	case actions.KindTemplate:
		return t.message(fmt.Sprint(value), actions.Kind(a.ArgKinds["body"]), scope)
	case actions.KindString, actions.KindMember, actions.KindDuration:
		return text(value), nil
	}
	return value, nil
}

// text is a value as a string; a template that is one expression may give a number.
func text(value any) any {
	if s, ok := value.(string); ok {
		return s
	}
	return fmt.Sprint(value)
}

// value renders the templates in an argument's value, however deep.
func (t *transition) value(source any, scope expression.Env) (any, error) {
	switch v := source.(type) {
	case string:
		return t.core.templates[v].Value(scope)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			value, err := t.value(item, scope)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, item := range v {
			value, err := t.value(item, scope)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			object[name] = value
		}
		return object, nil
	}
	return source, nil
}
