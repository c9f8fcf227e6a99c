package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/expression"
)

// wrongQuotes is text between quotes that HCL doesn't read. Its first group is what stands between those of a
// word processor, its second what stands between single ones.
var wrongQuotes = regexp.MustCompile("[“”„‟«»「『]([^\"“”„‟«»」』]*)[“”„‟«»」』]?|['`‘’]([^\"'`‘’]*)['`‘’]?")

// straight replaces typographic quotes by those of an expression.
var straight = strings.NewReplacer("‘", "'", "’", "'")

// misquoted reports every text between wrong quotes on a line, which begins at the byte start, and says whether
// there is one.
func (p *Parser) misquoted(name, line string, start int) bool {
	all := wrongQuotes.FindAllStringSubmatchIndex(withoutTexts(line), -1)
	for _, found := range all {
		d := diag.Diagnostic{
			Severity: diag.SeverityError, Code: diag.CodeSyntax, Range: p.RangeIn(name, start+found[0], start+found[1]),
			Summary: "Quotes of a word processor",
		}
		from, to := found[2], found[3]
		if from < 0 {
			from, to = found[4], found[5]
		}
		d.Suggestion = `"` + straight.Replace(line[from:to]) + `"`
		d.Detail = fmt.Sprintf("Names and texts stand in straight double quotes: write %s.", d.Suggestion)
		if line[found[0]] == '\'' || line[found[0]] == '`' {
			d.Summary = "Single quotes"
			d.Detail = fmt.Sprintf("Names and texts stand in double quotes: write %s. Single quotes are for text inside of an expression.", d.Suggestion)
		}
		p.Add(d)
	}
	return len(all) > 0
}

// unseen reports every character outside of quotes that can't be told from a space, or can't be seen at all, and
// says whether there is one.
func (p *Parser) unseen(name, line string, start int) bool {
	found := false
	for i, r := range withoutTexts(line) {
		called := expression.Unseen(r)
		if called == "" {
			continue
		}
		found = true
		d := diag.Diagnostic{
			Severity: diag.SeverityError, Code: diag.CodeSyntax, Range: p.RangeIn(name, start+i, start+i+utf8.RuneLen(r)),
			Summary: "Character that can't be seen", Detail: fmt.Sprintf("Here stands %s. Delete it.", called),
		}
		if unicode.IsSpace(r) {
			d.Detail, d.Suggestion = fmt.Sprintf("Here stands %s. Write a plain space.", called), " "
		}
		p.Add(d)
	}
	return found
}

// withoutTexts is a line without its comment, in which quotes stand for each byte of a text between them.
func withoutTexts(line string) string {
	out := []byte(line)
	inside := false
	for i := 0; i < len(out); i++ {
		switch {
		case out[i] == '"':
			inside = !inside
		case inside && out[i] == '\\' && i+1 < len(out):
			out[i], out[i+1] = '"', '"'
			i++
		case inside:
			out[i] = '"'
		case out[i] == '#' || strings.HasPrefix(line[i:], "//"):
			return string(out[:i])
		}
	}
	return string(out)
}
