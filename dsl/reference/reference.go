// Package reference makes the pages of the language's reference: one for every block, action, function and
// built-in event, from the schemas that check a workspace. `tend docs` shows them in a terminal; as Markdown
// they lie in this folder, and a test says when they are out of date.
package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// Book is all pages, in the order of the index.
type Book struct{ Pages []Page }

// Page describes one thing that can be written.
type Page struct {
	// Word and Kind are how a reader asks for it: "trigger" and "health_drop". Kind is empty on the page
	// that stands for all kinds of a word.
	Word, Kind string
	// Group is the heading under which it stands in the index.
	Group string
	// Doc is sentences, in which only `code` is marked up.
	Doc string
	// Form shows how it is written, in one line; empty when there is nothing to show.
	Form string
	// Notes are paragraphs about its use.
	Notes    []string
	Sections []Section
	// Example is as an author would write it.
	Example string
}

// Section is a list under a heading.
type Section struct {
	Heading string
	Entries []Entry
}

// Entry is one thing in a section.
type Entry struct {
	Name string
	// Takes is what it takes, or its type; empty when that isn't a question.
	Takes string
	// Default and Example are as an author would write them; empty when there are none.
	Default, Example string
	Doc              string
	Required         bool
	// Pending says that it is checked, but can't be run yet.
	Pending bool
	// Page is the page that says more, as its Title.
	Page string
}

// The headings of the index; those of functions are made from their own groups.
const (
	groupTop      = "Blocks at the top of a file"
	groupInside   = "Blocks inside others"
	groupTriggers = "Triggers"
	groupSteps    = "Steps"
	groupActions  = "Actions"
	groupEvents   = "Built-in events"
	groupValues   = "Values and functions"
)

// GroupImports is the heading of what stands in a mapping.
const GroupImports = "Imports"

// New makes the pages of a language and of the actions that it can use, with those of what isn't a part of playbooks.
func New(of dsl.Reference, known []actions.Definition, beside ...Page) *Book {
	b := &Book{}
	b.blocks(of)
	b.kinds("trigger", groupTriggers, "Says when a playbook looks at an account. A playbook has one trigger or several, any of which starts it.")
	b.actions(known)
	b.events(of.Events)
	b.names(of.Names)
	b.operators(of.Operators)
	b.values(of.Values)
	b.json(of.JSON)
	b.functions(of)
	b.Pages = append(b.Pages, beside...)
	b.linkKinds()
	return b
}

// Title is the words that ask for the page.
func (p Page) Title() string { return strings.TrimSpace(p.Word + " " + p.Kind) }

// Find is the page of a word, or of one of its kinds when that isn't empty. The error of an unknown page
// names the one that was probably meant.
func (b *Book) Find(word, kind string) (Page, error) {
	word, kind = strings.TrimSpace(word), strings.TrimSpace(kind)
	asked := Page{Word: word, Kind: kind}.Title()
	for _, p := range b.Pages {
		if p.Title() == asked {
			return p, nil
		}
	}
	if all := b.Kinds(word); kind != "" && len(all) > 0 {
		return Page{}, fmt.Errorf("there is no %s %q. %s", word, kind, diag.Suggest(kind, all))
	}
	// Somebody may ask for a kind without its word.
	all := slices.DeleteFunc(slices.Clone(b.Pages), func(p Page) bool { return p.Kind != word })
	switch {
	case kind != "":
		return Page{}, fmt.Errorf("there is no page %q. %s", asked, diag.Suggest(word, b.Words()))
	case len(all) == 1:
		return all[0], nil
	case len(all) > 1:
		return Page{}, fmt.Errorf("there are several pages %q: %s", asked, strings.Join(titles(all), ", "))
	}
	return Page{}, fmt.Errorf("there is no page %q. %s", asked, b.suggest(word))
}

// suggest helps with a page that isn't there: with the word or the kind that was probably meant, or with a whole
// group of pages.
func (b *Book) suggest(word string) string {
	for _, group := range b.Groups() {
		if strings.EqualFold(group, word) {
			return "It is a heading of several: " + strings.Join(titles(b.Group(group)), ", ") + "."
		}
	}
	known := b.Words()
	for _, p := range b.Pages {
		if p.Kind != "" && !slices.Contains(known, p.Kind) {
			known = append(known, p.Kind)
		}
	}
	return diag.Suggest(word, known).String()
}

func titles(pages []Page) []string {
	all := make([]string, len(pages))
	for i, p := range pages {
		all[i] = p.Title()
	}
	return all
}

// Words is the first words of all pages, in the order of the index.
func (b *Book) Words() []string {
	var all []string
	for _, p := range b.Pages {
		if !slices.Contains(all, p.Word) {
			all = append(all, p.Word)
		}
	}
	return all
}

// Kinds is the kinds of a word, in the order of the index.
func (b *Book) Kinds(word string) []string {
	var all []string
	for _, p := range b.Pages {
		if p.Word == word && p.Kind != "" {
			all = append(all, p.Kind)
		}
	}
	return all
}

// Groups is the headings of the index, in its order.
func (b *Book) Groups() []string {
	all := []string{groupTop, groupTriggers, groupSteps, groupActions, groupInside, groupEvents, groupValues}
	for _, p := range b.Pages {
		if !slices.Contains(all, p.Group) {
			all = append(all, p.Group)
		}
	}
	return all
}

// Group is the pages under a heading of the index.
func (b *Book) Group(heading string) []Page {
	return slices.DeleteFunc(slices.Clone(b.Pages), func(p Page) bool { return p.Group != heading })
}

// Summary is the first sentence of a page.
func (p Page) Summary() string {
	sentence, _, more := strings.Cut(p.Doc, ". ")
	if more {
		sentence += "."
	}
	return sentence
}
