package reference

import (
	"fmt"
	"strings"
)

// generated begins every file.
const generated = "<!-- Made by `tend docs --markdown` from the schemas that check a workspace. Don't edit it: edit the schemas. -->\n\n"

// Markdown is the whole reference as files by name: README.md with the index, and one file for each word
// with all its kinds.
func (b *Book) Markdown() map[string]string {
	files := map[string]string{"README.md": generated + b.index()}
	for _, p := range b.Pages {
		name := p.Word + ".md"
		if files[name] == "" {
			files[name] = generated
		} else {
			files[name] += "\n"
		}
		files[name] += p.markdown()
	}
	return files
}

func (b *Book) index() string {
	var out strings.Builder
	out.WriteString("# The language\n\nEverything that can be written in a playbook's files, and in the mapping of an import. `tend docs` shows the same pages in a terminal.\n")
	for _, group := range b.Groups() {
		fmt.Fprintf(&out, "\n## %s\n\n", group)
		for _, p := range b.Group(group) {
			fmt.Fprintf(&out, "- %s: %s\n", link(p.Title()), p.Summary())
		}
	}
	return out.String()
}

func (p Page) markdown() string {
	var out strings.Builder
	level := "#"
	if p.Kind != "" {
		level = "##"
	}
	fmt.Fprintf(&out, "%s %s\n\n%s\n", level, p.Title(), p.Doc)
	if p.Form != "" {
		fmt.Fprintf(&out, "\n```hcl\n%s\n```\n", p.Form)
	}
	for _, note := range p.Notes {
		fmt.Fprintf(&out, "\n%s\n", note)
	}
	for _, s := range p.Sections {
		fmt.Fprintf(&out, "\n%s# %s\n\n%s", level, s.Heading, s.markdown())
	}
	if p.Example != "" {
		fmt.Fprintf(&out, "\n%s# Example\n\n```hcl\n%s\n```\n", level, p.Example)
	}
	return out.String()
}

// column is one column of a table.
type column struct {
	heading string
	of      func(Entry) string
}

// markdown is a table of the columns that any entry fills.
func (s Section) markdown() string {
	var filled []column
	for _, c := range []column{
		{"Name", Entry.name},
		{"Takes", func(e Entry) string { return e.Takes }},
		{"Default", func(e Entry) string { return code(e.Default) }},
		{"Example", func(e Entry) string { return code(e.Example) }},
		{"Meaning", Entry.meaning},
	} {
		for _, e := range s.Entries {
			if c.of(e) != "" {
				filled = append(filled, c)
				break
			}
		}
	}
	var out strings.Builder
	row := func(cell func(column) string) {
		out.WriteString("|")
		for _, c := range filled {
			out.WriteString(" " + strings.ReplaceAll(cell(c), "|", `\|`) + " |")
		}
		out.WriteString("\n")
	}
	row(func(c column) string { return c.heading })
	row(func(column) string { return "---" })
	for _, e := range s.Entries {
		row(func(c column) string { return c.of(e) })
	}
	return out.String()
}

func (e Entry) name() string {
	if e.Page != "" {
		return link(e.Page)
	}
	return code(e.Name)
}

func (e Entry) meaning() string {
	doc := e.Doc
	if e.Required {
		doc = "**Required.** " + doc
	}
	if e.Pending {
		doc += " " + NotYet
	}
	return strings.TrimSpace(doc)
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// link leads to the page of a title: a kind is a heading in the file of its word.
func link(title string) string {
	word, kind, found := strings.Cut(title, " ")
	if !found {
		return fmt.Sprintf("[`%s`](%s.md)", title, word)
	}
	anchor := strings.ToLower(word + "-" + strings.ReplaceAll(kind, ".", ""))
	return fmt.Sprintf("[`%s`](%s.md#%s)", title, word, anchor)
}
