package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// records reads a text record by record. Every line of the text is in one of them, or blank.
type records struct {
	lines     *lines
	separator rune
	splitter  *splitter
	record    record
	// blank is how many lines were, between records; continued, how many go on with a record.
	blank, continued int
}

func newRecords(in *bufio.Reader, separator rune) *records {
	return &records{lines: &lines{in: in}, separator: separator, splitter: newSplitter(separator)}
}

// next returns the next record, valid until the one after it; io.EOF when there is none. A record that is broken or too long
// ends where its last text does: what stands in a text is never read as a record.
func (rs *records) next() (*record, error) {
	r, err := rs.begin()
	if err != nil {
		return nil, err
	}
	if r.problem != "" {
		if err := rs.skip(r); err != nil {
			return nil, err
		}
	}
	rs.judge(r)
	return r, nil
}

// header returns the first record. Nobody reads on where it is broken, so it ends there.
func (rs *records) header() (*record, error) {
	r, err := rs.begin()
	if err == nil {
		rs.judge(r)
	}
	return r, err
}

// begin reads a record up to its end, or to where it is found to be broken or too long.
func (rs *records) begin() (*record, error) {
	line, long, err := rs.lines.next(maxRecord)
	for err == nil && len(body(line)) == 0 {
		rs.blank++
		line, long, err = rs.lines.next(maxRecord)
	}
	if err != nil {
		return nil, err
	}
	r := &rs.record
	*r = record{raw: append(r.raw[:0], line...), size: len(line), first: rs.lines.read, last: rs.lines.read}
	if long {
		r.problem = reasonLong
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
	return r, nil
}

// goOn takes one line more into the record, and reports whether that isn't enough.
func (rs *records) goOn() (more bool, err error) {
	r := &rs.record
	line, long, err := rs.lines.next(maxRecord - r.size)
	if errors.Is(err, io.EOF) {
		rs.splitter.problem = reasonUnclosed
		return false, nil
	}
	if err != nil {
		return false, err
	}
	r.raw = append(r.raw, line...)
	r.size += len(line)
	r.last = rs.lines.read
	rs.continued++
	if long {
		rs.splitter.problem = reasonLong
		return false, nil
	}
	return rs.splitter.take(line), nil
}

// skip reads on to where a record ends that is broken or too long, and keeps no more of it than a record may have.
func (rs *records) skip(r *record) error {
	e := &ending{separator: rs.separator}
	for _, b := range r.raw {
		e.take(b)
	}
	for !e.ended() {
		b, err := rs.lines.in.ReadByte()
		if errors.Is(err, io.EOF) {
			if e.open() {
				r.problem = reasonUnclosed
			}
			break
		}
		if err != nil {
			return err
		}
		if e.line { // It is the first of another one.
			rs.lines.read++
			rs.continued++
		}
		e.take(b)
		if r.size++; len(r.raw) < maxRecord {
			r.raw = append(r.raw, b)
		}
	}
	r.last = rs.lines.read
	if r.size > maxRecord && r.problem != reasonUnclosed {
		r.problem = reasonLong
	}
	return nil
}

// judge finds what else is wrong with a record.
func (rs *records) judge(r *record) {
	switch {
	case r.size > maxRecord: // All else that is wrong with it may come of that.
	case bytes.IndexByte(r.raw, 0) >= 0:
		r.problem = reasonZero
	case !utf8.Valid(r.raw) || escapes(r.raw) != "":
		r.problem = rejection(reasonNotUnicode + looksLike(r.raw))
	case (r.problem == reasonQuote || r.problem == reasonBareQuote) && r.last > r.first:
		r.problem = reasonUnclosed
	}
}

// width returns what is wrong with the number of fields.
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

// isHeader reports whether the row is the header again, as it is where files were put together.
func (r *row) isHeader() bool {
	first := strings.TrimLeft(r.fields[0], mark)
	return first == r.table.header[0] && slices.Equal(r.fields[1:], r.table.header[1:])
}

// swallowed reports whether a row of several lines is rows that an unclosed quotation mark made one of: at least half of
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

// alike reports whether a line would be a row like this one. People put a blank after a comma, programs don't.
func (r *row) alike(line string) bool {
	fields := parted(line, r.table.block.Separator)
	for _, field := range fields {
		if strings.HasPrefix(field, " ") {
			return false
		}
	}
	one := &row{table: r.table, record: &record{fields: fields}}
	return len(fields) == len(r.table.header) && one.readable()
}
