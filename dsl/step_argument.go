package dsl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// arguments decodes the arguments of one action.
type arguments struct {
	*stepDecoder
	def  actions.Definition
	step *ActionStep
	// outer is what the recipients are worked out from; inner adds the recipient as `contact`.
	outer, inner scope
}

func (a *arguments) decode() {
	known, later := map[string]json.RawMessage{}, map[string]bool{}
	for _, f := range a.def.Args.Fields {
		attr := a.b.Body.Attributes[f.Name]
		if attr == nil {
			continue
		}
		at := a.inner
		if f.Name == a.def.Recipients {
			at = a.outer
		}
		written, ok := a.l.literalValue(f.Name, attr.Expr)
		if !ok {
			continue
		}
		arg := &argument{planner: a.planner, step: a.stepDecoder, field: f, def: a.def, scope: at, where: diag.RangeOf(attr.Expr.Range()), sends: a.def.Recipients != ""}
		mistakes := len(a.l.List)
		a.step.Args[f.Name] = arg.decode(written)
		if raw, ok := arg.known(a.step.Args[f.Name]); ok && len(a.l.List) == mistakes {
			known[f.Name] = raw
		} else {
			later[f.Name] = true
		}
	}
	a.checkMessage()
	if name, err := a.def.CheckKnown(known, actions.Known{Hours: a.l.ws.Hours, Later: later}); err != nil {
		a.l.Errorf(diag.CodeArg, a.b.at(name), "Argument that the action refuses", "Every call would fail for good: %s.", err)
	}
}

// known is an argument's value as a call brings it, when no expression and no time of a run is in it.
func (a *argument) known(value any) (json.RawMessage, bool) {
	switch a.field.Kind {
	case actions.KindDue:
		return knownDue(value)
	case actions.KindContacts, actions.KindTemplate, actions.KindAny, actions.KindTime:
		return nil, false
	}
	raw, err := json.Marshal(value)
	return raw, err == nil && value != nil && !dynamic(string(raw))
}

// knownDue is a duration of which it is known how long it is, as it isn't of business days.
func knownDue(value any) (json.RawMessage, bool) {
	written, _ := value.(string)
	d, err := calendar.Parse(written)
	if err != nil || d.Unit == calendar.BusinessDay && !d.IsZero() {
		return nil, false
	}
	raw, err := json.Marshal(actions.Duration(d.Plain().Truncate(time.Second)))
	if err == nil && d.Unit == calendar.BusinessHour {
		raw = slices.Concat([]byte(`"`+actions.BusinessHours), raw[1:])
	}
	return raw, err == nil
}

// checkMessage refuses an action that takes a template and got neither it nor its parts.
func (a *arguments) checkMessage() {
	i := slices.IndexFunc(a.def.Args.Fields, func(f actions.Field) bool { return f.Kind == actions.KindTemplate })
	if i < 0 {
		return
	}
	name := a.def.Args.Fields[i].Name
	for _, part := range []string{"subject", "body"} {
		switch {
		case a.b.has(name):
			if a.b.has(part) {
				a.l.Errorf(diag.CodeOneOf, a.b.nameAt(part), "Message given twice", "The template brings the %s. Write either %q, or \"subject\" and \"body\".", part, name)
			}
		case a.says(part):
		case a.b.has(part):
			a.l.Errorf(diag.CodeMissingArg, a.b.at(part), "Empty argument", "The %s shows nothing: write one, or name a template.", part)
			return
		default:
			a.b.reportMissing(diag.CodeMissingArg, []string{name, "subject", "body"}, "Missing argument", "An action %q needs either %q, or \"subject\" and \"body\"; %s.", a.def.Kind, name, a.lacking(part))
			return
		}
	}
}

// says whether a part of the message is there, and not empty.
func (a *arguments) says(part string) bool {
	text, isText := a.step.Args[part].(string)
	return a.b.has(part) && (!isText || !actions.Blank(text))
}

