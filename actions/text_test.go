package actions_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/actions"
)

func TestOneLine(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a b c 日本 \uFFFD", actions.OneLine(" a\r\n\tb\x00c\u0085日本\u2028 \xff\n"))
	require.Equal(t, "田中 健二", actions.OneLine("田中\u3000健二"))
	require.Equal(t, "red [31mpill", actions.OneLine("red \x1b[31mpill"))
	require.Empty(t, actions.OneLine("\u3164\u200b\ufeff"), "a name that can't be seen is none")
}

func TestLines(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\nb\nc\n\td e\n[31m", actions.Lines("a\r\nb\rc\u2028\td e\v\x1b[31m\x00\u009b"))
}

// What can't be seen is gone, wherever it stands; what shapes letters and emoji stays.
func TestUnseenCharacters(t *testing.T) {
	t.Parallel()
	for _, r := range []rune{
		'\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\u200e', '\u200f', '\u061c',
		'\u200b', '\u200c', '\u200d', '\u2060', '\u2064', '\ufeff', '\u00ad', '\u034f', '\u180e', '\u115f', '\u3164', '\uffa0',
		'\u2800', '\ufffe', '\ufdd0', '\U0001FFFE', '\U0010FFFF', '\u0378', '\U000EFFFD',
		'\ufe0f', '\U000E0041', '\U000E007F', '\U000E0101', '\U0001D173', '\ufff9',
	} {
		require.Equal(t, "paypal.example", actions.OneLine("pay"+string(r)+"pal.example"), "%U", r)
		require.Equal(t, "pay\npal", actions.Lines("pay"+string(r)+"\n"+string(r)+"pal"), "%U", r)
		require.Equal(t, "ab", actions.OneLine(string(r)+"a"+strings.Repeat(string(r), 3)+"b"+string(r)), "%U", r)
	}
	for _, kept := range []string{
		"👩‍💻 👨‍👩‍👧 🏳️‍🌈 ❤️‍🔥 🧑🏽‍⚕️ 1️⃣ #️⃣", "نامه\u200cای", "क्\u200dष", "ශ්\u200dරී", "葛\U000E0100城", "🇯🇵", "مرحبا", "שלום", "é e\u0301", "①№㈱", "⠓⠑\u2800⠇⠏", "\U0001FAFF",
	} {
		require.Equal(t, kept, actions.OneLine(kept))
		require.Equal(t, kept, actions.Lines(kept))
	}
}

func TestTidyTextsStayTidy(t *testing.T) {
	t.Parallel()
	drawn := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("ab\r\n\t\x1b\u0085\u2028\u202e\u200b\u200c\u200d\ufe0f\U000E0041👩💻नم葛1\u20e3"))))
	rapid.Check(t, func(t *rapid.T) {
		text := drawn.Draw(t, "text")
		line, lines := actions.OneLine(text), actions.Lines(text)
		require.Equal(t, line, actions.OneLine(line))
		require.Equal(t, lines, actions.Lines(lines))
		require.NotContains(t, line, "  ")
		for _, r := range line {
			require.False(t, unicode.IsControl(r), "%U", r)
			require.False(t, unicode.Is(unicode.Bidi_Control, r) && r != '\u200c' && r != '\u200d', "%U", r)
		}
		for _, r := range lines {
			require.True(t, !unicode.IsControl(r) || r == '\n' || r == '\t', "%U", r)
		}
	})
}

// A text is blank when it shows nothing, which is when nothing is left of it in one line.
func TestBlank(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " \t\r\n", "\u200b", "\u3000\u00a0", "\u2800", "\x00\x1b", "\u200d\ufe0f", "\ufffe"} {
		require.True(t, actions.Blank(text), "%q", text)
	}
	for _, text := range []string{"0", "\xff", " ⠓\u2800", "❤️"} {
		require.False(t, actions.Blank(text), "%q", text)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		require.Equal(t, actions.OneLine(text) == "", actions.Blank(text))
	})
}
