package dsl

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

// String is the place as editors and terminals take it: "rescue.hcl:12:5".
func (r Range) String() string {
	return fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Column)
}

// in is the place as seen from outside the folder in which its file lies. What the environment gives lies nowhere.
func (r Range) in(dir string) Range {
	if strings.HasPrefix(r.File, VariablePrefix) {
		return r
	}
	r.File = filepath.Join(dir, filepath.FromSlash(r.File))
	return r
}

// startOf is the place where a file begins, or the folder as a whole.
func startOf(file string) Range {
	return Range{File: file, Line: 1, Column: 1, EndLine: 1, EndColumn: 1}
}

func rangeOf(r hcl.Range) Range {
	return Range{
		File: r.Filename,
		Line: r.Start.Line, Column: r.Start.Column,
		EndLine: r.End.Line, EndColumn: r.End.Column,
		StartByte: r.Start.Byte, EndByte: r.End.Byte,
	}
}

// rangeIn is the range of the bytes from start to end of a file, counted as HCL counts.
func (r *reporter) rangeIn(file string, start, end int) Range {
	of := r.rulers[file]
	if of == nil {
		of = newRuler(r.sources[file])
		r.rulers[file] = of
	}
	from := of.at(start)
	to := of.at(max(start, end))
	return rangeOf(hcl.Range{Filename: file, Start: from, End: to})
}

// ruler finds the line and column of any byte of a text without counting from its beginning each time: a
// program may write thousands of blocks on one line.
type ruler struct {
	src []byte
	// marks is known places, a little apart, in order.
	marks []hcl.Pos
}

func newRuler(src []byte) *ruler {
	const apart = 1 << 10 // bytes
	r := &ruler{src: src, marks: []hcl.Pos{hcl.InitialPos}}
	for at := hcl.InitialPos; at.Byte < len(src); {
		at = r.from(at, r.boundary(at.Byte+apart))
		r.marks = append(r.marks, at)
	}
	return r
}

// at is the place of a byte; of one outside the text, that of its nearest end.
func (r *ruler) at(offset int) hcl.Pos {
	offset = min(max(offset, 0), len(r.src))
	after := sort.Search(len(r.marks), func(i int) bool { return r.marks[i].Byte > offset })
	return r.from(r.marks[after-1], offset)
}

// from counts on from a place. HCL's own scanner counts, so that our columns and those of its diagnostics
// agree on what one character is.
func (r *ruler) from(at hcl.Pos, offset int) hcl.Pos {
	whole := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	if s := hcl.NewRangeScannerFragment(r.src[:offset], "", at, whole); at.Byte < offset && s.Scan() {
		at = s.Range().End
	}
	at.Byte = offset
	return at
}

// boundary is the first place from an offset on that surely is between two characters, as both are ASCII.
func (r *ruler) boundary(offset int) int {
	for i := offset; i < len(r.src); i++ {
		if before, after := r.src[i-1], r.src[i]; before < utf8.RuneSelf && after < utf8.RuneSelf && before != '\r' {
			return i
		}
	}
	return len(r.src)
}
