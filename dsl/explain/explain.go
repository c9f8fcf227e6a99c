// Package explain holds the pages that `tend explain` shows: for each code of a diagnostic one Markdown
// file, TD101.md and so on, in a fixed form:
//
//	# TD101: Title
//	what the code means, in two or three sentences
//	## Wrong
//	a workspace that gives the code, as a fenced block; with several files in the form of package txtar
//	## Right
//	the same workspace without the mistake
//	## Why
//	the reason behind the rule
//
// The examples are loaded by tests of package dsl: each wrong one gives its code, each right one nothing.
package explain

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.md
var files embed.FS

// Page explains one code.
type Page struct {
	// Code is such as "TD101"; Title is a few words.
	Code, Title string
	// Meaning says what happened, Why gives the reason for the rule: paragraphs in which only `code` is
	// marked up.
	Meaning, Why string
	// Wrong and Right are workspaces in HCL, or a command line that begins with "$ ".
	Wrong, Right string
}

// Find is the page of a code, which may be written in small letters, or without the letters. It gives false when there is none.
func Find(code string) (Page, bool) {
	src, err := fs.ReadFile(files, "TD"+strings.TrimPrefix(strings.ToUpper(code), "TD")+".md")
	if err != nil {
		return Page{}, false
	}
	return parse(string(src)), true
}

// Pages is all pages in the order of their codes.
func Pages() []Page {
	// The pattern is well formed, which is all that Glob can complain of.
	names, _ := fs.Glob(files, "*.md")
	pages := make([]Page, 0, len(names))
	for _, name := range names {
		page, _ := Find(strings.TrimSuffix(name, ".md"))
		pages = append(pages, page)
	}
	return pages
}

// Markdown is the page without its title, for those who show Markdown themselves.
func (p Page) Markdown() string {
	return p.Meaning + "\n\n## Wrong\n\n" + fenced(p.Wrong) + "\n\n## Right\n\n" + fenced(p.Right) + "\n\n## Why\n\n" + p.Why + "\n"
}

// parse reads the fixed form; what isn't there stays empty.
func parse(src string) Page {
	head, src, _ := strings.Cut(src, "\n")
	var p Page
	p.Code, p.Title, _ = strings.Cut(strings.TrimPrefix(head, "# "), ": ")
	meaning, src, _ := strings.Cut(src, "\n## Wrong\n")
	wrong, src, _ := strings.Cut(src, "\n## Right\n")
	right, why, _ := strings.Cut(src, "\n## Why\n")
	p.Meaning, p.Why = strings.TrimSpace(meaning), strings.TrimSpace(why)
	p.Wrong, p.Right = unfenced(wrong), unfenced(right)
	return p
}

const fence = "```"

func unfenced(s string) string {
	_, s, _ = strings.Cut(s, fence)
	_, s, _ = strings.Cut(s, "\n")
	s, _, _ = strings.Cut(s, fence)
	return s
}

func fenced(example string) string {
	language := "hcl"
	if strings.HasPrefix(example, "$ ") {
		language = "sh"
	}
	return fence + language + "\n" + example + fence
}
