package importer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// rejects writes rejected rows as CSV: reason, file and lines, then the columns of all the mapping's files, so that
// a row can be put right and imported from where it stands, and last the row's lines as they stand in the file,
// where they are several, or can't be told apart into columns.
type rejects struct {
	out     *csv.Writer
	columns []string
	started bool
}

// rejectsHead is the first columns of every file of rejected rows.
var rejectsHead = []string{"reason", "file", "line"}

// IsRejects reports whether a file that begins like this is one of rejected rows, which another import may replace.
func IsRejects(start []byte) bool {
	return bytes.HasPrefix(start, []byte(strings.Join(rejectsHead, ",")+","))
}

// newRejects prepares the file; nothing is written with a nil writer.
func newRejects(w io.Writer, tables []*table) *rejects {
	if w == nil {
		return &rejects{}
	}
	r := &rejects{out: csv.NewWriter(w)}
	for _, t := range tables {
		for _, name := range t.header {
			if !slices.Contains(r.columns, name) {
				r.columns = append(r.columns, name)
			}
		}
	}
	return r
}

func (r *rejects) write(read *row, reason string) error {
	if r.out == nil {
		return nil
	}
	r.head()
	record := make([]string, 4+len(r.columns))
	record[0], record[1], record[2] = reason, read.table.name, lineNumbers(read.first, read.last)
	header, whole := read.table.header, read.problem == "" && len(read.fields) == len(read.table.header)
	if whole {
		for i, field := range read.fields {
			at := 3 + slices.Index(r.columns, header[i])
			whole = whole && record[at] == "" // else the header has two of that name
			record[at] = field
		}
	}
	if !whole || read.last > read.first {
		record[len(record)-1] = read.shown()
	}
	if err := r.out.Write(record); err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	return nil
}

func (r *rejects) head() {
	if r.started {
		return
	}
	r.started = true
	_ = r.out.Write(slices.Concat(rejectsHead, r.columns, []string{r.rawColumn()})) // flush tells
}

// rawColumn returns a name that no other column has.
func (r *rejects) rawColumn() string {
	name := "raw"
	for slices.Contains(r.columns, name) {
		name += "_"
	}
	return name
}

// flush ends the file; it has its header also when no row was rejected.
func (r *rejects) flush() error {
	if r.out == nil {
		return nil
	}
	r.head()
	r.out.Flush()
	if err := r.out.Error(); err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	return nil
}
