package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/tendhq/tend/actions"
)

// The colours of a terminal.
const (
	colourError   = "\x1b[1;31m"
	colourWarning = "\x1b[1;33m"
	colourPlace   = "\x1b[2m"
	colourReset   = "\x1b[0m"
)

// Write renders the diagnostics for people: what is wrong, where, the line with the place underlined,
// and what to do. color asks for a terminal's colours. The error is the writer's.
func (ds Diagnostics) Write(w io.Writer, color bool) error {
	for i, d := range ds {
		text := render(d, color)
		if i > 0 {
			text = "\n" + text
		}
		if _, err := io.WriteString(w, text); err != nil {
			return fmt.Errorf("write diagnostics: %w", err)
		}
	}
	return nil
}

func render(d Diagnostic, color bool) string {
	paint := func(colour, text string) string {
		if !color {
			return text
		}
		return colour + text + colourReset
	}
	colour := colourError
	if d.Severity == SeverityWarning {
		colour = colourWarning
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", paint(colour, fmt.Sprintf("%s %s", d.Severity, d.Code)), printable(d.Summary))
	if d.Range.File != "" {
		fmt.Fprintf(&b, "%s\n", paint(colourPlace, " on "+d.Range.String()))
	}
	if strings.TrimSpace(d.Source) != "" {
		line, carets := underline(d)
		number := fmt.Sprintf("%4d | ", d.Range.Line)
		fmt.Fprintf(&b, "%s%s\n", paint(colourPlace, number), line)
		fmt.Fprintf(&b, "%s%s\n", paint(colourPlace, "     | "), paint(colour, carets))
	}
	if d.Detail != "" {
		fmt.Fprintf(&b, "%s\n", printable(d.Detail))
	}
	return b.String()
}

// underline is the source line as a terminal shows it, and the carets under the range. Wide characters
// such as Japanese take two columns, a tab is shown as two spaces. Of a line that is as long as those
// that programs write, only what is near is shown.
func underline(d Diagnostic) (line, carets string) {
	before, marked, after := d.cut()
	before = printable(before)
	if far := runewidth.StringWidth(before) - near; far > 0 {
		before = runewidth.TruncateLeft(before, far, "…")
	}
	marked = runewidth.Truncate(printable(marked), near, "…")
	after = runewidth.Truncate(printable(after), near, "…")
	width := max(runewidth.StringWidth(marked), 1)
	return before + marked + after, strings.Repeat(" ", runewidth.StringWidth(before)) + strings.Repeat("^", width)
}

// near is how many columns of a line are shown before a place, and as many after it.
const near = 120

// mostBytes is how much of a line is looked at before a place, in it, and after it.
const mostBytes = 1 << 10

// cut parts the source line at the range. A range that ends on a later line is marked to the end of
// its first line.
func (d Diagnostic) cut() (before, marked, after string) {
	start := d.inSource(d.Range.StartByte)
	end := max(start, d.inSource(d.Range.EndByte))
	before, marked, after = d.Source[:start], d.Source[start:end], d.Source[end:]
	before = before[max(0, len(before)-mostBytes):]
	for before != "" && !utf8.RuneStart(before[0]) {
		before = before[1:]
	}
	return before, beginning(marked), beginning(after)
}

// beginning is as much of a text as is looked at, in whole characters.
func beginning(s string) string {
	end := min(len(s), mostBytes)
	for 0 < end && end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// inSource is the place in the source line of a byte of the file.
func (d Diagnostic) inSource(offset int) int {
	return min(max(offset-d.sourceByte, 0), len(d.Source))
}

// printable keeps control characters of a source file away from the terminal, and those that would show its
// text in another order than it is read.
func printable(s string) string {
	return actions.ForTerminal(strings.ReplaceAll(s, "\t", "  "))
}
