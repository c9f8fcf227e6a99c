package importer

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is one file as one block reads it.
type table struct {
	block  *Block
	name   string // relative to the folder of the data
	path   string
	size   int64
	header []string
	order  []int // the columns by name, for identities that don't hang on the columns' order
	used   []bool

	when                                    *source
	id, account, contact, label, mail, time *reader
	fields                                  []*reader
}

// row is one record of a table; it is valid until the next one is read.
type row struct {
	table  *table
	fields []string
	line   int
	values map[string]any
}

// text is a field, empty when it is missing.
func (r *row) text(column int) string {
	text := r.fields[column]
	if text == "" || slices.Contains(r.table.block.Missing, text) {
		return ""
	}
	return text
}

// scope is the row as expressions see it; it is made once a row, and only when one asks.
func (r *row) scope() map[string]any {
	if r.values != nil {
		return r.values
	}
	columns := make(map[string]any, len(r.fields))
	for i, name := range r.table.header {
		if text := r.text(i); text != "" {
			columns[name] = text
		}
	}
	r.values = map[string]any{"row": columns}
	return r.values
}

// records reads a table's rows.
type records struct {
	table  *table
	file   *os.File
	csv    *csv.Reader
	closed []io.Closer
}

// open starts reading a file and takes its header. progress is told of bytes of the file as it stands
// on the disk, so that a compressed file's share is known.
func (t *table) open(progress func(int)) (*records, []string, error) {
	file, err := os.Open(t.path)
	if err != nil {
		return nil, nil, err
	}
	rs := &records{table: t, file: file, closed: []io.Closer{file}}
	var in io.Reader = &counted{Reader: bufio.NewReaderSize(file, 1<<16), progress: progress}
	if strings.HasSuffix(t.path, ".gz") {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			rs.close()
			return nil, nil, fmt.Errorf("unpack %s: %w", t.name, err)
		}
		rs.closed = append(rs.closed, unpacked)
		in = unpacked
	}
	rs.csv = csv.NewReader(withoutMark(in))
	rs.csv.Comma = t.block.Separator
	rs.csv.FieldsPerRecord = -1
	rs.csv.ReuseRecord = true
	header, err := rs.csv.Read()
	if err != nil {
		rs.close()
		if errors.Is(err, io.EOF) {
			err = errors.New("it is empty; the first line must name the columns")
		}
		return nil, nil, fmt.Errorf("read the header of %s: %w", t.name, err)
	}
	return rs, slices.Clone(header), nil
}

// next reads one row. A rejection is about this row, and reading goes on; io.EOF is the end; any
// other error means that the rest of the file can't be read.
func (rs *records) next() (*row, error) {
	fields, err := rs.csv.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		return &row{table: rs.table, line: broken.StartLine, fields: slices.Clone(fields)},
			rejection("broken quotation marks: " + broken.Err.Error())
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", rs.table.name, err)
	}
	line, _ := rs.csv.FieldPos(0)
	r := &row{table: rs.table, fields: fields, line: line}
	if len(fields) != len(rs.table.header) {
		return r, rejection(fmt.Sprintf("the row has %d fields, the header has %d", len(fields), len(rs.table.header)))
	}
	for _, field := range fields {
		if !utf8.ValidString(field) {
			return r, rejection("not UTF-8 text")
		}
	}
	return r, nil
}

func (rs *records) close() {
	for _, c := range slices.Backward(rs.closed) {
		_ = c.Close() // only read: nothing can be lost
	}
}

// counted tells how many bytes were read.
type counted struct {
	io.Reader
	progress func(int)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.progress(n)
	return n, err
}

// withoutMark drops the byte order mark that spreadsheets write in front of the first column's name.
func withoutMark(in io.Reader) io.Reader {
	buffered := bufio.NewReader(in)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	return buffered
}
