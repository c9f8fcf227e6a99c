// Package format writes the files of a workspace in the usual form: HCL's own for their structure, and
// that of package expression inside strings and heredocs that hold one expression. It works on text alone: bytes
// in, bytes out. What a file means, its comments and its lines never change.
package format

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// Source is a file in the usual form; formatting it again changes nothing. A file that can't be read as
// HCL gives diagnostics with errors, and nothing else. name is the file's name in them.
func Source(name string, src []byte) ([]byte, diag.Diagnostics) {
	_, diags := dsl.Decisions(name, src)
	if diags.HasErrors() {
		return nil, diags
	}
	// Expressions are written after the structure, since a heredoc is indented as its attribute is, and
	// before it, since comments beside attributes are aligned to their length.
	return hclwrite.Format(expressions(name, hclwrite.Format(src))), diags
}

// expressions writes the expressions of a file in the usual form.
func expressions(name string, src []byte) []byte {
	places, _ := dsl.Decisions(name, src)
	var out bytes.Buffer
	done := 0
	for _, at := range places {
		out.Write(src[done:at.StartByte])
		out.WriteString(literal(string(src[at.StartByte:at.EndByte]), indent(src, at.StartByte)))
		done = at.EndByte
	}
	out.Write(src[done:])
	return out.Bytes()
}

// indent is the white space that begins the line of a byte.
func indent(src []byte, offset int) string {
	line := src[bytes.LastIndexByte(src[:offset], '\n')+1 : offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}
