package dsl

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tendhq/tend/dsl/calendar"
	"github.com/tendhq/tend/dsl/expression"
)

// hint is a sentence that helps with an unknown name. When it is an argument of a diagnostic's detail,
// the diagnostic suggests the name that it knows.
type hint struct {
	given, near string
	sentence    string
}

// String is the sentence.
func (h hint) String() string { return h.sentence }

// Suggest is a sentence for an error about an unknown name: the nearest of those that are known, else
// which there are.
func Suggest(given string, known []string) string { return suggest(given, known).sentence }

// suggest helps with an unknown name: with the nearest, else with all, or the first of many.
func suggest(given string, known []string) hint {
	h := suggestOne(given, known)
	const few = 12
	switch {
	case h.near != "":
	case len(known) == 0:
		h.sentence = "None is declared."
	case len(known) <= few:
		h.sentence = "There is " + list(slices.Sorted(slices.Values(known)), "and") + "."
	default:
		first := quoted(slices.Sorted(slices.Values(known))[:few])
		h.sentence = fmt.Sprintf("There is %s and %d others.", strings.Join(first, ", "), len(known)-few)
	}
	return h
}

// suggestOne helps with an unknown name with the nearest, where all are listed already.
func suggestOne(given string, known []string) hint {
	h := hint{given: given, near: expression.Nearest(given, known)}
	if h.near != "" {
		h.sentence = fmt.Sprintf("Did you mean %q?", h.near)
	}
	return h
}

// loadedName is the name of a value that is known at load.
var loadedName = regexp.MustCompile(`^(?:var|local)\.[\pL_][\pL\pN_]*$`)

// suggestDuration helps with what is neither a duration nor one of a few words.
func suggestDuration(given string, words ...string) hint {
	if loadedName.MatchString(given) {
		return hint{given: strconv.Quote(given), near: given, sentence: fmt.Sprintf("Write it without quotes: %s.", given)}
	}
	if meant := calendar.Meant(given); meant != "" {
		return hint{given: given, near: meant, sentence: fmt.Sprintf("Did you mean %q?", meant)}
	}
	if n, ok := strings.CutSuffix(given, "M"); ok && calendar.Meant(n+"m") != "" {
		return hint{sentence: fmt.Sprintf("Minutes are %q, months %q.", calendar.Meant(n+"m"), calendar.Meant(n+" months"))}
	}
	return suggestOne(given, words)
}

// article is a word with "a" or "an" before it.
func article(word string) string {
	if strings.ContainsAny(firstBytes(word, 1), "aeio") {
		return "an " + word
	}
	return "a " + word
}

// capital is a sentence with a capital letter at its beginning.
func capital(s string) string { return strings.ToUpper(firstBytes(s, 1)) + s[len(firstBytes(s, 1)):] }

// list joins quoted names with commas and a word before the last.
func list(names []string, word string) string {
	all := quoted(names)
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " " + word + " " + all[last]
}

// names is the sorted keys of a map.
func names[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
