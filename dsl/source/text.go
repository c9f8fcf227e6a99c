package source

import (
	"sort"

	"github.com/tendhq/tend/dsl/diag"
)

// Text is a string that knows where each of its bytes was written: in a quoted string with escapes, in a heredoc
// with stripped indentation, in another value that ${…} puts in, or in a file of its own. It is written from its
// beginning to its end, piece by piece.
type Text struct {
	segments []Segment
	written  []byte
	// Whole is the place of the text as a whole.
	Whole diag.Range
	// Origin is that of the pieces that are added next.
	Origin any
}

// Segment says where the bytes from Start to End were written: byte by byte from a place of the file on (Exact), or
// all of them at one place, as an escape or a value that ${…} put in.
type Segment struct {
	Start, End int
	File       string
	From, To   int
	Exact      bool
	// Origin is what whoever added it knows of the file, such as the library that it belongs to. Origins are
	// compared, so that pieces of different ones stay apart.
	Origin any
}

// String is all that was added.
func (t *Text) String() string { return string(t.written) }

// Segments is the pieces of the text, in order.
func (t *Text) Segments() []Segment { return t.segments }

// Add appends a piece of text that was written at a place.
func (t *Text) Add(s, file string, from, to int) {
	if s == "" {
		return
	}
	start := len(t.written)
	t.written = append(t.written, s...)
	exact := to-from == len(s)
	if n := len(t.segments); n > 0 && exact {
		last := &t.segments[n-1]
		if last.Exact && last.File == file && last.To == from && last.Origin == t.Origin {
			last.End, last.To = len(t.written), to
			return
		}
	}
	t.segments = append(t.segments, Segment{Start: start, End: len(t.written), File: file, From: from, To: to, Exact: exact, Origin: t.Origin})
}

// AddWhole appends a piece of which only the place as a whole is known.
func (t *Text) AddWhole(s, file string, from, to int) {
	if s == "" {
		return
	}
	start := len(t.written)
	t.written = append(t.written, s...)
	t.segments = append(t.segments, Segment{Start: start, End: len(t.written), File: file, From: from, To: to, Origin: t.Origin})
}

// At is the place in the files of the bytes from start to end.
func (t *Text) At(r *diag.Reporter, start, end int) diag.Range {
	first, ok := t.Find(start)
	if !ok {
		return t.end(r)
	}
	file, from, to := first.File, first.From, first.To
	if first.Exact {
		from += start - first.Start
		to = from + 1
	}
	if last, ok := t.Find(max(end-1, start)); ok && last.File == file {
		to = last.To
		if last.Exact {
			to = last.From + max(end-1, start) - last.Start + 1
		}
	}
	return r.RangeIn(file, from, wholeCharacter(r.Sources[file], to))
}

// end is the place after the last byte, where something is lacking.
func (t *Text) end(r *diag.Reporter) diag.Range {
	if len(t.segments) == 0 {
		return t.Whole
	}
	last := t.segments[len(t.segments)-1]
	return r.RangeIn(last.File, last.To, last.To)
}

// Find is the segment of a byte.
func (t *Text) Find(offset int) (Segment, bool) {
	i := sort.Search(len(t.segments), func(i int) bool { return offset < t.segments[i].End })
	if i == len(t.segments) || offset < t.segments[i].Start {
		return Segment{}, false
	}
	return t.segments[i], true
}

// Copy appends the bytes from start to end of another text, with their places.
func (t *Text) Copy(other *Text, start, end int) {
	for _, s := range other.segments {
		from, to := max(start, s.Start), min(end, s.End)
		switch text := string(other.written[min(from, to):to]); {
		case from >= to:
		case s.Exact:
			t.Add(text, s.File, s.From+from-s.Start, s.From+to-s.Start)
		default:
			t.AddWhole(text, s.File, s.From, s.To)
		}
	}
}

// Replace appends other words in the place of the bytes from start to end of another text.
func (t *Text) Replace(other *Text, start, end int, words string) {
	s, _ := other.Find(start)
	if s.Exact {
		s.From, s.To = s.From+start-s.Start, s.From+end-s.Start
	}
	t.AddWhole(words, s.File, s.From, s.To)
}

// wholeCharacter moves an offset that is inside a character to its end.
func wholeCharacter(src []byte, offset int) int {
	for offset < len(src) && src[offset]&0xC0 == 0x80 {
		offset++
	}
	return offset
}
