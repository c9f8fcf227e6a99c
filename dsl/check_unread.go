package dsl

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tendhq/tend/dsl/diag"
)

// withoutGuesses drops what may be wrong only because a part of the workspace couldn't be read. A name that
// isn't declared may be declared there: then it is written there. Warnings have time until all can be read.
func (l *loader) withoutGuesses(diags diag.Diagnostics) diag.Diagnostics {
	if len(l.source.Unread()) == 0 {
		return diags
	}
	unread := newUnreadParts(l.source.Unread())
	return slices.DeleteFunc(diags, func(d diag.Diagnostic) bool {
		return d.Severity == diag.SeverityWarning || unread.mayExplain(d, l.Text(d.Range))
	})
}

// unreadParts is what is known of the parts that couldn't be read.
type unreadParts struct {
	// words is every word in them; heads is those that may begin a block.
	words, heads map[string]bool
}

func newUnreadParts(parts []string) unreadParts {
	u := unreadParts{words: map[string]bool{}, heads: map[string]bool{}}
	for _, part := range parts {
		for line := range strings.Lines(part) {
			for i, word := range wordsOf(line) {
				u.words[word] = true
				u.heads[word] = u.heads[word] || i == 0
			}
		}
	}
	return u
}

// mayExplain reports whether what a diagnostic misses may stand in the unread parts. written is what the
// diagnostic marks.
func (u unreadParts) mayExplain(d diag.Diagnostic, written string) bool {
	if d.Code < "TD2" { // Files, blocks and attributes don't depend on what is declared elsewhere.
		return false
	}
	if u.heads[moduleWord] {
		return true
	}
	marked := wordsOf(written)
	if len(marked) > 0 && u.words[marked[len(marked)-1]] {
		return true
	}
	// What marks a whole block misses any block of a kind, and says which.
	return strings.Contains(written, " ") && slices.ContainsFunc(wordsOf(d.Detail), func(word string) bool {
		return u.heads[word] && slices.Contains(topBlocks(), word)
	})
}

// moduleWord begins a block that brings the declarations of another folder.
const moduleWord = "module"

func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
