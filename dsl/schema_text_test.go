package dsl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/dsl/diag"
)

// characters are what texts are made of in these tests: what HCL escapes, and wide and long ones.
var characters = rapid.SampledFrom([]string{
	"a", "b", " ", "\"", "\\", "\n", "\t", "${", "%{", "{{", "$", "%", "ハ", "é", "e\u0301", "😀", "'",
})

func words2(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(characters, 0, 20).Draw(t, "characters"), "")
}

// loadText gives the text of `local.x` in a file.
func loadText(t require.TestingT, src string) (*loader, *text) {
	l := newLoader(map[string][]byte{"main.hcl": []byte(src)}, Options{})
	l.parse("main.hcl", []byte(src))
	l.declareValues()
	require.Empty(t, l.List, "%s", src)
	found, ok := l.textOf("x", l.values.definitions["local.x"])
	require.True(t, ok)
	return l, found
}

// requirePlaces checks that every letter of the text is found where the source has that letter.
func requirePlaces(t require.TestingT, l *loader, found *text) {
	for i := range len(found.value) {
		if c := found.value[i]; c != 'a' && c != 'b' {
			continue
		}
		at := found.at(l, i, i+1)
		src := l.Sources[at.File]
		require.Equal(t, found.value[i:i+1], string(src[at.StartByte:at.EndByte]), "byte %d of %q in\n%s", i, found.value, src)
		require.Equal(t, string(src[:at.StartByte]), beforePlace(string(src), at))
	}
}

// beforePlace finds a place by its line and column alone.
func beforePlace(src string, at diag.Range) string {
	lines := strings.SplitAfter(src, "\n")
	line := strings.TrimSuffix(lines[at.Line-1], "\n")
	before := ""
	for end := range line + "." {
		if of := (&diag.Ruler{Src: []byte(line)}).From(hcl.InitialPos, end); of.Column <= at.Column {
			before = line[:end]
		}
	}
	return strings.Join(lines[:at.Line-1], "") + before
}

func TestQuotedTextKnowsItsPlaces(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("\\", `\\`, "\"", `\"`, "\n", `\n`, "\t", `\t`, "${", "$${", "%{", "%%{")
	rapid.Check(t, func(t *rapid.T) {
		value := words2(t)
		l, found := loadText(t, fmt.Sprintf("locals {\n  x = \"%s\"\n}\n", escape.Replace(value)))
		require.Equal(t, value, found.value)
		requirePlaces(t, l, found)
	})
}

func TestHeredocTextKnowsItsPlaces(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("${", "$${", "%{", "%%{")
	rapid.Check(t, func(t *rapid.T) {
		open, indent := "<<", ""
		if rapid.Bool().Draw(t, "flush") {
			open, indent = "<<-", rapid.SampledFrom([]string{"", "  ", "\t", "    "}).Draw(t, "indent")
		}
		// A first line that isn't indented keeps what HCL strips to what was put there.
		value := "b" + words2(t) + "\n"
		lines := strings.SplitAfter(escape.Replace(value), "\n")
		src := "locals {\n  x = " + open + "EOT\n" + indent + strings.Join(lines[:len(lines)-1], indent) + "EOT\n}\n"
		l, found := loadText(t, src)
		require.Equal(t, norm.NFC.String(value), norm.NFC.String(withoutBlankIndent(found.value, indent)))
		requirePlaces(t, l, found)
	})
}

// withoutBlankIndent takes the indentation off blank lines, where HCL leaves it.
func withoutBlankIndent(s, indent string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[i] = strings.TrimPrefix(line, indent)
		}
	}
	return strings.Join(lines, "")
}

func TestTextFollowsValuesToWhereTheyAreWritten(t *testing.T) {
	t.Parallel()
	src := `
variable "v" { default = "in variable" }
locals {
  x = "${var.v}, ${local.y}, \"${local.n}\" ${file("a.md")}"
  y = "in local"
  n = 12
}
`
	read := func(string) ([]byte, error) { return []byte("first\nin file"), nil }
	l := newLoader(map[string][]byte{"main.hcl": []byte(src)}, Options{ReadFile: read})
	l.parse("main.hcl", []byte(src))
	l.declareValues()
	require.Empty(t, l.List)
	found, ok := l.textOf("x", l.values.definitions["local.x"])
	require.True(t, ok)
	require.Equal(t, "in variable, in local, \"12\" first\nin file", found.value)

	for piece, want := range map[string]string{
		"variable": "main.hcl:2:30", "local,": "main.hcl:5:11", "12": "main.hcl:6:7", "file": "a.md:2:4",
	} {
		i := strings.Index(found.value, piece)
		require.Equal(t, want, found.at(l, i, i+2).String(), piece)
	}
	require.Equal(t, "a.md:2:8", found.at(l, len(found.value), len(found.value)).String())
}
