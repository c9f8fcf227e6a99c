package graph

import (
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/rivo/uniseg"
)

// font is how wide and how high text is set, in pixels. There is no font at hand to ask: widths are
// those of the wider of the usual sans-serif fonts, so that text fits its box everywhere.
type font struct {
	size, leading float64
	// wide makes bold text wider; mono gives every narrow character the same width.
	wide float64
	mono bool
}

var (
	titleFont = font{size: 20, leading: 26, wide: 1.12}
	nameFont  = font{size: 14, leading: 20, wide: 1.12}
	textFont  = font{size: 12, leading: 17, wide: 1}
	codeFont  = font{size: 11.5, leading: 17, mono: true}
	wordFont  = font{size: 10, leading: 15, wide: 1.2}
)

// width is how wide a text is at most.
func (f font) width(s string) float64 {
	em := 0.0
	for _, r := range s {
		em += f.em(r)
	}
	return em * f.size
}

// em is a character's width in units of the font's size. East Asian characters are as wide as high.
func (f font) em(r rune) float64 {
	switch {
	case runewidth.RuneWidth(r) == 0:
		return 0
	case r > 127 && runewidth.RuneWidth(r) == 2:
		return 1
	case f.mono:
		return 0.61
	case strings.ContainsRune("ijl|.,:;'! ", r):
		return 0.34 * f.wide
	case strings.ContainsRune("ftr()[]/\\-I", r):
		return 0.41 * f.wide
	case strings.ContainsRune("mwMW@%=<>+&", r):
		return 0.95 * f.wide
	case r >= 'A' && r <= 'Z':
		return 0.71 * f.wide
	}
	return 0.63 * f.wide
}

// wrap breaks a text into at most so many lines that fit a width, where Unicode allows a break: between
// words, and between most Japanese characters. What doesn't fit ends with an ellipsis.
func (f font) wrap(s string, width float64, most int) []string {
	var all []string
	for rest := s; rest != ""; {
		var line string
		line, rest = f.line(rest, width)
		if len(all)+1 == most && rest != "" {
			return append(all, f.shorten(line+rest, width))
		}
		all = append(all, strings.TrimRight(line, " "))
	}
	return all
}

// line takes what fits from the beginning of a text: at least one segment, and of a segment that is
// longer than a line as much as fits.
func (f font) line(s string, width float64) (line, rest string) {
	rest = s
	for rest != "" {
		segment, after, _, _ := uniseg.FirstLineSegmentInString(rest, -1)
		if f.width(strings.TrimRight(line+segment, " ")) > width {
			break
		}
		line, rest = line+segment, after
	}
	if line == "" {
		line = f.part(s, width)
		rest = s[len(line):]
	}
	return line, rest
}

// part is what fits of a word that is longer than a line; of a name such as success_plan.onboarding, if
// it can be, whole parts.
func (f font) part(s string, width float64) string {
	fits := f.prefix(s, width)
	if i := strings.LastIndexAny(fits, ".@/"); i > 0 && len(fits) < len(s) {
		return fits[:i]
	}
	return fits
}

// prefix is as many characters as fit, but at least one.
func (f font) prefix(s string, width float64) string {
	taken := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		_, to := g.Positions()
		if taken > 0 && f.width(s[:to]) > width {
			break
		}
		taken = to
	}
	return s[:taken]
}

// shorten is a text that fits a width, with an ellipsis if something was cut off.
func (f font) shorten(s string, width float64) string {
	if f.width(s) <= width {
		return s
	}
	return strings.TrimRight(f.prefix(s, width-f.width("…")), " ") + "…"
}
