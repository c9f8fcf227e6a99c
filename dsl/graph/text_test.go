package graph

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWrapBreaksWhereReadersExpectIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		font       font
		width      float64
		most       int
		want       []string
	}{
		{"nothing", "", textFont, 100, 2, nil},
		{"fits", "a few words", textFont, 200, 2, []string{"a few words"}},
		{"between words", "a few words more", textFont, 60, 3, []string{"a few", "words", "more"}},
		{"the rest", "a few words more", textFont, 60, 2, []string{"a few", "words…"}},
		{"between full-width characters", "健全度が下がりました", textFont, 61, 3, []string{"健全度が下", "がりました"}},
		{"not before a full stop", "健全度が下がる。", textFont, 85, 3, []string{"健全度が下が", "る。"}},
		{"after a dot of a name", "success_plan.onboarding.completed", codeFont, 180, 2, []string{"success_plan.onboarding", ".completed"}},
		{"a long word", strings.Repeat("w", 12), textFont, 60, 3, []string{"wwwww", "wwwww", "ww"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.font.wrap(c.text, c.width, c.most))
		})
	}
}

// Every line fits, there are no more of them than asked for, and nothing is lost when there are enough.
func TestWrapKeepsTheTextAndTheWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(strings.Fields(rapid.String().Draw(t, "text")), " ")
		most := rapid.IntRange(1, 4).Draw(t, "most")
		for _, f := range []font{titleFont, nameFont, textFont, codeFont} {
			const width = 120
			short, whole := f.wrap(s, width, most), f.wrap(s, width, math.MaxInt)
			require.LessOrEqual(t, len(short), most)
			for _, line := range append(short, whole...) {
				require.LessOrEqual(t, f.width(line), float64(width))
			}
			require.Equal(t, squeeze(s), squeeze(strings.Join(whole, "")))
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// Small text needs 4.5 to 1 against what it stands on (WCAG 2.2, level AA).
func TestColoursAreReadable(t *testing.T) {
	t.Parallel()
	for _, h := range hues {
		require.GreaterOrEqual(t, contrast(t, h.light, light.card), 4.5, "%s on light", h.kind)
		require.GreaterOrEqual(t, contrast(t, h.dark, dark.card), 4.5, "%s on dark", h.kind)
	}
	for _, g := range []ground{light, dark} {
		for _, under := range []string{g.page, g.card, g.frame} {
			require.GreaterOrEqual(t, contrast(t, g.ink, under), 4.5)
			require.GreaterOrEqual(t, contrast(t, g.faint, under), 4.5)
		}
	}
	require.Len(t, hues, len(meanings), "every kind has a colour and a place in the legend")
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// Every block that has a node belongs to a kind that the legend explains, and has an icon.
func TestEveryDrawingHasAnIconAndAMeaning(t *testing.T) {
	t.Parallel()
	for word, how := range drawings {
		require.NotEmpty(t, how.kind.meaning(), word)
		require.NotEmpty(t, icon(&Node{Word: word, Kind: how.kind}), word)
	}
}
