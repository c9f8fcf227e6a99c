package importer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl/folder"
)

// table is one file as one block reads it.
type table struct {
	block  *Block
	folder string // of the data
	name   string // in the folder
	info   fs.FileInfo
	header []string
	// names is the header as mappings can name it: their texts are in the composed form of Unicode.
	names []string
	order []int // the columns by name, for identities that don't hang on the columns' order
	used  []bool
	// first is the header as it stands in the file.
	first string

	when                                    *source
	id, account, contact, label, mail, time *reader
	fields                                  []*reader
}

// row is one record of a table; it is valid until the next one is read.
type row struct {
	*record
	table  *table
	values map[string]any
}

// text returns a field, empty when it is missing.
func (r *row) text(column int) string {
	text := r.fields[column]
	if text == "" || slices.Contains(r.table.block.Missing, text) {
		return ""
	}
	return text
}

// scope returns the row as expressions see it; it is made once a row, and only when one asks.
func (r *row) scope() map[string]any {
	if r.values != nil {
		return r.values
	}
	columns := make(map[string]any, len(r.fields))
	for i, name := range r.table.names {
		if text := r.text(i); text != "" {
			columns[name] = text
		}
	}
	r.values = map[string]any{"row": columns}
	return r.values
}

// readable reports whether the block can read all that it wants of a row.
func (r *row) readable() bool {
	t := r.table
	if _, err := t.when.keeps(r); err != nil {
		return false
	}
	if _, err := t.address(r); err != nil {
		return false
	}
	for _, one := range append([]*reader{t.id, t.account, t.contact, t.label, t.time}, t.fields...) {
		if _, err := one.read(r); err != nil {
			return false
		}
	}
	return true
}

// rows reads a table's rows.
type rows struct {
	table   *table
	file    *os.File
	before  fs.FileInfo // the file when it was opened
	records *records
	closed  []io.Closer
}

// open starts reading a file and takes its header. progress is told of bytes of the file as it stands
// on the disk, so that a compressed file's share is known.
func (t *table) open(ctx context.Context, progress func(int)) (*rows, *record, error) {
	files, err := folder.Open(t.folder)
	if err != nil {
		return nil, nil, err
	}
	defer files.Close()
	file, info, err := files.Regular(t.name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s can't be opened: %w", t.name, folder.Cause(err))
	}
	rs := &rows{table: t, file: file, before: info, closed: []io.Closer{file}}
	header, err := rs.begin(ctx, progress)
	if err != nil {
		rs.close()
		return nil, nil, err
	}
	return rs, header, nil
}

// mark is what spreadsheets write in front of a text in UTF-8.
const mark = "\ufeff"

// begin reads the header. A file that grows is read as far as it was when it was opened.
func (rs *rows) begin(ctx context.Context, progress func(int)) (*record, error) {
	t := rs.table
	var in io.Reader = bufio.NewReaderSize(&counted{
		in: io.LimitReader(rs.file, rs.before.Size()), progress: progress, stopped: func() error { return stopped(ctx) },
	}, 1<<16)
	packed := strings.HasSuffix(t.name, ".gz")
	if packed {
		text, err := unpack(t.name, in)
		if err != nil {
			return nil, err
		}
		rs.closed = append(rs.closed, text)
		in = text
	}
	text := bufio.NewReaderSize(in, 1<<16)
	start, err := text.Peek(1 << 14)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the header of %s: %w", t.name, err)
	}
	if packed && isPacked(start) {
		return nil, fmt.Errorf("unpack %s: %w", t.name, errTwice)
	}
	if what := notText(start); what != "" {
		return nil, fmt.Errorf("read the header of %s: %s", t.name, what)
	}
	for bytes.HasPrefix(start, []byte(mark)) { // Some programs put one more in front.
		_, _ = text.Discard(len(mark))
		start = start[len(mark):]
	}
	if what := t.block.misplaced(string(start)); what != "" {
		return nil, fmt.Errorf("read the header of %s: %s", t.name, what)
	}
	rs.records = newRecords(text, t.block.Separator)
	header, err := rs.records.header()
	switch {
	case errors.Is(err, io.EOF):
		err = errors.New("it is empty; the first line must name the columns")
	case err == nil && header.problem != "":
		if err = header.problem; utf8.Valid(header.raw) {
			if other, columns := t.block.otherwise(string(header.raw)); len(columns) > 1 {
				err = errors.New(other)
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the header of %s: %w", t.name, err)
	}
	return header, nil
}

// next reads one row. A rejection is about this row, and reading goes on; io.EOF is the end; any
// other error means that the rest of the file can't be read.
func (rs *rows) next() (*row, error) {
	read, err := rs.records.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, rs.unchanged()
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", rs.table.name, err)
	}
	r := &row{table: rs.table, record: read}
	if read.problem != "" {
		return r, read.problem
	}
	if reason := r.width(); reason != "" {
		return r, reason
	}
	if r.isHeader() {
		return r, reasonHeader
	}
	if read.last > read.first && !rs.table.block.Multiline && r.swallowed() {
		return r, reasonSwallowed
	}
	return r, nil
}

// unchanged is io.EOF, unless the file isn't any more what was read.
func (rs *rows) unchanged() error {
	after, err := rs.file.Stat()
	if err != nil {
		return err
	}
	if after.Size() != rs.before.Size() || !after.ModTime().Equal(rs.before.ModTime()) {
		return fmt.Errorf("%s changed while it was read; import it again when it is whole", rs.table.name)
	}
	return io.EOF
}

func (rs *rows) close() {
	for _, c := range slices.Backward(rs.closed) {
		_ = c.Close() // only read: nothing can be lost
	}
}

// counted reports how many bytes were read, and stops reading when the import is stopped.
type counted struct {
	in       io.Reader
	progress func(int)
	stopped  func() error
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.stopped(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	c.progress(n)
	return n, err
}
