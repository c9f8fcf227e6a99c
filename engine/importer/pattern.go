package importer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tendhq/tend/dsl/expression"
)

// Pattern is how dates and times are written in a file, such as "YYYY-MM-DD h:mm".
// Its parts are the tokens. Anything else stands for itself; of the letters only T may. The words unix, unix_ms and rfc3339
// are whole patterns.
type Pattern struct {
	text  string
	parts []part
	// Zoned says that the text itself names its zone.
	Zoned bool
}

// part is one piece of a pattern: a token, or a literal when token is 0.
type part struct {
	token    byte
	min, max int
	literal  string
}

// tokens are tried in order, so the longer ones come first.
var tokens = []struct {
	text         string
	part         part
	example, doc string
}{
	{"YYYY", part{token: 'Y', min: 4, max: 4}, "2026", "The year, four digits."},
	{"MMM", part{token: 'N'}, "Jan", "The month, by the first three letters of its English name."},
	{"MM", part{token: 'M', min: 2, max: 2}, "01", "The month, two digits."},
	{"M", part{token: 'M', min: 1, max: 2}, "1", "The month, one digit or two."},
	{"DD", part{token: 'D', min: 2, max: 2}, "09", "The day, two digits."},
	{"D", part{token: 'D', min: 1, max: 2}, "9", "The day, one digit or two."},
	{"hh", part{token: 'h', min: 2, max: 2}, "08", "The hour, two digits."},
	{"h", part{token: 'h', min: 1, max: 2}, "8", "The hour, one digit or two."},
	{"mm", part{token: 'm', min: 2, max: 2}, "05", "The minute, two digits."},
	{"m", part{token: 'm', min: 1, max: 2}, "5", "The minute, one digit or two."},
	{"ss", part{token: 's', min: 2, max: 2}, "07", "The second, two digits."},
	{"s", part{token: 's', min: 1, max: 2}, "7", "The second, one digit or two."},
	{"AM", part{token: 'A'}, "PM", "AM or PM, with hours from 1 to 12."},
	{"Z", part{token: 'Z'}, "+09:00", "The zone: Z, +09:00 or +0900."},
}

// whole are the patterns with a name instead of letters.
var whole = []struct{ text, example, doc string }{
	{"unix", "1775034000", "Seconds since 1970, without decimals."},
	{"unix_ms", "1775034000250", "Milliseconds since 1970."},
	{"rfc3339", "2026-04-01T09:00:00+09:00", "A time of the Internet, as in the API."},
}

// NewPattern reads a pattern; the error says which part of it means nothing.
func NewPattern(text string) (*Pattern, error) {
	p := &Pattern{text: text}
	for _, w := range whole {
		if text == w.text {
			p.Zoned = true
			return p, nil
		}
	}
	seen := map[byte]bool{}
	for rest := text; rest != ""; {
		next, length, err := nextPart(rest)
		if err != nil {
			return nil, err
		}
		if next.token != 0 && seen[next.token] {
			return nil, fmt.Errorf("%q stands twice in the pattern", rest[:length])
		}
		seen[next.token] = true
		p.parts = append(p.parts, next)
		rest = rest[length:]
	}
	p.Zoned = seen['Z']
	return p, complete(seen)
}

// complete refuses patterns that leave the day, or the half of the day, open.
func complete(seen map[byte]bool) error {
	switch {
	case !seen['Y'] || !seen['D'] || (!seen['M'] && !seen['N']):
		return errors.New("a pattern needs a year, a month and a day, such as YYYY-MM-DD")
	case seen['M'] && seen['N']:
		return errors.New("the month stands twice in the pattern")
	case seen['A'] && !seen['h']:
		return errors.New("AM needs an hour, such as h:mm AM")
	case seen['m'] && !seen['h'], seen['s'] && !seen['m'], seen['S'] && !seen['s']:
		return errors.New("a pattern with minutes needs hours, and one with seconds needs minutes")
	}
	return nil
}

// nextPart takes one token or one literal character off the front.
func nextPart(rest string) (part, int, error) {
	for _, t := range tokens {
		if strings.HasPrefix(rest, t.text) {
			return t.part, len(t.text), nil
		}
	}
	if n := len(rest) - len(strings.TrimLeft(rest, "S")); n > 0 && n <= 9 {
		return part{token: 'S', min: n, max: n}, n, nil
	}
	r, size := utf8.DecodeRuneInString(rest)
	isLetter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	if isLetter && r != 'T' || r >= '0' && r <= '9' {
		return part{}, 0, fmt.Errorf("%q means nothing in a pattern: use YYYY, MM, DD, hh, mm, ss and so on", r)
	}
	return part{literal: rest[:size]}, size, nil
}

// String is the pattern as it was written.
func (p *Pattern) String() string { return p.text }

var errNoMatch = errors.New("doesn't have the stated format")

// Parse reads a text that must fit the pattern from its first character to its last. A text without a
// zone is in the one given. Days and times of day that don't exist are errors.
func (p *Pattern) Parse(text string, zone *time.Location) (time.Time, error) {
	switch p.text {
	case "unix", "unix_ms":
		return parseUnix(text, p.text == "unix_ms")
	case "rfc3339":
		t, err := expression.ParseTime(text)
		if err != nil {
			return time.Time{}, errNoMatch
		}
		return t, nil
	}
	in := instant{zone: zone, month: 1, day: 1}
	for _, next := range p.parts {
		n, ok := in.take(next, text)
		if !ok {
			return time.Time{}, errNoMatch
		}
		text = text[n:]
	}
	if text != "" {
		return time.Time{}, errNoMatch
	}
	return in.time()
}

func parseUnix(text string, milliseconds bool) (time.Time, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, errNoMatch
	}
	if milliseconds {
		return time.UnixMilli(n), nil
	}
	return time.Unix(n, 0), nil
}
