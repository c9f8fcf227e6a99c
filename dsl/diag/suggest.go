package diag

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// Hint is a sentence that helps with an unknown name. When it is an argument of a diagnostic's detail,
// the diagnostic suggests the name that it knows.
type Hint struct {
	Given, Near string
	Sentence    string
}

// String is the sentence.
func (h Hint) String() string { return h.Sentence }

// Suggest helps with an unknown name: with the nearest, else with all, or the first of many.
func Suggest(given string, known []string) Hint {
	h := SuggestOne(given, known)
	const few = 12
	switch {
	case h.Near != "":
	case len(known) == 0:
		h.Sentence = "None is declared."
	case len(known) <= few:
		h.Sentence = "There is " + List(slices.Sorted(slices.Values(known)), "and") + "."
	default:
		first := Quoted(slices.Sorted(slices.Values(known))[:few])
		h.Sentence = fmt.Sprintf("There is %s and %d others.", strings.Join(first, ", "), len(known)-few)
	}
	return h
}

// SuggestOne helps with an unknown name with the nearest, where all are listed already.
func SuggestOne(given string, known []string) Hint {
	h := Hint{Given: given, Near: expression.Nearest(given, known)}
	if h.Near != "" {
		h.Sentence = fmt.Sprintf("Did you mean %q?", h.Near)
	}
	return h
}

// loadedName is the name of a value that is known at load.
var loadedName = regexp.MustCompile(`^(?:var|local)\.[\pL_][\pL\pN_]*$`)

// SuggestDuration helps with what is neither a duration nor one of a few words.
func SuggestDuration(given string, words ...string) Hint {
	if loadedName.MatchString(given) {
		return Hint{Given: strconv.Quote(given), Near: given, Sentence: fmt.Sprintf("Write it without quotes: %s.", given)}
	}
	if meant := calendar.Meant(given); meant != "" {
		return Hint{Given: given, Near: meant, Sentence: fmt.Sprintf("Did you mean %q?", meant)}
	}
	if n, ok := strings.CutSuffix(given, "M"); ok && calendar.Meant(n+"m") != "" {
		return Hint{Sentence: fmt.Sprintf("Minutes are %q, months %q.", calendar.Meant(n+"m"), calendar.Meant(n+" months"))}
	}
	return SuggestOne(given, words)
}

// Article is a word with "a" or "an" before it.
func Article(word string) string {
	if word != "" && strings.ContainsRune("aeio", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// Capital is a sentence with a capital letter at its beginning.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// List joins quoted names with commas and a word before the last.
func List(names []string, word string) string {
	all := Quoted(names)
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " " + word + " " + all[last]
}

// Quoted is each of some names in quotation marks.
func Quoted(labels []string) []string {
	all := make([]string, len(labels))
	for i, label := range labels {
		all[i] = fmt.Sprintf("%q", label)
	}
	return all
}
