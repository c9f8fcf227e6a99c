package expression

import (
	"slices"
	"strings"
)

// function is one function of the language. All are pure: the same arguments and the same clock give
// the same result.
type function struct {
	name string
	// example shows how it is written, for messages and the reference.
	example string
	params  []param
	// optional is how many of the last params may be left out; variadic repeats the last one.
	optional int
	variadic bool
	// gives is the type of the result; nil: it is result's to say.
	gives  func(arguments []Type) Type
	simple Type
	// keepsMissing functions see missing arguments; of all others a missing argument makes the result missing.
	keepsMissing bool
	// clock says that the result can change by the passing of time alone.
	clock bool
	call  func(r *run, arguments []any) (any, error)
}

// param is what an argument can be.
type param string

const (
	anything param = "anything"
	text     param = "a string"
	number   param = "a number"
	list     param = "a list"
	object   param = "an object"
	moment   param = "a date or a time"
	duration param = "a duration such as '3d' or '1 business day'"
	numbers  param = "numbers or a list of numbers"
	listText param = "a list, a string or an object"
	owner    param = "a list or an object"
)

func (p param) accepts(t Type) bool {
	switch {
	case t.isAny():
		return true
	case p == text || p == duration:
		return t.isText()
	case p == number:
		return t.Kind == KindNumber
	case p == list:
		return t.Kind == KindList
	case p == object:
		return t.Kind == KindObject
	case p == moment:
		return t.Kind == KindDate || t.Kind == KindTime
	case p == numbers:
		return t.Kind == KindNumber || t.Kind == KindList && Number.accepts(t.elem())
	case p == listText:
		return t.Kind == KindList || t.Kind == KindObject || t.isText()
	case p == owner:
		return t.Kind == KindList || t.Kind == KindObject
	}
	return true
}

func (f *function) takes(n int) bool {
	return n >= len(f.params)-f.optional && (n <= len(f.params) || f.variadic)
}

func (f *function) param(i int) param { return f.params[min(i, len(f.params)-1)] }

func (f *function) result(arguments []Type) Type {
	if f.gives == nil {
		return f.simple
	}
	if len(arguments) == 0 {
		return Any
	}
	return f.gives(arguments)
}

// functions is the language's functions by name. It is never written to.
var functions = tableOf(textFunctions(), numberFunctions(), listFunctions(), objectFunctions(), timeFunctions())

func tableOf(groups ...[]function) map[string]*function {
	table := map[string]*function{}
	for _, f := range slices.Concat(groups...) {
		f.name, _, _ = strings.Cut(f.example, "(")
		table[f.name] = &f
	}
	return table
}

func example(name string) string { return functions[name].example }

func typeOf0(arguments []Type) Type { return arguments[0] }

func elem0(arguments []Type) Type {
	if arguments[0].Kind == KindList {
		return arguments[0].elem()
	}
	return Any
}

// listOf0 is the first argument's type when that is a list.
func listOf0(arguments []Type) Type {
	if arguments[0].Kind == KindList {
		return arguments[0]
	}
	return List(Any)
}
