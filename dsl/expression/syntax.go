package expression

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// syntaxDetail says in the language's own words what expr's parser found, with a remedy where the
// mistake is a known one, and what to write instead of found, where that is all.
func syntaxDetail(src, found, message string) (detail, instead string) {
	if strings.Contains(message, "unrecognized character") && !strings.Contains(src, "{{") {
		return characterDetail(found)
	}
	if strings.Contains(message, "unexpected token") && found == "," && !strings.ContainsAny(src, "([{") {
		return "Commas stand between the arguments of a function and the items of a list. A long number is written 10_000.", ""
	}
	if known, ok := knownTokens[strings.ToLower(found)]; ok && strings.Contains(message, "unexpected token") {
		return known.detail, known.instead
	}
	return otherDetail(src, found, message), ""
}

func otherDetail(src, found, message string) string {
	switch {
	case strings.Contains(src, "{{"):
		return "The whole text is one expression already: write it without {{ }}."
	case strings.Contains(message, "maximum allowed nodes"):
		return "The expression has too many parts. Split it: give a part of it a name in locals, or use several conditions."
	case strings.Contains(message, "not terminated"):
		return "A quote is opened and never closed on its line. Put the same quote, ' or \", at the end of the text."
	case strings.Contains(message, "unclosed comment"):
		return "A comment begins with /* and never ends with */."
	case strings.HasSuffix(src, "%"):
		return "A share is written as a number: 0.05, or 5 where the value counts percent."
	case strings.Contains(message, "EOF"), strings.Contains(message, "unexpected end"):
		return "The expression ends too early: a value, an operator's right side or a closing bracket is missing."
	case strings.Contains(message, "value out of range"):
		return "This number is too large to count with."
	case strings.Contains(message, "bad number syntax"):
		return "A number is written with digits, and _ between them if you like: 10_000."
	case strings.Contains(message, "char escape"):
		return `A backslash in quotes begins a special character, such as \n. Write \\ for a backslash, or use backquotes.`
	case strings.Contains(message, "coalesce"):
		return "Put brackets around the part with ??, as in (metric.nps ?? 0) > 5."
	case strings.Contains(message, "unexpected token"):
		return tokenDetail(found)
	}
	return "This can't be read as an expression: " + message + "."
}

// typographic is a text in quotes that aren't the plain ones.
var typographic = regexp.MustCompile("^[" + typographicQuotes + "]([^'" + typographicQuotes + "]*)[" + typographicQuotes + "]")

const typographicQuotes = "‘’‚“”„«»「」『』＂＇"

func characterDetail(found string) (detail, instead string) {
	if pair := typographic.FindStringSubmatch(found); pair != nil {
		instead = "'" + pair[1] + "'"
		return "Inside an expression, text stands in straight single quotes: write " + instead + ".", instead
	}
	r, _ := utf8.DecodeRuneInString(found)
	if called := Unseen(r); called != "" && unicode.IsSpace(r) {
		return fmt.Sprintf("Here stands %s. Write a plain space.", called), " "
	} else if called != "" {
		return fmt.Sprintf("Here stands %s. Delete it.", called), ""
	}
	if plain, ok := plainCharacter(r); ok {
		return fmt.Sprintf("%q is not the plain character: write %q.", string(r), plain), plain
	}
	return fmt.Sprintf("%q means nothing outside of quotes.", string(r)), ""
}

// plainCharacter is what a full-width or typographic character was meant to be. Every quote is a single
// one, as an expression mostly stands in double ones.
func plainCharacter(r rune) (string, bool) {
	switch {
	case strings.ContainsRune(typographicQuotes, r):
		return "'", true
	case r >= '！' && r <= '～':
		return string(r - '！' + '!'), true
	case r == '–' || r == '—' || r == '−':
		return "-", true
	}
	return "", false
}

// knownToken is a word or sign of other languages.
type knownToken struct{ detail, instead string }

var knownTokens = map[string]knownToken{
	"=":        {"To compare, write == with two equals signs.", "=="},
	"=>":       {"Greater or equal is written >=.", ">="},
	"=<":       {"Less or equal is written <=.", "<="},
	"<>":       {"Not equal is written !=.", "!="},
	"&":        {"Both conditions: write && with two signs, or the word and.", "&&"},
	"&&&":      {"Both conditions: write && with two signs, or the word and.", "&&"},
	"|":        {"One of two conditions: write || with two signs, or the word or.", "||"},
	"|||":      {"One of two conditions: write || with two signs, or the word or.", "||"},
	"===":      {"Write == or !=; values of two types are never equal.", "=="},
	"!==":      {"Write == or !=; values of two types are never equal.", "!="},
	";":        {"An expression is one value: nothing can follow it.", ""},
	"is":       {"To compare, write == or !=. Whether a value is missing is x == nil.", ""},
	"equals":   {"To compare, write ==.", "=="},
	"like":     {"Text is searched with contains, startsWith or endsWith, as in account.name contains 'Ltd'.", ""},
	"includes": {"Text is searched with contains, as in account.name contains 'Ltd', and a list with in, as in 'x' in list.", ""},
	"between":  {"Write both ends: x >= 5 && x <= 9.", ""},
	"then":     {"A choice is written condition ? value : other, without if, then and else.", ""},
	"and":      smallLetters("and"),
	"or":       smallLetters("or"),
	"not":      smallLetters("not"),
	"in":       smallLetters("in"),
	"contains": smallLetters("contains"),
	"matches":  smallLetters("matches"),
}

func smallLetters(word string) knownToken {
	return knownToken{fmt.Sprintf("%q is written in small letters, between two values: a and b, x in list.", word), word}
}

func tokenDetail(found string) string {
	if r, _ := utf8.DecodeRuneInString(found); unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '"' {
		return fmt.Sprintf("An operator such as ==, && or in is missing before %s.", found)
	}
	return fmt.Sprintf("%q is not expected here: a value is missing before it, or a bracket is not closed.", found)
}
