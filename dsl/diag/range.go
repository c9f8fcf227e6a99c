package diag

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// Range is a place in a source file; lines and columns count from 1, columns in characters.
type Range struct {
	File               string
	Line, Column       int
	EndLine, EndColumn int
	StartByte, EndByte int
}

// EnvironmentPrefix begins the name that a range has in place of a file's for a text that the environment gives.
const EnvironmentPrefix = "TEND_VAR_"

// String is the place as editors and terminals take it: "rescue.hcl:12:5".
func (r Range) String() string {
	return fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Column)
}

// in is the place as seen from outside the folder in which its file lies. What the environment gives lies nowhere.
func (r Range) in(dir string) Range {
	if strings.HasPrefix(r.File, EnvironmentPrefix) {
		return r
	}
	r.File = filepath.Join(dir, filepath.FromSlash(r.File))
	return r
}

// StartOf is the place where a file begins, or the folder as a whole.
func StartOf(file string) Range {
	return Range{File: file, Line: 1, Column: 1, EndLine: 1, EndColumn: 1}
}

// RangeOf is a range of HCL's.
func RangeOf(r hcl.Range) Range {
	return Range{
		File: r.Filename,
		Line: r.Start.Line, Column: r.Start.Column,
		EndLine: r.End.Line, EndColumn: r.End.Column,
		StartByte: r.Start.Byte, EndByte: r.End.Byte,
	}
}

// RangeIn is the range of the bytes from start to end of a file, counted as HCL counts.
func (r *Reporter) RangeIn(file string, start, end int) Range {
	of := r.rulers[file]
	if of == nil {
		of = NewRuler(r.Sources[file])
		r.rulers[file] = of
	}
	from := of.At(start)
	to := of.At(max(start, end))
	return RangeOf(hcl.Range{Filename: file, Start: from, End: to})
}

// Ruler finds the line and column of any byte of a text without counting from its beginning each time: a
// program may write thousands of blocks on one line.
type Ruler struct {
	Src []byte
	// marks is known places, a little apart, in order.
	marks []hcl.Pos
}

// NewRuler measures a text.
func NewRuler(src []byte) *Ruler {
	const apart = 1 << 10 // bytes
	r := &Ruler{Src: src, marks: []hcl.Pos{hcl.InitialPos}}
	for at := hcl.InitialPos; at.Byte < len(src); {
		at = r.From(at, r.boundary(at.Byte+apart))
		r.marks = append(r.marks, at)
	}
	return r
}

// At is the place of a byte; of one outside the text, that of its nearest end.
func (r *Ruler) At(offset int) hcl.Pos {
	offset = min(max(offset, 0), len(r.Src))
	after := sort.Search(len(r.marks), func(i int) bool { return r.marks[i].Byte > offset })
	return r.From(r.marks[after-1], offset)
}

// From counts on from a place. HCL's own scanner counts, so that our columns and those of its diagnostics
// agree on what one character is.
func (r *Ruler) From(at hcl.Pos, offset int) hcl.Pos {
	whole := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	if s := hcl.NewRangeScannerFragment(r.Src[:offset], "", at, whole); at.Byte < offset && s.Scan() {
		at = s.Range().End
	}
	at.Byte = offset
	return at
}

// boundary is the first place from an offset on that surely is between two characters, as both are ASCII.
func (r *Ruler) boundary(offset int) int {
	for i := offset; i < len(r.Src); i++ {
		if before, after := r.Src[i-1], r.Src[i]; before < utf8.RuneSelf && after < utf8.RuneSelf && before != '\r' {
			return i
		}
	}
	return len(r.Src)
}
