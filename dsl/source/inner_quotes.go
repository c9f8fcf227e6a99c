package source

import (
	"regexp"
	"strings"

	"github.com/tendhq/tend/dsl/diag"
)

var (
	// quotedValue is where the value of an attribute begins with a quote.
	quotedValue = regexp.MustCompile(`([\pL_][\pL\pN_-]*)[ \t]*=[ \t]*(")`)
	// afterClosed is what follows a quote at once when it didn't mean to close the text: a word or a sign of
	// an expression.
	afterClosed = regexp.MustCompile(`^["\pL\pN_({\[.-]`)
	// afterValue is what may follow a value on its line.
	afterValue = regexp.MustCompile(`^[ \t]*\}*[ \t]*(?:(?:#|//).*)?$`)
)

// innerQuotes reports a value in double quotes with double quotes inside, if the line has one: to HCL the
// value ends at the first of them.
func (p *Parser) innerQuotes(name, line string, start int) bool {
	for _, at := range quotedValue.FindAllStringSubmatchIndex(line, -1) {
		open := at[4]
		closed := closingQuote(line, open)
		if closed < 0 || !afterClosed.MatchString(line[closed+1:]) {
			continue
		}
		end := endOfValue(line, closed+1)
		if end < 0 {
			return false
		}
		d := diag.Diagnostic{
			Severity: diag.SeverityError, Code: diag.CodeSyntax, Range: p.RangeIn(name, start+open, start+end),
			Summary: "Double quotes inside of double quotes",
		}
		inner := line[open+1 : end-1]
		var meant string
		meant, d.Detail = p.mendQuotes(line[at[2]:at[3]], inner)
		if strings.Count(inner, `"`)%2 == 0 && !strings.ContainsAny(inner, `'\`) {
			d.Suggestion = `"` + meant + `"`
		}
		p.Add(d)
		return true
	}
	return false
}

// Placeholder is an expression in a template.
var Placeholder = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// mendQuotes is what the value of an attribute was meant to be, and the rule behind it.
func (p *Parser) mendQuotes(attribute, value string) (meant, detail string) {
	if p.grammar().namesExpression(attribute) {
		meant = singleQuotes(value)
		return meant, "Inside an expression, text stands in single quotes: " + meant + "."
	}
	if Placeholder.MatchString(value) {
		meant = Placeholder.ReplaceAllStringFunc(value, singleQuotes)
		return escapeQuotes(meant), "Inside of {{ }}, text stands in single quotes: " + meant + "."
	}
	meant = escapeQuotes(value)
	return meant, `The text ends at the second quote. Inside of text, a quote is written \": ` + meant + "."
}

// closingQuote is the quote that closes for HCL what opens at a byte of a line; -1 when none does.
func closingQuote(line string, open int) int {
	for i := open + 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// endOfValue is the end of a value in quotes as it was meant: after the first quote from a byte on that
// nothing more of a value follows; -1 when there is none.
func endOfValue(line string, from int) int {
	for i := from; i < len(line); i++ {
		if line[i] == '"' && afterValue.MatchString(line[i+1:]) {
			return i + 1
		}
	}
	return -1
}

func singleQuotes(s string) string { return strings.ReplaceAll(s, `"`, "'") }

func escapeQuotes(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }
