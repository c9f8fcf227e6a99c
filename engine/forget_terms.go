package engine

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// termMatcher finds terms in texts, of those at one place the longest.
type termMatcher struct {
	// folded is the terms in lower case, in order, and terms what each of them was.
	folded []string
	terms  map[string][]term
}

// term is what is looked for. One that stays keeps what is a part of it from being found there.
type term struct {
	Text string `json:"text"`
	// Loose says that upper and lower case are the same.
	Loose bool `json:"loose,omitempty"`
	// Stays says that it isn't blanked.
	Stays bool `json:"stays,omitempty"`
}

func newTermMatcher(terms []term) *termMatcher {
	f := &termMatcher{terms: map[string][]term{}}
	for _, t := range terms {
		if t.Text != "" {
			f.terms[fold(t.Text)] = append(f.terms[fold(t.Text)], t)
		}
	}
	for folded := range f.terms {
		f.folded = append(f.folded, folded)
	}
	slices.Sort(f.folded)
	return f
}

// blank is a text with a blank for each term, wherever it isn't a part of a word.
func (f *termMatcher) blank(text string) string {
	var out strings.Builder
	folded, from := fold(text), 0
	before := rune(utf8.RuneError)
	for i := 0; i < len(text); {
		first, size := utf8.DecodeRuneInString(text[i:])
		if t, found := f.at(text[i:], folded[i:]); found && !joins(before, first) {
			if !t.Stays {
				out.WriteString(text[from:i] + blank)
				from = i + len(t.Text)
			}
			size = len(t.Text)
		}
		i += size
		before, _ = utf8.DecodeLastRuneInString(text[:i])
	}
	out.WriteString(text[from:])
	return out.String()
}

// at is the longest term with which a text begins.
func (f *termMatcher) at(text, folded string) (term, bool) {
	for rest := folded; rest != ""; {
		i, exact := slices.BinarySearch(f.folded, rest)
		if exact {
			i++
		}
		if i == 0 {
			break
		}
		candidate := f.folded[i-1]
		rest = rest[:common(rest, candidate)]
		if len(rest) < len(candidate) {
			continue
		}
		for _, t := range f.terms[candidate] {
			if ends(text, len(candidate)) && (t.Loose || text[:len(candidate)] == t.Text) {
				return t, true
			}
		}
		rest = rest[:len(rest)-1]
	}
	return term{}, false
}

// common is how much two texts have in common at their beginning.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// ends says whether no word of a text goes on at a place.
func ends(text string, at int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return !joins(last, after)
}

// fold is a text in lower case, each character of which is where it was.
func fold(text string) string {
	folded := strings.Map(func(r rune) rune {
		if lower := unicode.ToLower(r); utf8.RuneLen(lower) == utf8.RuneLen(r) {
			return lower
		}
		return r
	}, text)
	if len(folded) != len(text) {
		return text // It isn't valid UTF-8.
	}
	return folded
}

// joins says whether two runes beside each other are of one word, in scripts that set words apart.
func joins(a, b rune) bool {
	in := func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Nd) }
	return in(a) && in(b)
}
