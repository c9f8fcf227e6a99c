package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/folder"
	"github.com/tendhq/tend/dsl/reference"
	"github.com/tendhq/tend/engine/importer"
)

func newDocsCommand() *cobra.Command {
	var folder string
	c := &cobra.Command{
		Use:   "docs [WORD [KIND]]",
		Short: "Show the reference of the language: blocks, actions, functions, events",
		Long: `Docs shows the reference of everything that can be written in a playbook's files, made
from what checks them. Without a word it shows the index; a word is that of a block,
or trigger, action, event, function, name, operator, value
or json; import leads to the language of mappings, by which "tend import" reads files.`,
		Example: `  tend docs
  tend docs metric
  tend docs trigger health_drop
  tend docs action email
  tend docs function days_until
  tend docs import accounts
  tend docs --markdown reference/   # all of it, as files`,
		Args:              cobra.MaximumNArgs(2),
		ValidArgsFunction: completePages,
		RunE: func(c *cobra.Command, args []string) error {
			book, err := newBook()
			if err != nil {
				return err
			}
			if folder != "" {
				return writeBook(book, folder, args)
			}
			return showDocs(newPrinter(c.OutOrStdout(), false), book, args)
		},
	}
	c.Flags().StringVar(&folder, "markdown", "", "write all pages as Markdown into this folder")
	return c
}

// newBook is the reference with the actions that come with the command.
func newBook() (*reference.Book, error) {
	known, err := knownActions()
	if err != nil {
		return nil, err
	}
	return reference.New(dsl.ReferenceOf(), known, importer.Reference()...), nil
}

func writeBook(book *reference.Book, dir string, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("--markdown writes all pages: leave out %q", strings.Join(args, " "))}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("can't make the folder %s: %w", dir, folder.Cause(err))
	}
	for name, text := range book.Markdown() {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return fmt.Errorf("can't write %s: %w", path, folder.Cause(err))
		}
	}
	return nil
}

func showDocs(p *printer, book *reference.Book, args []string) error {
	if len(args) == 0 {
		return p.index(book)
	}
	page, err := book.Find(args[0], strings.Join(args[1:], ""))
	if err != nil {
		return usageError{err}
	}
	return p.page(page)
}

// completePages completes a word, and then its kinds.
func completePages(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	book, err := newBook()
	if err != nil || len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	words := book.Words()
	if len(args) == 1 {
		words = book.Kinds(args[0])
	}
	for i, word := range words {
		title, kind := word, ""
		if len(args) == 1 {
			title, kind = args[0], word
		}
		if page, err := book.Find(title, kind); err == nil {
			words[i] = cobra.CompletionWithDesc(word, page.Summary())
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// index shows every page with its first sentence, and of functions only their names, which are many.
func (p *printer) index(book *reference.Book) error {
	var b strings.Builder
	for _, group := range book.Groups() {
		fmt.Fprintf(&b, "%s\n\n", p.bold(group))
		var names []string
		var entries []reference.Entry
		for _, page := range book.Group(group) {
			if page.Word == "function" && page.Kind != "" {
				names = append(names, page.Kind)
			} else {
				entries = append(entries, reference.Entry{Name: page.Title(), Doc: page.Summary()})
			}
		}
		b.WriteString(p.list(entries))
		if len(names) > 0 {
			b.WriteString("  " + strings.ReplaceAll(p.narrow(2, []string{strings.Join(names, ", ")}), "\n", "\n  ") + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString("See a page with: tend docs WORD [KIND], such as tend docs trigger health_drop.\n")
	_, err := io.WriteString(p.out, b.String())
	return err
}

func (p *printer) page(page reference.Page) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", p.bold(page.Title()), p.prose(page.Doc))
	if page.Form != "" {
		b.WriteString("\n" + indented(page.Form))
	}
	for _, note := range page.Notes {
		b.WriteString("\n" + p.prose(note) + "\n")
	}
	for _, s := range page.Sections {
		fmt.Fprintf(&b, "\n%s\n\n%s", p.bold(p.code(s.Heading)), p.list(s.Entries))
	}
	if page.Example != "" {
		fmt.Fprintf(&b, "\n%s\n\n%s", p.bold("Example"), indented(page.Example))
	}
	_, err := io.WriteString(p.out, b.String())
	return err
}

// list shows entries with their names in a column of their own.
func (p *printer) list(entries []reference.Entry) string {
	widest := 0
	for _, e := range entries {
		widest = max(widest, text.StringWidthWithoutEscSequences(e.Name))
	}
	const widestColumn = 26
	widest = min(widest, widestColumn)
	var b strings.Builder
	for _, e := range entries {
		lines := strings.Split(p.narrow(widest+4, facts(e)), "\n")
		name := e.Name
		if room := widest - text.StringWidthWithoutEscSequences(name); room >= 0 {
			name += strings.Repeat(" ", room)
			b.WriteString("  " + p.bold(name) + "  " + lines[0] + "\n")
			lines = lines[1:]
		} else {
			b.WriteString("  " + p.bold(name) + "\n")
		}
		for _, line := range lines {
			b.WriteString(strings.Repeat(" ", widest+4) + line + "\n")
		}
	}
	return trimLines(b.String())
}

// facts is what there is to say about an entry, in paragraphs of one line.
func facts(e reference.Entry) []string {
	var all []string
	takes := e.Takes
	if e.Required {
		takes += "; required"
	}
	if e.Default != "" {
		takes += "; default " + e.Default
	}
	for _, line := range []string{takes, e.Doc} {
		if line != "" {
			all = append(all, line)
		}
	}
	if e.Pending {
		all = append(all, reference.NotYet)
	}
	if e.Example != "" {
		all = append(all, "Example: "+e.Example)
	}
	if len(all) == 0 {
		all = append(all, "")
	}
	return all
}

// narrow wraps lines to what is left of the page's width.
func (p *printer) narrow(indent int, lines []string) string {
	width := pageWidth
	if p.width > 0 {
		width = min(width, p.width)
	}
	const least = 20
	for i, line := range lines {
		lines[i] = p.code(text.WrapSoft(line, max(width-indent, least)))
	}
	return strings.Join(lines, "\n")
}

func (p *printer) bold(s string) string {
	if !p.colour {
		return s
	}
	return text.Bold.Sprint(s)
}
