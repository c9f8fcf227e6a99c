package dsl

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// inJSON writes a text as a JSON string, with escapes that JSON asks for and others that it allows.
func inJSON(t *rapid.T, text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("ab${%", r) || !rapid.Bool().Draw(t, "escaped") {
			raw, err := json.Marshal(string(r))
			require.NoError(t, err)
			b.WriteString(strings.Trim(string(raw), `"`))
			if r == '"' {
				b.WriteString(`"`) // which Trim took, leaving the backslash
			}
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return `"` + b.String() + `"`
}

func TestJSONTextKnowsItsPlaces(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("${", "$${", "%{", "%%{")
	rapid.Check(t, func(t *rapid.T) {
		value := words2(t)
		src := "{\n \"locals\":  {\"日本\": 1, \"x\": " + inJSON(t, escape.Replace(value)) + "}\n}"
		l := newLoader(map[string][]byte{"main.hcl.json": []byte(src)}, Options{})
		l.parse("main.hcl.json", []byte(src))
		l.declareValues()
		require.Empty(t, l.List, "%s", src)
		found, ok := l.textOf("x", l.values.definitions["local.x"])
		require.True(t, ok)
		require.Equal(t, norm.NFC.String(value), norm.NFC.String(found.value))
		requirePlaces(t, l, found)
	})
}

// Names inside ${…} are found where they are written, after escapes too.
func TestJSONNamesKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := strings.NewReplacer("$", "", "%", "").Replace(words2(t))
		src := `{"locals": {"x": ` + inJSON(t, before+"${ c.d }") + `}}`
		l := newLoader(map[string][]byte{"main.hcl.json": []byte(src)}, Options{})
		l.parse("main.hcl.json", []byte(src))
		l.declareValues()
		require.Len(t, l.List, 1, "%s", src)
		at := l.List[0].Range
		if written := src[at.StartByte:at.EndByte]; !strings.Contains(written, `\`) {
			require.Equal(t, "c.d", written)
		}
		require.Equal(t, src[:at.StartByte], beforePlace(src, at))
	})
}
