package dsl

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl/expression"
)

// Reference is the language as data, made from the same schemas that check a workspace: for the
// reference, for editors, and for whatever else wants to know what may be written. Actions are described
// by their definitions.
type Reference struct {
	// Blocks is every kind of block, those at the top of a file first.
	Blocks []BlockReference
	// Events is the built-in events by name.
	Events []EventReference
	// Functions is those of expressions, AtLoad those of values that are known when the workspace is loaded.
	Functions, AtLoad []expression.Function
	// Operators is the signs and words that stand between the values of an expression.
	Operators []expression.Operator
	// Names is what expressions can read.
	Names []NameReference
	// JSON is how the same is written in JSON.
	JSON []JSONReference
	// Values is what attributes take.
	Values []ValueReference
}

// BlockReference describes a kind of block.
type BlockReference struct {
	// Word begins the block. Kind is the first label where that chooses among several blocks of one word,
	// as it does for triggers; else it is empty.
	Word, Kind string
	// Doc is sentences, Form how the block is written, such as `metric "NAME" { … }`.
	Doc, Form string
	// Parents is the words of the blocks in which it stands; none at the top of a file.
	Parents    []string
	Attributes []AttributeReference
	// Blocks is the words of the blocks inside, Steps of them those that are steps of a playbook.
	Blocks, Steps []string
	// Brings is what expressions read as trigger.NAME.
	Brings []PropertyReference
	// Example is a whole block as an author would write it.
	Example string
	// Pending says that the block is checked like all others, but can't be run yet.
	Pending bool
}

// AttributeReference describes an attribute of a block.
type AttributeReference struct {
	Name     string
	Required bool
	// Takes is what it takes, in words; Words is all that it can be where that is one of a few.
	Takes string
	Words []string
	// PendingWords is those of the words that are checked, but can't be run yet.
	PendingWords []string
	// Default is empty when there is none; like Example it is as an author would write it.
	Default, Example string
	Doc              string
	Pending          bool
}

// EventReference describes a built-in event.
type EventReference struct {
	Name, Doc  string
	Properties []PropertyReference
	// Pending says that nothing brings the event yet.
	Pending bool
}

// PropertyReference describes what a built-in event carries, or a trigger brings.
type PropertyReference struct{ Name, Type, Doc string }

// ValueReference says what can be written for an attribute that takes it.
type ValueReference struct{ Takes, Doc, Example string }

// ReferenceOf is the language of this version.
func ReferenceOf() Reference {
	return Reference{
		Blocks:    blockReferences(),
		Events:    eventReferences(),
		Functions: expression.Functions(),
		AtLoad:    loadFunctions(),
		Operators: expression.Operators(),
		Names:     nameReferences(),
		Values:    valueReferences(),
		JSON:      jsonReferences(),
	}
}

// blockReferences walks the schemas from the top, level by level, so that each is met where it is first
// of use.
func blockReferences() []BlockReference {
	var found []*schema
	parents := map[*schema][]string{}
	for level := schemas(); len(level) > 0; {
		found = append(found, level...)
		var next []*schema
		for _, s := range level {
			for _, inner := range s.inside() {
				parents[inner] = append(parents[inner], s.word)
				if !slices.Contains(found, inner) && !slices.Contains(next, inner) {
					next = append(next, inner)
				}
			}
		}
		level = next
	}
	all := make([]BlockReference, len(found))
	for i, s := range found {
		all[i] = s.reference(parents[s])
	}
	return all
}

func (s *schema) reference(parents []string) BlockReference {
	r := BlockReference{
		Word: s.word, Kind: s.kind, Doc: s.doc, Form: s.form(), Parents: slices.Compact(slices.Sorted(slices.Values(parents))),
		Example: s.example, Pending: s.unsupported,
	}
	if s.kind != "" {
		r.Form = s.title(slices.Concat([]string{s.kind}, s.labels[1:])) + " { … }"
	}
	for _, word := range s.inner() {
		if slices.Contains(stepWords(), word) {
			r.Steps = append(r.Steps, word)
		} else {
			r.Blocks = append(r.Blocks, word)
		}
	}
	if s.kind != "" {
		for _, f := range slices.Concat(everyTriggerBrings(s.kind), s.brings) {
			r.Brings = append(r.Brings, PropertyReference{Name: f.name, Type: f.t.String(), Doc: f.doc})
		}
	}
	for _, a := range s.attrs {
		r.Attributes = append(r.Attributes, AttributeReference{
			Name: a.name, Required: a.required, Takes: string(a.kind), Words: a.words,
			Default: a.def, Example: a.example, Doc: a.doc, Pending: a.unsupported, PendingWords: a.unsupportedWords,
		})
	}
	return r
}

// ofEveryEvent is what the page of names says once.
var ofEveryEvent = []string{"id", "type", "time"}

func eventReferences() []EventReference {
	l := newLoader(nil, Options{})
	l.builtInEvents()
	var all []EventReference
	for _, name := range names(l.ws.Events) {
		event := l.ws.Events[name]
		r := EventReference{Name: name, Doc: event.Description, Pending: event.unsupported}
		fields := l.eventType(event).Fields
		for _, property := range names(fields) {
			if slices.Contains(ofEveryEvent, property) {
				continue
			}
			r.Properties = append(r.Properties, PropertyReference{
				Name: property, Type: fields[property].String(), Doc: propertyDoc(name, property),
			})
		}
		all = append(all, r)
	}
	return all
}

// Title is how a reader asks for a block: "metric", or "trigger health_drop".
func (r BlockReference) Title() string { return strings.TrimSpace(r.Word + " " + r.Kind) }
