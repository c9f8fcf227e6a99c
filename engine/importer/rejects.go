package importer

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// rejects writes rejected rows as CSV: reason, file and line, and then the columns of all the
// mapping's files, so that a row can be put right and imported from where it stands.
type rejects struct {
	out     *csv.Writer
	columns []string
	started bool
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
	record := make([]string, 3+len(r.columns))
	record[0], record[1], record[2] = reason, read.table.name, strconv.Itoa(read.line)
	for i, field := range read.fields {
		if i >= len(read.table.header) {
			record = append(record, field) // more fields than the header names: nothing may get lost
			continue
		}
		record[3+slices.Index(r.columns, read.table.header[i])] = field
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
	_ = r.out.Write(slices.Concat([]string{"reason", "file", "line"}, r.columns)) // flush tells
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
