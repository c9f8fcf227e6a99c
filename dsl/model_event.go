package dsl

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// Event is a declared or built-in type of event.
type Event struct {
	Name, Description string
	AboutContact      bool // else about the account
	// ContactOptional says of an event about a contact that it may come without one.
	ContactOptional bool
	BuiltIn         bool
	Properties      map[string]Property
	Range           diag.Range

	// unsupported says that nobody writes the event so far.
	unsupported bool
}

// NeedsContact says that an event of the type has to name a contact.
func (e *Event) NeedsContact() bool { return e.AboutContact && !e.ContactOptional }

// Property is one typed property of an event.
type Property struct {
	Type     expression.Type
	Optional bool
}

var eventSchema = &schema{
	word: "event", doc: "A type of event that customers' systems send.",
	labels: []string{"TYPE"},
	attrs: []attr{
		{name: "about", kind: kindWord, words: []string{"account", "contact"}, def: `"account"`, example: `"contact"`, doc: "Whom it is about. An event about a contact names one, which expressions read as `contact`."},
		{name: "properties", kind: kindTypes, example: "{ score = number, comment = optional(string) }", doc: "What it carries, each with its type: string, number, bool, date, time, member, object or any, list(…) or map(…) of these, one_of(…) with the strings that it can be, or optional(…) of any of these."},
		{name: "description", kind: kindString, example: `"Somebody used a feature."`, doc: "What it is, for people."},
	},
	example: `event "nps_response" {
  about = "contact"
  properties = {
    score   = number
    comment = optional(string)
  }
}`,
}

func (l *loader) event(src *hclsyntax.Block) {
	b := l.open(src, eventSchema)
	if b == nil {
		return
	}
	name := b.name()
	if !l.eventName(name, b.nameRange()) || !l.declare("event", name, b.nameRange()) {
		return
	}
	e := &Event{
		Name: name, Description: b.description(), Range: b.head(),
		AboutContact: b.word("about") == "contact",
		Properties:   map[string]Property{},
	}
	if a := src.Body.Attributes["properties"]; a != nil {
		l.properties(e, a.Expr)
	}
	l.ws.Events[name] = e
}

// eventName refuses names that the engine uses or may use one day.
func (l *loader) eventName(name string, at diag.Range) bool {
	if own, ok := l.ws.Events[name]; ok && own.BuiltIn {
		l.Errorf(diag.CodeReserved, at, "Event of the engine", "%q is built in: use it without declaring it.", name)
		return false
	}
	prefix, _, dotted := strings.Cut(name, ".")
	if dotted {
		for _, own := range reservedPrefixes {
			if prefix == own {
				l.Errorf(diag.CodeReserved, at, "Event of the engine", "Names that begin with %q belong to the engine.", own+".")
				return false
			}
		}
	}
	for part := range strings.SplitSeq(name, ".") {
		if !isName(part) {
			l.Errorf(diag.CodeName, at, "Name of an event", "%q isn't a name for an event: use letters, digits and `_`, with dots between words if you like.", name)
			return false
		}
	}
	return true
}

func (l *loader) properties(e *Event, expr hclsyntax.Expression) {
	object, ok := expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		l.Errorf(diag.CodeWrongType, diag.RangeOf(expr.Range()), "Wrong type", `"properties" takes names and types, such as { score = number, comment = optional(string) }.`)
		return
	}
	for _, item := range object.Items {
		name, at, ok := l.key(item.KeyExpr)
		if !ok || !l.declare("property of event "+e.Name, name, at) {
			continue
		}
		if p, ok := l.property(item.ValueExpr); ok {
			e.Properties[name] = p
		}
	}
}

// key is a key of an object, which has to be a name.
func (l *loader) key(expr hclsyntax.Expression) (string, diag.Range, bool) {
	at := diag.RangeOf(expr.Range())
	v, ok := l.values.eval(expr)
	if !ok {
		return "", at, false
	}
	name, ok := asString(v)
	if !ok || !isName(name) {
		l.Errorf(diag.CodeName, at, "Name that expressions can't use", "%q can't be written in an expression. A name has letters, digits and `_`.", name)
		return "", at, false
	}
	return name, at, true
}

func (l *loader) property(expr hclsyntax.Expression) (Property, bool) {
	if call, ok := expr.(*hclsyntax.FunctionCallExpr); ok && call.Name == "optional" && len(call.Args) == 1 {
		t, ok := l.readType(call.Args[0])
		return Property{Type: t, Optional: true}, ok
	}
	t, ok := l.readType(expr)
	return Property{Type: t}, ok
}

// eventRef reads an attribute that names an event; nil when it is absent or unknown.
func (l *loader) eventRef(b *block, name string) *Event {
	s := b.str(name)
	if s == "" {
		return nil
	}
	event := l.ws.Events[s]
	switch {
	case event == nil:
		l.Errorf(diag.CodeUnknownEvent, b.at(name), "Unknown event", "There is no event %q. %s", s, diag.Suggest(s, names(l.ws.Events)))
	case event.unsupported:
		l.noteUnsupported(b.at(name), "The event %q", s)
	}
	return event
}
