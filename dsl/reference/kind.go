package reference

import (
	"slices"
	"strings"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/expression"
)

// kinds adds the page of a word that has only kinds, before them.
func (b *Book) kinds(word, group, doc string) {
	i := slices.IndexFunc(b.Pages, func(p Page) bool { return p.Word == word })
	if i < 0 {
		i = len(b.Pages)
	}
	b.Pages = slices.Insert(b.Pages, i, Page{Word: word, Group: group, Doc: doc})
}

// linkKinds lists the kinds of a word on its page, and says on the pages of blocks what each is.
func (b *Book) linkKinds() {
	for i := range b.Pages {
		p := &b.Pages[i]
		var kinds []Entry
		for _, other := range b.Pages {
			if p.Kind == "" && other.Word == p.Word && other.Kind != "" {
				kinds = append(kinds, Entry{Name: other.Kind, Doc: other.Summary(), Page: other.Title()})
			}
		}
		p.section(kindsHeading(p.Word), kinds)
		for _, s := range p.Sections {
			b.describe(s.Entries)
		}
	}
}

// kindsHeading is what the kinds of a word are called.
func kindsHeading(word string) string {
	switch word {
	case "event":
		return groupEvents
	case "function":
		return "Functions"
	case "import":
		return "What it is made of"
	}
	return "Kinds"
}

// describe fills in what entries without a text of their own lead to.
func (b *Book) describe(entries []Entry) {
	for i, e := range entries {
		if page, err := b.Find(e.Page, ""); err == nil && e.Doc == "" {
			entries[i].Doc = page.Summary()
		}
	}
}

func (b *Book) actions(known []actions.Definition) {
	for _, d := range known {
		b.Pages = append(b.Pages, actionPage(d))
	}
}

func actionPage(d actions.Definition) Page {
	p := Page{Word: "action", Kind: d.Kind, Group: groupActions, Doc: d.Doc, Form: `action "` + d.Kind + `" "NAME" { … }`}
	if d.Recipients != "" {
		p.Notes = append(p.Notes, "It is done once for each contact of `"+d.Recipients+"`; `contact` is the one that it is done for.")
	}
	if template := templateArgument(d); template != "" {
		p.Notes = append(p.Notes, "It needs either `"+template+"`, or both `subject` and `body`.")
	}
	if d.Answer != nil {
		p.Notes = append(p.Notes, "With `wait`, the step waits for the event `"+d.Answer.Event+"`, and `steps.NAME."+d.Answer.As+"` says whether it came.")
	}
	if d.Emits != "" {
		p.Notes = append(p.Notes, "When it is done, the event `"+d.Emits+"` is in the customer's log.")
	}
	if d.Announced {
		p.Notes = append(p.Notes, NotYet)
	}
	p.section("Arguments", fields(d.Args))
	p.section("Results, as `steps.NAME.…`", fields(d.Result))
	p.Example = actionExample(d)
	return p
}

func fields(s actions.Schema) []Entry {
	entries := make([]Entry, len(s.Fields))
	for i, f := range s.Fields {
		entries[i] = Entry{Name: f.Name, Takes: string(f.Kind), Example: f.Example, Doc: f.Doc, Required: f.Required}
	}
	return entries
}

// templateArgument is the argument that brings an action's subject and body; empty when there is none.
func templateArgument(d actions.Definition) string {
	i := slices.IndexFunc(d.Args.Fields, func(f actions.Field) bool { return f.Kind == actions.KindTemplate })
	if i < 0 {
		return ""
	}
	return d.Args.Fields[i].Name
}

// actionExample is the action with every argument that is required, or that has an example and belongs
// to no other way of saying the same.
func actionExample(d actions.Definition) string {
	whole := templateArgument(d) != ""
	widest := 0
	var chosen []actions.Field
	for _, f := range d.Args.Fields {
		if f.Example == "" || whole && (f.Name == "subject" || f.Name == "body") {
			continue
		}
		chosen = append(chosen, f)
		widest = max(widest, len(f.Name))
	}
	var b strings.Builder
	b.WriteString(`action "` + d.Kind + `" "an_example" {` + "\n")
	for _, f := range chosen {
		b.WriteString("  " + f.Name + strings.Repeat(" ", widest-len(f.Name)) + " = " + f.Example + "\n")
	}
	return b.String() + "}"
}

func (b *Book) events(all []dsl.EventReference) {
	for _, e := range all {
		p := Page{Word: "event", Kind: e.Name, Group: groupEvents, Doc: e.Doc}
		p.Notes = []string{"The engine or an action brings it; it isn't declared. A property that doesn't apply is missing."}
		if e.Pending {
			p.Notes = append(p.Notes, NotYet)
		}
		p.section("Properties, as `event.…`", properties(e.Properties))
		b.Pages = append(b.Pages, p)
	}
}

func properties(all []dsl.PropertyReference) []Entry {
	entries := make([]Entry, len(all))
	for i, p := range all {
		entries[i] = Entry{Name: p.Name, Takes: p.Type, Doc: p.Doc}
	}
	return entries
}

func (b *Book) functions(of dsl.Reference) {
	b.kinds("function", groupValues, "Functions of expressions, and of values that are known when the workspace is loaded. Unless its page says otherwise, a function of expressions gives a missing value when one of its arguments is missing.")
	for _, f := range of.Functions {
		b.function(f, "It is used in expressions.")
	}
	for _, f := range of.AtLoad {
		b.function(f, "It is used in attributes and in ${…}: what it gives is known when the workspace is loaded.")
	}
}

func (b *Book) function(f expression.Function, where string) {
	p := Page{
		Word: "function", Kind: f.Name, Group: "Functions: " + strings.ToLower(f.Group[:1]) + f.Group[1:],
		Doc: f.Doc, Form: f.Signature, Notes: []string{where}, Example: f.Example,
	}
	if f.Clock {
		p.Notes = append(p.Notes, "What it gives changes with the passing of time.")
	}
	b.Pages = append(b.Pages, p)
}
