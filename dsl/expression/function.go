package expression

import (
	"slices"
	"strings"
)

// function is one function of the language. All are pure: the same arguments and the same clock give
// the same result.
type function struct {
	name, group string
	// example shows how it is written and doc says what it gives, for messages and the reference.
	example, doc string
	params       []param
	// optional is how many of the last params may be left out; variadic repeats the last one.
	optional int
	variadic bool
	// gives is the type of the result; nil: it is always simple.
	gives  func(arguments []Type) Type
	simple Type
	// keepsMissing functions see missing arguments; of all others a missing argument makes the result missing.
	keepsMissing bool
	// clock says that the result can change by the passing of time alone.
	clock bool
	// call is nil for the functions that ask something of each element of a list: expr runs their loops.
	call callable
}

// param is one argument that a function takes: its name, for the reference, and what it can be.
type param struct {
	name  string
	takes takes
}

// takes is what an argument can be, as a sentence says it.
type takes string

const (
	anything  takes = "anything"
	text      takes = "a string"
	number    takes = "a number"
	list      takes = "a list"
	object    takes = "an object"
	condition takes = "a condition"
	moment    takes = "a date or a time"
	duration  takes = "a duration such as '3d' or '1 business day'"
	numbers   takes = "numbers or a list of numbers"
	listText  takes = "a list, a string or an object"
	sortable  takes = "a number or a string"
	sortables takes = "a list of numbers or strings"
	order     takes = "'asc' or 'desc'"
	owner     takes = "a list or an object"
)

func (w takes) accepts(t Type) bool {
	switch {
	case t.isAny():
		return true
	case w == text || w == duration || w == order:
		return t.isText()
	case w == number:
		return t.Kind == KindNumber
	case w == list:
		return t.Kind == KindList
	case w == object:
		return t.Kind == KindObject
	case w == condition:
		return t.Kind == KindBool
	case w == moment:
		return t.Kind == KindDate || t.Kind == KindTime
	case w == numbers:
		return t.Kind == KindNumber || t.Kind == KindList && Number.accepts(t.elem())
	case w == listText:
		return t.Kind == KindList || t.Kind == KindObject || t.isText()
	case w == owner:
		return t.Kind == KindList || t.Kind == KindObject
	case w == sortable:
		return t.Kind == KindNumber || t.isText()
	case w == sortables:
		return t.Kind == KindList && sortable.accepts(t.elem())
	}
	return true
}

func (f *function) accepts(n int) bool {
	return n >= len(f.params)-f.optional && (n <= len(f.params) || f.variadic)
}

func (f *function) takes(i int) takes { return f.params[min(i, len(f.params)-1)].takes }

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
var functions = tableOf(allFunctions())

// allFunctions is the functions in the order of the reference.
func allFunctions() []*function {
	var all []*function
	for _, g := range []struct {
		name      string
		functions []function
	}{
		{"Time", timeFunctions()},
		{"Missing values and kinds", kindFunctions()},
		{"Elements of a list", loopFunctions()},
		{"Lists", listFunctions()},
		{"Numbers", numberFunctions()},
		{"Text", textFunctions()},
		{"Objects", objectFunctions()},
	} {
		for _, f := range g.functions {
			f.name, _, _ = strings.Cut(f.example, "(")
			f.group = g.name
			all = append(all, &f)
		}
	}
	return all
}

func tableOf(all []*function) map[string]*function {
	table := make(map[string]*function, len(all))
	for _, f := range all {
		table[f.name] = f
	}
	return table
}

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

// listOf1 is a list of what is asked of each element.
func listOf1(arguments []Type) Type {
	return List(arguments[min(1, len(arguments)-1)])
}

// isLoop reports whether the function asks something of each element of a list.
func (f *function) isLoop() bool { return f.call == nil }

// asks reports whether what a loop asks of each element is true or false.
func (f *function) asks() bool {
	return f.isLoop() && slices.ContainsFunc(f.params, func(p param) bool { return p.takes == condition })
}
