package expression

import (
	"slices"
	"strings"
)

// Function is one function of the language as its reference shows it.
type Function struct {
	Name string
	// Group is the heading under which it stands, such as "Time".
	Group string
	// Signature is the names and kinds of what it takes, and what it gives: "repeat(text: string, times: number): string".
	// A question mark follows what may be left out; three dots stand before what may be repeated.
	Signature string
	// Example is a call as an author writes it.
	Example string
	// Doc is what it gives, in sentences.
	Doc string
	// Clock says that the result can change by the passing of time alone.
	Clock bool
}

// Functions is every function of the language, in the order of the reference: group by group. Unless
// its Doc says otherwise, a function gives a missing value when one of its arguments is missing.
func Functions() []Function {
	var all []Function
	for _, f := range allFunctions() {
		all = append(all, Function{
			Name: f.name, Group: f.group, Signature: f.signature(), Example: f.example, Doc: f.doc, Clock: f.clock,
		})
	}
	return all
}

func (f *function) signature() string {
	params, types := make([]string, len(f.params)), make([]Type, len(f.params))
	for i, p := range f.params {
		mark := ""
		if i >= len(f.params)-f.optional {
			mark = "?"
		}
		params[i] = p.name + mark + ": " + p.takes.word()
		if p.takes == list || p.takes == sortables {
			types[i] = List(Any)
		}
	}
	if f.variadic {
		params[len(params)-1] = "..." + params[len(params)-1]
	}
	return f.name + "(" + strings.Join(params, ", ") + "): " + f.result(types).String()
}

// word is what an argument can be without articles and examples: "date | time".
func (w takes) word() string {
	kinds, _, _ := strings.Cut(string(w), " such as")
	kinds = strings.NewReplacer(", ", " | ", " or ", " | ").Replace(kinds)
	words := strings.Fields(kinds)
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "a" || s == "an" }), " ")
}
