package expression

import (
	"maps"
	"slices"
	"strings"
)

// Kind is the kind of a Type, in the words of the language.
type Kind string

// The kinds.
const (
	KindString Kind = "string"
	KindNumber Kind = "number"
	KindBool   Kind = "bool"
	KindDate   Kind = "date"   // a string such as "2026-07-01"
	KindTime   Kind = "time"   // a string such as "2026-07-01T09:00:00.000Z"
	KindMember Kind = "member" // a string: the mail address of a member of a team
	KindList   Kind = "list"
	KindObject Kind = "object"
	KindAny    Kind = "any" // nothing is known before the value is there
)

// Type is what is known about a value before it is there.
type Type struct {
	Kind Kind
	// Elem is the type of a list's elements, and of an open object's other members; nil: any.
	Elem *Type
	// Fields are an object's members.
	Fields map[string]Type
	// Open allows an object other members than Fields.
	Open bool
	// Values are the strings that a string can be; empty: any.
	Values []string
	// Present says that the value is never missing, so that nobody needs a warning.
	Present bool
}

// The simple types.
var (
	String = Type{Kind: KindString}
	Number = Type{Kind: KindNumber}
	Bool   = Type{Kind: KindBool}
	Date   = Type{Kind: KindDate}
	Time   = Type{Kind: KindTime}
	Member = Type{Kind: KindMember}
	Any    = Type{Kind: KindAny}
)

// List is the type of lists with elements of type t.
func List(t Type) Type { return Type{Kind: KindList, Elem: &t} }

// Object is the type of objects that have exactly these members, each of which may be missing.
func Object(fields map[string]Type) Type { return Type{Kind: KindObject, Fields: fields} }

// Map is the type of objects with any members, all of type t.
func Map(t Type) Type { return Type{Kind: KindObject, Open: true, Elem: &t} }

// String names the type for people: "string", "list of numbers", "object".
func (t Type) String() string {
	switch {
	case t.Kind == "" || t.Kind == KindAny:
		return "anything"
	case t.Kind == KindList && !t.elem().isAny():
		return "list of " + t.elem().String()
	case t.Kind == KindObject && !t.elem().isAny():
		return "map of " + t.elem().String()
	}
	return string(t.Kind)
}

// article is String with what stands before it in a sentence.
func (t Type) article() string {
	s := t.String()
	switch {
	case s == "anything":
		return s
	case strings.HasPrefix(s, "object"):
		return "an " + s
	}
	return "a " + s
}

func (t Type) elem() Type {
	if t.Elem == nil {
		return Any
	}
	return *t.Elem
}

// member is the type of an object's member; known is false when it can't have one of this name.
func (t Type) member(name string) (member Type, known bool) {
	member, known = t.Fields[name]
	if !known && t.Open {
		return t.elem(), true
	}
	return member, known
}

func (t Type) isAny() bool { return t.Kind == KindAny || t.Kind == "" }

// isText reports whether values of the type are strings at run time.
func (t Type) isText() bool {
	switch t.Kind {
	case KindString, KindMember, KindDate, KindTime:
		return true
	}
	return false
}

// accepts reports whether a value of type from can stand where t is wanted. Members, dates and times are
// strings, so that a template may show them; the other way round only literals are taken.
func (t Type) accepts(from Type) bool {
	switch {
	case t.isAny() || from.isAny() || t.Kind == from.Kind && t.Kind != KindList:
		return true
	case t.Kind == KindString:
		return from.isText()
	case t.Kind == KindMember:
		return from.Kind == KindString
	case t.Kind == KindList && from.Kind == KindList:
		return t.elem().accepts(from.elem())
	}
	return false
}

// join is the type of a value that is either of a's or of b's type.
func join(a, b Type) Type {
	switch {
	case a.Kind == b.Kind && a.Kind == KindList:
		return List(join(a.elem(), b.elem()))
	case a.Kind == b.Kind && a.Kind == KindObject:
		return Type{Kind: KindObject, Open: true}
	case a.Kind == b.Kind && len(a.Values) > 0 && len(b.Values) > 0:
		return Type{Kind: a.Kind, Values: append(slices.Clone(a.Values), b.Values...)}
	case a.Kind == b.Kind:
		return Type{Kind: a.Kind}
	case a.isText() && b.isText():
		return String
	}
	return Any
}

// Scope says which names an expression can use at the top level.
type Scope map[string]Type

// With is a copy of the scope in which name is of type t.
func (s Scope) With(name string, t Type) Scope {
	c := maps.Clone(s)
	if c == nil {
		c = Scope{}
	}
	c[name] = t
	return c
}
