package reference

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/dsl"
)

// NotYet is said of what can be written and checked, but not run.
const NotYet = "This version checks it, but can't run it yet."

func (b *Book) blocks(of dsl.Reference) {
	steps := stepWords(of)
	for _, block := range of.Blocks {
		b.Pages = append(b.Pages, blockPage(block, steps))
	}
}

// stepWords is the words of the blocks that are steps.
func stepWords(of dsl.Reference) []string {
	var all []string
	for _, block := range of.Blocks {
		all = append(all, block.Steps...)
	}
	return all
}

func blockPage(of dsl.BlockReference, steps []string) Page {
	p := Page{Word: of.Word, Kind: of.Kind, Group: groupInside, Doc: of.Doc, Form: of.Form, Example: of.Example}
	switch {
	case len(of.Parents) == 0:
		p.Group = groupTop
	case of.Word == "trigger":
		p.Group = groupTriggers
	case slices.Contains(steps, of.Word):
		p.Group = groupSteps
	}
	if len(of.Parents) > 0 {
		p.Notes = append(p.Notes, "It stands in "+wordList(of.Parents)+".")
	}
	if of.Pending {
		p.Notes = append(p.Notes, NotYet)
	}
	p.section("Attributes", attributes(of.Attributes))
	p.section("What it brings, as `trigger.…`", properties(of.Brings))
	p.section("Blocks inside", links(of.Blocks))
	p.section("Steps inside", links(of.Steps))
	return p
}

// section adds a section unless it is empty.
func (p *Page) section(heading string, entries []Entry) {
	if len(entries) > 0 {
		p.Sections = append(p.Sections, Section{Heading: heading, Entries: entries})
	}
}

func attributes(all []dsl.AttributeReference) []Entry {
	entries := make([]Entry, len(all))
	for i, a := range all {
		takes := a.Takes
		if len(a.Words) > 0 {
			takes = strings.Replace(takes, "one of a few words", "one of "+strings.Join(a.Words, ", "), 1)
		}
		doc := a.Doc
		if len(a.PendingWords) > 0 {
			doc += " This version checks " + wordList(a.PendingWords) + ", but can't run it yet."
		}
		entries[i] = Entry{
			Name: a.Name, Takes: takes, Default: a.Default, Example: a.Example, Doc: doc,
			Required: a.Required, Pending: a.Pending,
		}
	}
	return entries
}

// links are entries that say nothing but where to read on.
func links(words []string) []Entry {
	entries := make([]Entry, len(words))
	for i, word := range words {
		entries[i] = Entry{Name: word, Page: word}
	}
	return entries
}

// wordList joins words as code: "`a`, `b` and `c`".
func wordList(words []string) string {
	marked := make([]string, len(words))
	for i, word := range words {
		marked[i] = "`" + word + "`"
	}
	if len(marked) < 2 {
		return strings.Join(marked, "")
	}
	last := len(marked) - 1
	return strings.Join(marked[:last], ", ") + " and " + marked[last]
}
