package importer

import (
	"unicode/utf8"
)

// ending finds where a record ends that is broken or too long to be taken apart, byte by byte, and keeps nothing of it.
// Where a mark is wrong, it rather takes a text to go on: rows that are refused with it can be brought again, and what
// somebody wrote into a text must not become a row.
type ending struct {
	separator rune
	at        position
	// letter is the bytes of a character so far; before is the one before it, marked the one before a mark.
	letter         []byte
	before, marked rune
	// escapes says that a backslash was seen to escape a mark; escaped, that it does so for the next character.
	escapes, escaped bool
	// line says that a line has just ended.
	line bool
}

// position is where in a record a character stands.
type position int

const (
	atField position = iota // where one begins
	inPlain
	inText
	atMark  // after a mark in a text: is it doubled, or the text's end?
	atStray // after a text, where its field should have ended
)

// open reports whether a text is.
func (e *ending) open() bool { return e.at == inText }

// ended reports whether the record has ended with the last byte.
func (e *ending) ended() bool { return e.line && !e.open() }

func (e *ending) take(b byte) {
	e.line = false
	if b < utf8.RuneSelf && len(e.letter) == 0 {
		e.next(rune(b))
		return
	}
	for e.letter = append(e.letter, b); utf8.FullRune(e.letter); {
		letter, size := utf8.DecodeRune(e.letter)
		e.letter = append(e.letter[:0], e.letter[size:]...)
		e.next(letter)
	}
}

func (e *ending) next(letter rune) {
	e.at = e.after(letter)
	e.before, e.line = letter, letter == '\n'
}

// after returns where the record is after one more character.
func (e *ending) after(letter rune) position {
	switch {
	case e.at == inText:
		return e.text(letter)
	case e.at == atMark && letter == '"':
		return inText
	case e.at == atMark && letter == '\r':
		return atMark
	case letter == e.separator, letter == '\n':
		return atField
	case e.at == atMark:
		return e.stray()
	case letter == '"' && e.at != inPlain:
		return inText
	case e.at == atStray:
		return atStray
	}
	return inPlain
}

func (e *ending) text(letter rune) position {
	switch {
	case e.escaped:
		e.escaped = false
	case letter == '\\':
		e.escaped = e.escapes
	case letter == '"':
		e.marked = e.before
		return atMark
	}
	return inText
}

// stray returns where the record is after a mark that neither ends a field nor is doubled: one that is escaped, one
// with which the next field begins, as the one before was unclosed, or else one of a pair.
func (e *ending) stray() position {
	switch e.marked {
	case '\\':
		e.escapes = true
		return inText
	case '\n', e.separator:
		return inText
	}
	return atStray
}
