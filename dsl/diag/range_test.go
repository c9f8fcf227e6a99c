package diag

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A ruler looks a place up, and finds the one that counting from the beginning gives.
func TestARulerCountsAsFromTheBeginning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
			"a", "\n", "\r\n", "\t", "ハ", "e\u0301", "😀", "👨‍👩‍👧", "🇯🇵", strings.Repeat("x", 700), strings.Repeat("日本", 300),
		}), 0, 30).Draw(t, "pieces")
		src := []byte(strings.Join(pieces, ""))
		offset := rapid.IntRange(0, len(src)).Draw(t, "offset")
		fromTheBeginning := &Ruler{Src: src, marks: []hcl.Pos{hcl.InitialPos}}
		require.Equal(t, fromTheBeginning.At(offset), NewRuler(src).At(offset))
	})
}
