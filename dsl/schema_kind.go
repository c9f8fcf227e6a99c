package dsl

import "strings"

// valueKind is what an attribute takes, as the reference says it.
type valueKind string

// What is known when the workspace is loaded.
const (
	kindString       valueKind = "a string"
	kindStrings      valueKind = "a list of strings"
	kindOneOrMore    valueKind = "a string or a list of strings"
	kindWord         valueKind = "one of a few words"
	kindWordOrNumber valueKind = "one of a few words, or a number"
	kindNumber       valueKind = "a number"
	kindNumbers      valueKind = "a list of numbers"
	kindWhole        valueKind = "a whole number"
	kindBool         valueKind = "true or false"
	kindValue        valueKind = "any value"
	kindType         valueKind = "a type"
	kindTypes        valueKind = "an object of types"
	kindAddress      valueKind = "a mail address"
	kindRate         valueKind = "a number per time"
	kindArguments    valueKind = "arguments with their names"
	// kindDuration is any duration, kindClock one that isn't of business time.
	kindDuration valueKind = "a duration"
	kindClock    valueKind = "a duration of the clock's time"
	kindWindow   valueKind = "a duration of the clock's time, or one of a few words"
	// kindEvent is the type of an event, kindName the name of another block, which the doc says.
	kindEvent valueKind = "the type of an event"
	kindName  valueKind = "a name"
	kindNames valueKind = "a name or a list of names"
)

// What is worked out when a run or a customer needs it.
const (
	kindCondition  valueKind = "an expression that gives true or false"
	kindFormula    valueKind = "an expression that gives a number"
	kindDate       valueKind = "an expression that gives a date or a time"
	kindList       valueKind = "an expression that gives a list"
	kindExpression valueKind = "an expression"
	kindTemplate   valueKind = "a text with {{ … }}"
)

// decision reports whether it is worked out after the workspace is loaded: an expression in quotes.
func (t valueKind) decision() bool { return strings.HasPrefix(string(t), "an expression") }

// types reports whether it is read as it stands, without being worked out.
func (t valueKind) types() bool { return t == kindType || t == kindTypes }
