package email

import (
	"html"
	"regexp"
	"strings"

	"github.com/tendhq/tend/actions"
)

// places stands in for the values while the author's Markdown is parsed: for each of them a word that the
// author doesn't use. It is of small letters, so that no rule of Markdown takes it for anything but a word,
// whatever the value is.
type places struct {
	// source is the author's Markdown with the words.
	source []byte
	// values is what stands in the places, and shown how it is shown: those in a link's target as they stand there.
	values, shown []string
	// prefix begins the words, and word matches them.
	prefix string
	word   *regexp.Regexp
}

// A word is a beginning, a tag that the author has after no such beginning, and the value's number. The first
// letter stands nowhere else in it, so that no word can begin inside another.
const (
	wordBegin  = "qvalue"
	tagLetters = "rstuvwxyz"
	tagLength  = 8
	digits     = "abcdefghijklmnop"
	wordDigits = 6
)

// tagged is what begins like a word.
var tagged = regexp.MustCompile(wordBegin + "([r-z]{8})")

func newPlaces(m actions.Markdown) *places {
	taken := map[string]bool{}
	for _, written := range m.Written {
		for _, found := range tagged.FindAllStringSubmatch(written, -1) {
			taken[found[1]] = true
		}
	}
	n := 0
	for taken[number(n, tagLetters, tagLength)] {
		n++
	}
	p := &places{prefix: wordBegin + number(n, tagLetters, tagLength)}
	p.word = regexp.MustCompile(p.prefix + "[a-p]{6}")
	p.source = []byte(normal(m.With(p.wordOf)))
	for _, value := range m.Values {
		p.values = append(p.values, normal(value))
	}
	p.shown = append(p.shown, p.values...)
	return p
}

// wordOf returns the word for a value.
func (p *places) wordOf(value int) string { return p.prefix + number(value, digits, wordDigits) }

// number returns a number of so many digits of an alphabet.
func number(n int, of string, length int) string {
	out := make([]byte, length)
	for i := range out {
		out[length-1-i] = of[n%len(of)]
		n /= len(of)
	}
	return string(out)
}

// value returns which of the values a word stands for; false when it is none.
func (p *places) value(word string) (int, bool) {
	if word == "" {
		return 0, false
	}
	n := 0
	for _, digit := range word[len(p.prefix):] {
		n = n*len(digits) + strings.IndexRune(digits, digit)
	}
	return n, n < len(p.values)
}

// fill puts what show makes of the values in their places.
func (p *places) fill(s string, show func(string) string) string {
	return p.word.ReplaceAllStringFunc(s, func(word string) string {
		if i, ok := p.value(word); ok {
			return show(p.shown[i])
		}
		return word
	})
}

// fillText puts the values into text, as they are.
func (p *places) fillText(s []byte) string {
	return p.fill(string(s), func(value string) string { return value })
}

// fillHTML puts the values into HTML: where there is text, as text of so many lines, in a tag as one line.
// A paragraph that is nothing but values which are nothing is left out.
func (p *places) fillHTML(s string) string {
	word := p.word.String()
	empty := regexp.MustCompile(`<p>(?:` + word + `\s*)+</p>\n`)
	s = empty.ReplaceAllStringFunc(s, func(paragraph string) string {
		if strings.TrimSpace(p.fillText([]byte(paragraph))) == "<p></p>" {
			return ""
		}
		return paragraph
	})
	parts := regexp.MustCompile(`<[^>]*>|` + word)
	code := false
	return parts.ReplaceAllStringFunc(s, func(part string) string {
		switch {
		case strings.HasPrefix(part, "<"):
			code = strings.HasPrefix(part, "<pre") || code && part != "</pre>"
			return p.fill(part, oneLine)
		case code:
			return p.fill(part, html.EscapeString)
		}
		return p.fill(part, lines)
	})
}

func oneLine(value string) string {
	return html.EscapeString(strings.Join(strings.Fields(value), " "))
}

func lines(value string) string {
	return strings.ReplaceAll(html.EscapeString(strings.Trim(value, "\n")), "\n", "<br>\n")
}
