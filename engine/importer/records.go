package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// records reads a text record by record. Every line of the text is in one of them, or blank.
type records struct {
	lines    *lines
	splitter *splitter
	record   record
	// blank is how many lines were, between records; continued, how many go on with a record.
	blank, continued int
}

func newRecords(in *bufio.Reader, separator rune) *records {
	return &records{lines: &lines{in: in}, splitter: newSplitter(separator)}
}

// next is the next record, valid until the one after it; io.EOF when there is none.
func (rs *records) next() (*record, error) {
	line, long, err := rs.lines.next()
	for err == nil && len(body(line)) == 0 {
		rs.blank++
		line, long, err = rs.lines.next()
	}
	if err != nil {
		return nil, err
	}
	r := &rs.record
	*r = record{raw: append(r.raw[:0], line...), first: rs.lines.read, last: rs.lines.read}
	if long {
		r.raw, r.problem = nil, reasonLong
		return r, nil
	}
	rs.splitter.reset()
	more := rs.splitter.take(line)
	for more && err == nil {
		more, err = rs.goOn()
	}
	if err != nil {
		return nil, err
	}
	r.fields, r.problem = rs.splitter.fields(), rs.splitter.problem
	rs.judge(r)
	return r, nil
}

// goOn takes one line more into the record, and says whether that is enough. A record that gets too long, or has no
// end, ends with the line before.
func (rs *records) goOn() (more bool, err error) {
	r := &rs.record
	line, long, err := rs.lines.next()
	if errors.Is(err, io.EOF) {
		rs.splitter.problem = reasonUnclosed
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if long || len(r.raw)+len(line) > maxRecord {
		rs.lines.again = true
		rs.splitter.problem = reasonUnclosed
		return false, nil
	}
	r.raw = append(r.raw, line...)
	r.last = rs.lines.read
	rs.continued++
	return rs.splitter.take(line), nil
}

// judge finds what else is wrong with a record.
func (rs *records) judge(r *record) {
	switch {
	case bytes.IndexByte(r.raw, 0) >= 0:
		r.problem = reasonZero
	case !utf8.Valid(r.raw):
		r.problem = rejection(reasonNotUnicode + looksLike(r.raw))
	case r.problem != "" && r.last > r.first:
		r.problem = reasonUnclosed
	}
}

// width is what is wrong with the number of fields.
func (r *row) width() rejection {
	has, want := len(r.fields), len(r.table.header)
	switch {
	case has == want:
		return ""
	case r.last > r.first:
		return rejection(fmt.Sprintf("the row has %d fields, the header has %d, and it goes over several lines: is a quotation mark unclosed?", has, want))
	default:
		return rejection(fmt.Sprintf("the row has %d fields, the header has %d", has, want))
	}
}

// swallowed says that a row of several lines is rows that an unclosed quotation mark made one of: at least half of
// the lines after the first would be rows by themselves.
func (r *row) swallowed() bool {
	after := strings.Split(strings.TrimSuffix(string(r.raw), "\n"), "\n")[1:]
	last := len(after) - 1
	after[last] = strings.Replace(after[last], `"`, "", 1) // that closes the text
	rows := 0
	for _, line := range after {
		if r.alike(line) {
			rows++
		}
	}
	return 2*rows >= len(after)
}

// alike says whether a line would be a row like this one. People put a blank after a comma, programs don't.
func (r *row) alike(line string) bool {
	s := newSplitter(r.table.block.Separator)
	if s.take([]byte(line)) || s.problem != "" {
		return false
	}
	fields := s.fields()
	for _, field := range fields {
		if strings.HasPrefix(field, " ") {
			return false
		}
	}
	one := &row{table: r.table, record: &record{fields: fields}}
	return len(fields) == len(r.table.header) && one.readable()
}
