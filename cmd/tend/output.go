package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/dsl/calendar"
)

// printer shows an engine's answers, for people or for programs.
type printer struct {
	out    io.Writer
	json   bool
	colour bool
	width  int // of the terminal; 0: no limit
	// zone returns the zone of the times that are shown.
	zone func() *time.Location
	// timed reports whether a time was shown.
	timed bool
}

func newPrinter(out io.Writer, asJSON bool) *printer {
	p := &printer{out: out, json: asJSON, colour: onTerminal(out), zone: func() *time.Location { return time.UTC }}
	if f, ok := out.(*os.File); ok {
		p.width, _, _ = term.GetSize(int(f.Fd())) // What isn't a terminal has no width: 0.
	}
	return p
}

// document prints JSON, with what could command a terminal, or turn the direction of its text, as \uXXXX.
func (p *printer) document(v any) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		if r != '\n' && actions.CommandsTerminal(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	_, err := io.WriteString(p.out, out.String())
	return err
}

// line prints one line of text.
func (p *printer) line(format string, args ...any) error {
	return p.text(fmt.Sprintf(format, args...))
}

// clock is how every time for people begins.
var clock = regexp.MustCompile(`\d{4}-\d{2}-\d{2} \d{2}:\d{2}`)

// text prints all that is for people, and records whether it has times.
func (p *printer) text(s string) error {
	p.timed = p.timed || clock.MatchString(s)
	_, err := fmt.Fprintln(p.out, s)
	return err
}

// nameZone prints once, at the end, the zone of the times.
func (p *printer) nameZone() error {
	if p == nil || !p.timed {
		return nil
	}
	p.timed = false
	return p.line("\nTimes are in %s.", p.zone())
}

// table prints rows under a header, or a sentence when there are none.
func (p *printer) table(none string, header []string, rows [][]string) error {
	if len(rows) == 0 {
		return p.line("%s", none)
	}
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Size.WidthMax = p.width
	if p.colour {
		style.Color.Header = text.Colors{text.Bold}
	}
	t.SetStyle(style)
	t.AppendHeader(cells(header, plain))
	for _, row := range rows {
		t.AppendRow(cells(row, p.paint))
	}
	return p.text(trimLines(t.Render()))
}

// fields prints names with their values, leaving out those without.
func (p *printer) fields(pairs ...[2]string) error {
	widest := 0
	for _, f := range pairs {
		widest = max(widest, len(f[0]))
	}
	for _, f := range pairs {
		if f[1] == "" {
			continue
		}
		if err := p.line("%-*s  %s", widest, f[0], p.paint(plain(f[1]))); err != nil {
			return err
		}
	}
	return nil
}

func cells(values []string, paint func(string) string) table.Row {
	row := make(table.Row, len(values))
	for i, v := range values {
		row[i] = paint(plain(v))
	}
	return row
}

// paint colours words that mean good or bad.
func (p *printer) paint(word string) string {
	if !p.colour {
		return word
	}
	switch word {
	case "green", "enrolled", "completed", "accepted", "reached":
		return text.Escape(word, text.FgGreen.EscapeSeq())
	case "yellow", "skipped", "open", "timed_out", "control", "missed", "lost":
		return text.Escape(word, text.FgYellow.EscapeSeq())
	case "red", "failed", "conflict", "rejected":
		return text.Escape(word, text.FgRed.EscapeSeq())
	case "running", "waiting", "pending":
		return text.Escape(word, text.FgCyan.EscapeSeq())
	}
	return word
}

// plain makes customers' words safe for a terminal: a control character could move the cursor or change what was shown
// before, and two names could differ in invisible characters.
func plain(s string) string {
	return actions.Lines(strings.Map(func(r rune) rune {
		if actions.CommandsTerminal(r) {
			return ' '
		}
		return r
	}, s))
}

// trimLines drops the padding of the last column.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// instant writes a time in the workspace's zone, empty when there is none.
func (p *printer) instant(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.In(p.zone()).Format(time.DateTime)
}

// moment writes a time as the engine's sentences do, to the minute where it is a whole one.
func (p *printer) moment(t *time.Time) string { return calendar.Show(*t, p.zone()) }

// number writes a number as short as possible, to two decimals; "–" when it is missing.
func number(f *float64) string {
	if f == nil {
		return "–"
	}
	s := strconv.FormatFloat(*f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// value writes any JSON value on one line; "–" when it is missing.
func value(v any) string {
	switch v := v.(type) {
	case nil:
		return "–"
	case string:
		return v
	case float64:
		return number(&v)
	}
	// What came from JSON goes back to it.
	raw, _ := json.Marshal(v)
	return string(raw)
}

// short returns the beginning of a hash: enough to tell two apart by eye.
func short(hash string) string {
	const enough = 10
	if len(hash) <= enough {
		return hash
	}
	return hash[:enough]
}

// warnTo shows what isn't wrong but should be known, a sentence a line.
func warnTo(errOut io.Writer) func(sentence string) {
	return func(sentence string) { fmt.Fprintf(errOut, "tend: warning: %s\n", sentence) }
}