// lacking says which part of a message is missing: the first of them, or both.
func (a *arguments) lacking(part string) string {
	if part == "subject" && !a.says("body") {
		return "it has neither"
	}
	return fmt.Sprintf("%q is missing", part)
}

// argument is one argument being checked.
type argument struct {
	*planner
	// step is the step of an action, to whose results the questions of its answers are added.
	step  *stepDecoder
	field actions.Field
	// def is the action's.
	def   actions.Definition
	scope scope
	where diag.Range
	// sends says that the action is a message with recipients.
	sends bool
}

// decode checks the value against the argument's kind and gives it as plain data.
func (a *argument) decode(v any) any {
	switch a.field.Kind {
	case actions.KindAnswers:
		return a.answers(v)
	case actions.KindTemplate:
		return a.template(v)
	case actions.KindContacts, actions.KindStrings:
		return a.many(v)
	case actions.KindNumber, actions.KindBool:
		return a.simple(v)
	case actions.KindAny, actions.KindTime:
		return a.any(v)
	}
	return a.text(v)
}

// wrong reports a value of another kind.
func (a *argument) wrong(takes string) {
	a.l.Errorf(diag.CodeArg, a.where, "Argument of the wrong kind", "%q takes %s, such as %s = %s.", a.field.Name, takes, a.field.Name, a.example())
}

func (a *argument) example() string {
	if a.field.Example == "" {
		return "…"
	}
	return a.field.Example
}

// kinds is what to say about a kind, and which types of expression give it.
var argumentKinds = map[actions.Kind]struct {
	takes string
	types []expression.Kind
}{
	actions.KindString:   {"a text", textKinds},
	actions.KindText:     {"a text", textKinds},
	actions.KindMember:   {"a member's mail address", []expression.Kind{expression.KindMember, expression.KindString}},
	actions.KindDuration: {"a duration", []expression.Kind{expression.KindString}},
	actions.KindDue:      {"a duration", []expression.Kind{expression.KindString}},
	actions.KindNumber:   {"a number", []expression.Kind{expression.KindNumber}},
	actions.KindBool:     {"true or false", []expression.Kind{expression.KindBool}},
	actions.KindContacts: {"contacts", []expression.Kind{expression.KindList, expression.KindObject, expression.KindString, expression.KindMember}},
	actions.KindStrings:  {"a list of texts", []expression.Kind{expression.KindList, expression.KindString, expression.KindMember, expression.KindDate, expression.KindTime}},
}

var textKinds = []expression.Kind{
	expression.KindString, expression.KindNumber, expression.KindBool,
	expression.KindDate, expression.KindTime, expression.KindMember,
}

// compile checks a text with {{ … }}, and that an expression alone gives what the argument takes.
func (a *argument) compile(t *text) (string, bool) {
	t.markdown = a.field.Kind == actions.KindText
	compiled := a.l.compileTemplate(t, a.scope)
	if compiled == nil {
		return t.value, false
	}
	if t.markdown {
		a.l.warnLostLinks(t, compiled, a.def)
	}
	a.note(compiled.Reads())
	kind := argumentKinds[a.field.Kind]
	if got := compiled.Type().Kind; len(kind.types) > 0 && single(t.value) && got != expression.KindAny && got != "" && !slices.Contains(kind.types, got) {
		a.l.Errorf(diag.CodeArg, t.at(a.l, 0, len(t.value)), "Argument of the wrong kind", "%q takes %s, and this gives %s.", a.field.Name, kind.takes, diag.Article(string(got)))
		return t.value, false
	}
	if a.takesPeople() && single(t.value) {
		a.checkPerson(t, compiled)
	}
	return t.value, true
}

