package run

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// render makes an action's calls: one, or one for each recipient, with the arguments that every attempt uses.
func (t *transition) render(step *dsl.Step) ([]Call, error) {
	a := step.Action
	if a.Recipients == "" {
		args, err := t.arguments(a, t.scope(nil))
		if err != nil {
			return nil, err
		}
		call, err := t.call(step, "", args)
		return []Call{call}, err
	}
	to, err := t.value(a.Args[a.Recipients], t.scope(nil))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Recipients, err)
	}
	calls := []Call{}
	for _, person := range people(to) {
		scope := t.scope(nil)
		scope.Values["contact"] = person
		args, err := t.arguments(a, scope)
		if err != nil {
			return nil, err
		}
		args[a.Recipients] = contact(person)
		call, err := t.call(step, recipient(person), args)
		if err != nil {
			return nil, err
		}
		calls = append(calls, call)
	}
	return calls, nil
}

// call makes one call with its idempotency key.
func (t *transition) call(step *dsl.Step, to string, args map[string]any) (Call, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return Call{}, err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{t.state.Run, step.Name, "0", to}, "\x00")))
	return Call{Key: hex.EncodeToString(sum[:16]), Recipient: to, Args: raw, At: t.env.Now}, nil
}

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
