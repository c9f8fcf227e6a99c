package customer

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWhatAnIDIs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"a", "acme", "001xx000003DGb2AAG", "b1c2-…", "株式会社例", "Ünïted & Söns (2)", "acme inc", "a/b", "https://crm.example/1?x=y#z", "%2f", "...", "a..b",
		"kenji@acme.example", "\U0001F600", "नमस्ते", "q\u0301", "/\u0301", "میخواهم", "\"'`<>\\", strings.Repeat("a", 200), strings.Repeat("例", 200),
	} {
		require.NoError(t, CheckID(id), "%q", id)
	}
	for id, says := range map[string]string{
		"":                         "is empty",
		"\x00":                     "U+0000",
		"a\x00b":                   "U+0000",
		"\n":                       "blank",
		"a\nb":                     "U+000A",
		"a\tb":                     "U+0009",
		"\x1b[31m":                 "U+001B",
		"a\x7f":                    "U+007F",
		"\u0085a":                  "blank",
		"a\u0080b":                 "U+0080",
		" ":                        "blank",
		" a":                       "blank",
		"a ":                       "blank",
		"a\u3000":                  "blank",
		"\u00a0a":                  "blank",
		"a\u00a0b":                 "U+00A0",
		"a\u3000b":                 "U+3000",
		"a\u200bb":                 "U+200B",
		"a\u200db":                 "U+200D",
		"a\ufeffb":                 "U+FEFF",
		"a\u00adb":                 "U+00AD",
		"a\u202eb":                 "U+202E",
		"a\u2066b":                 "U+2066",
		"a\u2028b":                 "U+2028",
		"a\u115fb":                 "U+115F",
		"a\u3164b":                 "U+3164",
		"a\ufe0fb":                 "U+FE0F",
		"a\U000e0041b":             "U+E0041",
		"a\ue000b":                 "U+E000",
		"a\u0378b":                 "U+0378",
		"a\ufffeb":                 "U+FFFE",
		"a\ufffdb":                 "U+FFFD",
		"caf\xe9":                  "isn't UTF-8",
		"cafe\u0301":               "NFC",
		"か\u3099":                  "NFC",
		"\u2800":                   "U+2800",
		"a\u2800b":                 "U+2800",
		"\U0001d159":               "U+1D159",
		"\uffa0":                   "U+FFA0",
		"\u0301":                   "the mark U+0301",
		"\u0301a":                  "the mark U+0301",
		"a \u0301":                 "the mark U+0301",
		"\u20dd":                   "the mark U+20DD",
		"\u093e":                   "the mark U+093E",
		"می\u200cخواهم":            "U+200C",
		".":                        `"."`,
		"..":                       `".."`,
		"../..":                    `".."`,
		"a/../b":                   `".."`,
		"/./":                      `"."`,
		strings.Repeat("a", 201):   "more than the 200 characters",
		strings.Repeat("例", 5_000): "more than the 200 characters",
	} {
		require.ErrorContains(t, CheckID(id), says, "%q", id)
	}
}

// Whatever is taken can be seen from its first character to its last.
func TestAnIDCanBeSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom(nil, unicode.Cf, unicode.Zs, unicode.Mn, unicode.Lo), 0, 5, -1)).Draw(t, "id")
		if CheckID(id) != nil {
			return
		}
		if n := utf8.RuneCountInString(id); n == 0 || n > MaxID || !utf8.ValidString(id) {
			t.Fatalf("%q has %d characters", id, n)
		}
		for _, r := range id {
			if !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) && r != ' ' {
				t.Fatalf("%q holds %U", id, r)
			}
		}
		if id[0] == ' ' || id[len(id)-1] == ' ' {
			t.Fatalf("%q ends with a blank", id)
		}
	})
}
