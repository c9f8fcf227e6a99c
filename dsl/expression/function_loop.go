package expression

import "slices"

// loopFunctions ask something of each element of a list. The parser reads them in its own way: inside,
// a leading dot or # is the element.
func loopFunctions() []function { return slices.Concat(conditionLoops(), valueLoops()) }

// conditionLoops is the functions that ask a condition of each element.
func conditionLoops() []function {
	asked := []param{{"items", list}, {"condition", condition}}
	return []function{
		{
			example: "any(contacts.champions, .role == 'admin')", params: asked, simple: Bool,
			doc: "Whether the condition is true of at least one element.",
		},
		{
			example: "all(contacts.champions, .email != nil)", params: asked, simple: Bool,
			doc: "Whether the condition is true of every element, which it is when there is none.",
		},
		{
			example: "none(contacts.champions, .role == 'admin')", params: asked, simple: Bool,
			doc: "Whether the condition is true of no element.",
		},
		{
			example: "one(contacts.champions, .role == 'admin')", params: asked, simple: Bool,
			doc: "Whether the condition is true of exactly one element.",
		},
		{
			example: "count(contacts.champions, .role == 'admin')", params: asked, optional: 1, simple: Number,
			doc: "The number of elements of which the condition is true. Without a condition, the elements must be true or false themselves.",
		},
		{
			example: "filter(contacts.champions, .role == 'admin')", params: asked, gives: listOf0,
			doc: "The elements of which the condition is true.",
		},
		{
			example: "find(contacts.champions, .role == 'admin')", params: asked, gives: elem0,
			doc: "The first element of which the condition is true; missing when there is none.",
		},
		{
			example: "findLast(contacts.champions, .role == 'admin')", params: asked, gives: elem0,
			doc: "The last element of which the condition is true; missing when there is none.",
		},
		{
			example: "findIndex(contacts.champions, .role == 'admin')", params: asked, simple: Number,
			doc: "The place, counted from 0, of the first element of which the condition is true; missing when there is none.",
		},
		{
			example: "findLastIndex(contacts.champions, .role == 'admin')", params: asked, simple: Number,
			doc: "The place, counted from 0, of the last element of which the condition is true; missing when there is none.",
		},
	}
}

// valueLoops is the functions that work out a value for each element.
func valueLoops() []function {
	value := []param{{"items", list}, {"value", anything}}
	return []function{
		{
			example: "map(contacts.champions, .name)", params: value, gives: listOf1,
			doc: "The list of the values that the expression has for each element.",
		},
		{
			example: "sum(contacts.champions, .seats)", params: []param{{"items", list}, {"value", number}}, optional: 1, simple: Number,
			doc: "The sum of the values that the expression has for each element, or of the elements themselves; 0 when there is none.",
		},
		{
			example: "reduce(1..3, #acc + #, 0)", params: append(value, param{"start", anything}), optional: 1, simple: Any,
			doc: "One value out of all elements: the expression has the value so far as #acc, and gives the next one. Without a start, the first element is it.",
		},
		{
			example: "sortBy(contacts.champions, .name, 'desc')", params: []param{{"items", list}, {"key", sortable}, {"order", order}}, optional: 1, gives: listOf0,
			doc: "The elements in order of the values that the expression has for each of them: 'asc', the default, or 'desc'. Equal ones keep their order, and missing ones come last.",
		},
		{
			example: "groupBy(contacts.champions, .role)", params: []param{{"items", list}, {"key", text}}, simple: Type{Kind: KindObject, Open: true},
			doc: "An object with a list for each value, a string, that the expression has. Elements for which it is missing are left out.",
		},
	}
}
