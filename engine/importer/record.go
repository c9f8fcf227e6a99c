package importer

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// record is what stands between two ends of a row: one line, or several where a quoted field has line ends in it.
type record struct {
	// raw is its lines as they stand in the file, no further than a record may go.
	raw []byte
	// size is how many bytes its lines have.
	size int
	// first and last are its lines, counted from 1.
	first, last int
	fields      []string
	// problem is why it can't be taken apart; empty: it was.
	problem rejection
}

// The reasons why a record can't be taken apart.
const (
	reasonBareQuote  = rejection(`broken quotation marks: bare " in non-quoted-field`)
	reasonQuote      = rejection(`broken quotation marks: extraneous or missing " in quoted-field`)
	reasonBackslash  = rejection(`broken quotation marks: in CSV a mark that belongs to the text is doubled, "", and not escaped, \"`)
	reasonUnclosed   = rejection(`unclosed quotation mark: what follows it was read as one text; close it in the line where it opens`)
	reasonSwallowed  = rejection(`looks like an unclosed quotation mark: lines of one text would be rows by themselves; close it in the line where it opens, or write multiline = true in the block if the text is meant`)
	reasonLong       = rejection("the row is longer than 1 MiB")
	reasonReturn     = rejection(`a carriage return within the row: is it the end of a line? Lines end with a line feed; write one for each, for example with tr '\r' '\n'`)
	reasonHeader     = rejection("the row is the header again: were several files put together?")
	reasonZero       = rejection("a zero byte: the row isn't text in UTF-8; was something in UTF-16 put behind it?")
	reasonNotUnicode = "not UTF-8 text"
)

// mostShown is how many bytes are shown of a record that is too long.
const mostShown = 1 << 16

// shown returns the lines as they stand in the file. Of a record that is too long it is the beginning, and how much is left
// out, which the file itself has.
func (r *record) shown() string {
	if r.size <= maxRecord {
		return string(r.raw)
	}
	begin := strings.ToValidUTF8(string(r.raw[:mostShown]), "")
	return fmt.Sprintf("%s… (%d bytes more are left out, up to the end of line %d)", begin, r.size-len(begin), r.last)
}

// splitter takes lines apart into fields, as RFC 4180 says.
type splitter struct {
	separator []byte
	text      []byte // of all fields so far
	ends      []int  // of each of them
	quoted    bool   // a field is open that began with a quotation mark
	problem   rejection
}

func newSplitter(separator rune) *splitter {
	return &splitter{separator: utf8.AppendRune(nil, separator)}
}

func (s *splitter) reset() { s.text, s.ends, s.quoted, s.problem = s.text[:0], s.ends[:0], false, "" }

// fields returns the fields of the lines so far.
func (s *splitter) fields() []string {
	text, from := string(s.text), 0
	fields := make([]string, len(s.ends))
	for i, end := range s.ends {
		fields[i], from = text[from:end], end
	}
	return fields
}

// take splits a line, and reports whether the record goes on in the next one. Where it is broken, it doesn't.
func (s *splitter) take(line []byte) (more bool) {
	rest, end := body(line), line[len(body(line)):]
	for {
		if !s.quoted && bytes.HasPrefix(rest, []byte(`"`)) {
			s.quoted, rest = true, rest[1:]
		}
		last, ok := false, false
		if s.quoted {
			rest, last, ok = s.quotedField(rest)
		} else {
			rest, last, ok = s.plainField(rest)
		}
		switch {
		case !ok:
			return false
		case s.quoted: // It goes on with the line's end, of which a carriage return isn't part.
			if len(end) > 0 {
				s.text = append(s.text, '\n')
			}
			return true
		case last:
			return false
		}
	}
}

// plainField takes the field up to the next separator.
func (s *splitter) plainField(rest []byte) (after []byte, last, ok bool) {
	field, after, found := bytes.Cut(rest, s.separator)
	switch {
	case bytes.IndexByte(field, '"') >= 0:
		s.problem = reasonBareQuote
	case bytes.IndexByte(field, '\r') >= 0:
		s.problem = reasonReturn
	}
	s.end(field)
	return after, !found, s.problem == ""
}

// quotedField takes what is left of a field in quotation marks. It stays open where it doesn't end in this line.
func (s *splitter) quotedField(rest []byte) (after []byte, last, ok bool) {
	for {
		text, after, found := bytes.Cut(rest, []byte(`"`))
		s.text = append(s.text, text...)
		switch {
		case !found:
			return nil, true, true
		case bytes.HasPrefix(after, []byte(`"`)):
			s.text = append(s.text, '"')
			rest = after[1:]
		case len(after) == 0:
			s.quoted = false
			s.end(nil)
			return nil, true, true
		case bytes.HasPrefix(after, s.separator):
			s.quoted = false
			s.end(nil)
			return after[len(s.separator):], false, true
		default:
			s.problem = reasonQuote
			if bytes.HasSuffix(text, []byte(`\`)) {
				s.problem = reasonBackslash
			}
			return nil, true, false
		}
	}
}

func (s *splitter) end(field []byte) {
	s.text = append(s.text, field...)
	s.ends = append(s.ends, len(s.text))
}
