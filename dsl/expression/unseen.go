package expression

import (
	"fmt"
	"unicode"
)

// Unseen is what to call a character that looks like a plain space and isn't one, or that can't be seen at all;
// empty for any other.
func Unseen(r rune) string {
	switch {
	case r == ' ' || r == '\t' || r == '\n' || r == '\r':
		return ""
	case r == '\u3000':
		return "an ideographic space (U+3000), as Japanese keyboards write it"
	case r == '\u00a0' || r == '\u202f':
		return fmt.Sprintf("a space that doesn't break (%U), as word processors and web pages have it", r)
	case unicode.IsSpace(r):
		return fmt.Sprintf("a space that isn't the plain one (%U)", r)
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return fmt.Sprintf("a character that can't be seen (%U)", r)
	}
	return ""
}
