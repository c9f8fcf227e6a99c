package importer

import (
	"fmt"
	"slices"

	"github.com/tendhq/tend/actions"
)

// maxHeadings is how many records after the first are looked at for the header that a title, an empty table or a
// spreadsheet's "sep=;" stands before.
const maxHeadings = 5

// heading is a record after the first, which may be the header.
type heading struct {
	line   int
	raw    string
	fields []string
}

// headings returns the records that come after the header, as far as they can be read.
func (rs *rows) headings() []heading {
	var all []heading
	for len(all) < maxHeadings {
		r, err := rs.records.next()
		if err != nil {
			break // The import says so when it comes there.
		}
		all = append(all, heading{line: r.first, raw: string(r.raw), fields: slices.Clone(r.fields)})
	}
	return all
}

// later returns where the header is when the first line isn't it: a line below it names a column that the block reads,
// and fills more columns than the first. Empty: none does.
func (t *table) later(column string) string {
	for _, h := range t.begins {
		if slices.Contains(h.fields, column) && filled(h.fields) > filled(t.header) {
			return fmt.Sprintf("line %d has it. The first line must name the columns: remove what stands before them", h.line)
		}
		if other, fields := t.block.otherwise(h.raw); slices.Contains(fields, column) && len(fields) > len(t.header) {
			return fmt.Sprintf("line %d has it. The first line must name the columns: remove what stands before them. There, %s", h.line, other)
		}
	}
	return ""
}

// filled returns how many fields hold something.
func filled(fields []string) int {
	n := 0
	for _, field := range fields {
		if !actions.Blank(field) {
			n++
		}
	}
	return n
}
