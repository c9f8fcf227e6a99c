package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/tendhq/tend/dsl/explain"
	"github.com/tendhq/tend/dsl/expression"
)

func newExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE...]",
		Short: "Say what a diagnostic means, with a wrong and a right example",
		Long: `Explain shows the page of a diagnostic's code: what it means, a wrong and a right
example, and the reason behind the rule; of several codes, one page after the other.
Without a code it lists all of them.`,
		Example: `  tend explain TD103
  tend explain TD103 TD207
  tend explain`,
		ValidArgsFunction: completeCodes,
		RunE: func(c *cobra.Command, args []string) error {
			p := newPrinter(c.OutOrStdout(), false)
			if len(args) == 0 {
				return p.table("", []string{"code", "meaning"}, codeRows())
			}
			return showPages(p, args)
		},
	}
}

// showPages shows the pages of several codes, none when one of them is unknown.
func showPages(p *printer, codes []string) error {
	var pages []explain.Page
	var unknown []error
	for _, code := range codes {
		if page, found := explain.Find(code); found {
			pages = append(pages, page)
		} else {
			unknown = append(unknown, unknownCode(code))
		}
	}
	for i, page := range pages {
		if i > 0 {
			if err := p.line(""); err != nil {
				return err
			}
		}
		if err := showPage(p, page); err != nil {
			return err
		}
	}
	return errors.Join(unknown...)
}

func codeRows() [][]string {
	var rows [][]string
	for _, p := range explain.Pages() {
		rows = append(rows, []string{p.Code, p.Title})
	}
	return rows
}

// completeCodes completes the first argument with a code; the shell shows its title beside it.
func completeCodes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, p := range explain.Pages() {
		codes = append(codes, cobra.CompletionWithDesc(p.Code, p.Title))
	}
	if len(args) > 0 {
		codes = nil
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

// unknownCode returns a usage error that names the code that was probably meant.
func unknownCode(given string) error {
	var codes []string
	for _, p := range explain.Pages() {
		codes = append(codes, p.Code)
	}
	if near := expression.Nearest(strings.ToUpper(given), codes); near != "" {
		return usageError{fmt.Errorf("there is no code %q; did you mean %s?", given, near)}
	}
	return usageError{fmt.Errorf("there is no code %q; \"tend explain\" lists them all", given)}
}

// pageWidth is how wide the sentences of a page get: lines of this length read well.
const pageWidth = 80

func showPage(p *printer, page explain.Page) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", p.bold(page.Code+": "+page.Title), p.prose(page.Meaning))
	fmt.Fprintf(&b, "\n%s\n\n%s", p.bold("Wrong"), indented(page.Wrong))
	fmt.Fprintf(&b, "\n%s\n\n%s", p.bold("Right"), indented(page.Right))
	fmt.Fprintf(&b, "\n%s\n\n%s\n", p.bold("Why"), p.prose(page.Why))
	_, err := io.WriteString(p.out, b.String())
	return err
}

// prose wraps paragraphs to the terminal. Code in them is coloured on a terminal; elsewhere it keeps its
// backquotes, without which it would look like words of the sentence.
func (p *printer) prose(s string) string {
	width := pageWidth
	if p.width > 0 {
		width = min(width, p.width)
	}
	paragraphs := strings.Split(s, "\n\n")
	for i, paragraph := range paragraphs {
		paragraphs[i] = p.code(text.WrapSoft(strings.Join(strings.Fields(paragraph), " "), width))
	}
	return trimLines(strings.Join(paragraphs, "\n\n"))
}

// code colours what stands between backquotes.
func (p *printer) code(s string) string {
	if !p.colour {
		return s
	}
	parts := strings.Split(s, "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = text.FgCyan.Sprint(parts[i])
	}
	return strings.Join(parts, "")
}

// fileMark is the line before a file of an example that has several.
var fileMark = regexp.MustCompile(`(?m)^-- (\S+) --$`)

func indented(example string) string {
	example = fileMark.ReplaceAllString(example, "# $1")
	lines := strings.Split(strings.TrimRight(example, "\n"), "\n")
	return trimLines("    "+strings.Join(lines, "\n    ")) + "\n"
}
