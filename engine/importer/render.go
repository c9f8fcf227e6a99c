package importer

import (
	"fmt"
	"io"
	"slices"
	"strings"

	pretty "github.com/jedib0t/go-pretty/v6/table"

	"github.com/tendhq/tend/actions"
)

// Print writes the report for people: a table of counts, and why rows weren't taken.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	b.WriteString(r.table() + "\n")
	for _, f := range r.Files {
		for _, reason := range f.Reasons {
			fmt.Fprintf(&b, "\n%s × %d\n  %s\n", reason.Reason, reason.Count, reason.where())
		}
	}
	for _, f := range r.Files {
		if f.Blank+f.Continued > 0 {
			fmt.Fprintf(&b, "\n%s has %d lines: %d rows and the header begin in one, %d go on with a row, and %d are blank.\n",
				f.File, f.Lines, f.Read, f.Continued, f.Blank)
		}
		if len(f.Several) > 0 {
			fmt.Fprintf(&b, "\n%s: read as one row with a text of several lines, look whether it is one: %s\n", f.File, strings.Join(f.Several, "  "))
		}
		if columns := f.notImported(); columns != "" {
			fmt.Fprintf(&b, "\n%s: columns not imported: %s\n", f.File, columns)
		}
	}
	if _, err := io.WriteString(w, actions.ForTerminal(b.String())); err != nil {
		return fmt.Errorf("show the report: %w", err)
	}
	return nil
}

// table is the counts of each file, and their sums.
func (r *Report) table() string {
	t := pretty.NewWriter()
	t.SetStyle(pretty.StyleLight)
	t.AppendHeader(pretty.Row{
		"FILE", "INTO", "READ", "ACCEPTED", "DUPLICATES", "CONFLICTS", "REJECTED", "FILTERED", "AFTER AS-OF",
	})
	for _, f := range r.Files {
		t.AppendRow(cells(f.File, f.Into, f.Counts))
	}
	t.AppendSeparator()
	t.AppendRow(cells("total", "", r.Total))
	return t.Render()
}

func cells(file, into string, c Counts) pretty.Row {
	return pretty.Row{
		file, into, c.Read, c.Accepted, c.Duplicates, c.Conflicts, c.Rejected, c.Filtered, c.AfterAsOf,
	}
}

// notImported is the columns that no block reads, in words.
func (f *FileReport) notImported() string {
	list := slices.Clone(f.Unused)
	if len(f.Unnamed) > 0 {
		list = append(list, columnNumbers(f.Unnamed))
	}
	return strings.Join(list, ", ")
}

func (r *Reason) where() string {
	places := strings.Join(r.Places, "  ")
	if more := r.Count - len(r.Places); more > 0 {
		return fmt.Sprintf("%s  and %d more", places, more)
	}
	return places
}
