package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// unclosedBlock is where the brace of a block stands that isn't closed, as far as the indentation shows: the
// next brace that closes one begins its line further left. -1 when all are closed where they were opened.
func unclosedBlock(part string) (open, next int) {
	tokens, _ := hclsyntax.LexConfig([]byte(part), "", hcl.InitialPos)
	var opened []int
	for _, t := range tokens {
		at := t.Range.Start.Byte
		switch n := len(opened); {
		case t.Type == hclsyntax.TokenOBrace:
			opened = append(opened, at)
		case t.Type != hclsyntax.TokenCBrace || n == 0:
		case beginsLine(part, at) && indent(part, opened[n-1]) > indent(part, at):
			return opened[n-1], at
		default:
			opened = opened[:n-1]
		}
	}
	return -1, -1
}

// indent is how many blanks begin the line of a byte.
func indent(src string, at int) int {
	line := src[strings.LastIndexByte(src[:at], '\n')+1:]
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

// beginsLine reports whether there are only blanks before a byte on its line.
func beginsLine(src string, at int) bool {
	return indent(src, at) == at-strings.LastIndexByte(src[:at], '\n')-1
}