// single reports whether a text is one expression and nothing else.
func single(s string) bool {
	return strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}") && strings.Count(s, "{{") == 1
}

func dynamic(s string) bool { return strings.Contains(s, "{{") }

// text decodes an argument that is one string.
func (a *argument) text(v any) any {
	t, ok := v.(*text)
	if !ok {
		a.wrong(argumentKinds[a.field.Kind].takes)
		return nil
	}
	value, ok := a.compile(t)
	if !ok || dynamic(value) {
		return value
	}
	switch a.field.Kind {
	case actions.KindMember:
		if a.address(value, a.where) {
			a.checkMember(value)
		}
	case actions.KindDuration:
		_, err := actions.ParseDuration(value)
		a.duration(value, err)
	case actions.KindDue:
		_, err := calendar.Parse(value)
		a.duration(value, err)
	default:
		if instead := withoutBraces(value, a.scope); instead.Near != "" {
			a.l.Warnf(diag.CodeTemplate, a.where, "Name that is sent as text", "What stands outside of {{ and }} is sent as it is. %s", instead)
		}
	}
	return value
}

// address reports what is no mail address, and says whether it is one.
func (a *argument) address(value string, at diag.Range) bool {
	return a.l.checkAddress(value, at, withoutBraces(value, a.scope))
}

// duration reports a value that was refused as a duration.
func (a *argument) duration(value string, err error) {
	if err == nil {
		return
	}
	meant := withoutBraces(value, a.scope)
	if meant.Near == "" {
		meant = diag.SuggestDuration(value)
		if _, err := actions.ParseDuration(meant.Near); err != nil && a.field.Kind == actions.KindDuration {
			meant = diag.Hint{} // business time, which this argument doesn't take
		}
	}
	a.l.Errorf(diag.CodeDuration, a.where, "Not a duration", "%v. %s", err, meant)
}

// simple decodes a number or a bool, which is written bare or given by an expression.
func (a *argument) simple(v any) any {
	kind := argumentKinds[a.field.Kind]
	t, isText := v.(*text)
	switch {
	case isText && single(t.value):
		value, _ := a.compile(t)
		return value
	case isText || !slices.Contains(kind.types, typeOf(v).Kind):
		a.wrong(kind.takes)
		return nil
	}
	return v
}

// many decodes contacts or strings: an expression that gives them, or a list.
func (a *argument) many(v any) any {
	items, isList := v.([]any)
	if !isList {
		items = []any{v}
	}
	out := make([]any, 0, len(items))
	for _, item := range items {
		t, ok := item.(*text)
		if !ok {
			a.wrong(argumentKinds[a.field.Kind].takes)
			return nil
		}
		value, ok := a.compile(t)
		if ok && a.field.Kind == actions.KindContacts && !couldBeContact(value) {
			a.address(value, t.at(a.l, 0, len(t.value)))
		}
		if ok && a.field.Kind == actions.KindStrings && actions.Blank(value) {
			a.l.Errorf(diag.CodeArg, t.Whole, "Empty text", "A text of %q shows nothing: write one, or leave it out.", a.field.Name)
		}
		out = append(out, value)
	}
	if !isList {
		return out[0]
	}
	return out
}

// couldBeContact leaves to the run what only it can know: an expression, alone or in an address.
func couldBeContact(s string) bool {
	return single(s) || dynamic(s) && strings.Contains(s, "@")
}

// any decodes a value of any form.
func (a *argument) any(v any) any {
	switch v := v.(type) {
	case *text:
		value, _ := a.compile(v)
		return value
	case []any:
		for i := range v {
			v[i] = a.any(v[i])
		}
		return v
	case map[string]any:
		for name := range v {
			v[name] = a.any(v[name])
		}
		return v
	}
	return v
}

// template decodes the name of a template, and checks the template for this use.
func (a *argument) template(v any) any {
	t, ok := v.(*text)
	if !ok || dynamic(t.value) {
		a.wrong("the name of a template")
		return nil
	}
	declared := a.l.ws.Templates[t.value]
	if declared == nil {
		a.l.Errorf(diag.CodeUnknownReference, a.where, "Unknown template", "There is no template %q. %s", t.value, diag.Suggest(t.value, names(a.l.ws.Templates)))
		return t.value
	}
	a.note(a.l.useTemplate(t.value, a.scope, a.def))
	if a.plan.Templates == nil {
		a.plan.Templates = map[string]PlanTemplate{}
	}
	a.plan.Templates[t.value] = declared.Plan
	return t.value
}
