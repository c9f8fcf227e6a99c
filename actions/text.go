package actions

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine returns a text as it may stand in one line of a header, an invitation or a terminal: every run of
// blanks, line breaks and control characters is one blank, so that no value of a customer's can begin a
// line of its own, and what can't be seen is gone, as in Lines.
func OneLine(text string) string {
	return strings.Join(strings.FieldsFunc(Visible(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// Lines returns a text of several lines as it may stand in a mail or a terminal. All line breaks are "\n", and
// no other control characters but the tab remain. What can't be seen is gone: characters that turn the
// direction of others, those without width, tags. Joiners and variation selectors stay where they shape
// what is seen: in emoji, in scripts whose letters join, after the ideographs of names.
func Lines(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(Visible(text))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}

// Blank reports whether a text shows nothing: blanks and what can't be seen are as good as no text.
func Blank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unseen(r) }) < 0
}

// CommandsTerminal reports whether a character commands a terminal instead of being shown: a control character, or one
// that turns the direction of the text.
func CommandsTerminal(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// ForTerminal returns a text of several lines in which nothing commands a terminal: U+FFFD stands for what would.
func ForTerminal(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && CommandsTerminal(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// Visible returns the text as UTF-8 without the characters that can't be seen and change nothing that can.
func Visible(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.IndexFunc(text, unseen) < 0 {
		return text
	}
	var b strings.Builder
	before := rune(0) // the last that was kept
	for i, r := range text {
		if unseen(r) {
			after, size := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			if size == 0 {
				after = ' ' // a text ends as a word does
			}
			if !shaping(before, r, after) {
				continue
			}
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// unseen reports whether a character shows nothing by itself: Unicode calls most of them ignorable by default.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == blankCell || unassigned(r)
}

// unassigned reports whether no character has the number r, and none will that people write: pictographs and
// ideographs are added to Unicode each year, before every program knows of them.
func unassigned(r rune) bool {
	expected := r >= 0x1F000 && r <= 0x1FAFF || r >= 0x20000 && r <= 0x3FFFF
	return unicode.Is(unicode.Cn, r) && (!expected || unicode.Is(unicode.Noncharacter_Code_Point, r))
}

const (
	nonJoiner, joiner = '\u200C', '\u200D'
	keycap            = '\u20E3'
	blankCell         = '\u2800' // of Braille
)

// shaping reports whether an unseen character decides how those beside it look.
func shaping(before, r, after rune) bool {
	switch {
	case r == joiner && (unicode.Is(unicode.So, before) || unicode.In(before, unicode.Sk, unicode.Variation_Selector)):
		return unicode.In(after, unicode.So, unicode.Sm) // a family, a profession, a flag
	case r == joiner || r == nonJoiner:
		return joins(before) && (joins(after) || unicode.IsSpace(after))
	case r == blankCell:
		return unicode.Is(unicode.Braille, before) && unicode.Is(unicode.Braille, after) && after != blankCell // between words
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(before, unicode.So, unicode.Sm, unicode.Han, unicode.Mongolian) && !unicode.Is(unicode.Variation_Selector, before) ||
			after == keycap && strings.ContainsRune("0123456789#*", before)
	}
	return false
}

// joins reports whether a character is of a script in which the joiners tell words or letters apart.
func joins(r rune) bool {
	return unicode.In(r,
		unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali,
		unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
		unicode.Sinhala, unicode.Tibetan, unicode.Myanmar, unicode.Khmer, unicode.Balinese, unicode.Javanese)
}
