package dsl

import "strings"

// takes is what an attribute takes, as the reference says it.
type takes string

// What is known when the workspace is loaded.
const (
	takesString       takes = "a string"
	takesStrings      takes = "a list of strings"
	takesOneOrMore    takes = "a string or a list of strings"
	takesWord         takes = "one of a few words"
	takesWordOrNumber takes = "one of a few words, or a number"
	takesNumber       takes = "a number"
	takesNumbers      takes = "a list of numbers"
	takesWhole        takes = "a whole number"
	takesBool         takes = "true or false"
	takesValue        takes = "any value"
	takesType         takes = "a type"
	takesTypes        takes = "an object of types"
	takesAddress      takes = "a mail address"
	takesRate         takes = "a number per time"
	takesArguments    takes = "arguments with their names"
	// takesDuration is any duration, takesClock one that isn't of business time.
	takesDuration takes = "a duration"
	takesClock    takes = "a duration of the clock's time"
	takesWindow   takes = "a duration of the clock's time, or one of a few words"
	// takesEvent is the type of an event, takesName the name of another block, which the doc says.
	takesEvent takes = "the type of an event"
	takesName  takes = "a name"
	takesNames takes = "a name or a list of names"
)

// What is worked out when a run or a customer needs it.
const (
	takesCondition  takes = "an expression that gives true or false"
	takesFormula    takes = "an expression that gives a number"
	takesDate       takes = "an expression that gives a date or a time"
	takesList       takes = "an expression that gives a list"
	takesExpression takes = "an expression"
	takesTemplate   takes = "a text with {{ … }}"
)

// decision says whether it is worked out after the workspace is loaded: an expression in quotes.
func (t takes) decision() bool { return strings.HasPrefix(string(t), "an expression") }

// types says whether it is read as it stands, without being worked out.
func (t takes) types() bool { return t == takesType || t == takesTypes }
