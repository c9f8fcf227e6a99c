package dsl

import (
	"bytes"
	"fmt"

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

func rangeOf(r hcl.Range) Range {
	return Range{
		File: r.Filename,
		Line: r.Start.Line, Column: r.Start.Column,
		EndLine: r.End.Line, EndColumn: r.End.Column,
		StartByte: r.Start.Byte, EndByte: r.End.Byte,
	}
}

// rangeIn is the range of src[start:end], counted as HCL counts.
func rangeIn(file string, src []byte, start, end int) Range {
	start = min(max(start, 0), len(src))
	end = min(max(end, start), len(src))
	from := position(src, start)
	to := position(src, end)
	return Range{
		File: file,
		Line: from.Line, Column: from.Column,
		EndLine: to.Line, EndColumn: to.Column,
		StartByte: start, EndByte: end,
	}
}

// position is the line and column of a byte. HCL's own scanner counts the columns of the line, so that
// ours and those of its diagnostics agree on what one character is.
func position(src []byte, offset int) hcl.Pos {
	begin := bytes.LastIndexByte(src[:offset], '\n') + 1
	at := hcl.Pos{Line: 1 + bytes.Count(src[:begin], []byte("\n")), Column: 1, Byte: offset}
	whole := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	if s := hcl.NewRangeScanner(src[begin:offset], "", whole); begin < offset && s.Scan() {
		at.Column = s.Range().End.Column
	}
	return at
}
