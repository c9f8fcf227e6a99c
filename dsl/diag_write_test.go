package dsl_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

func TestWriteUnderlinesThePlace(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, want string }{
		"an attribute": {
			src: "tier \"a\" {\n  wen = \"true\"\n}\n",
			want: `error TD103: Unknown attribute
 on main.hcl:2:3
   2 |   wen = "true"
     |   ^^^
A tier block has no "wen". Did you mean "when"?
`,
		},
		"after wide characters and tabs": {
			src: "workspace {\n\tlocale = /* 日本語 */ 5\n}\n",
			want: `error TD109: Wrong type
 on main.hcl:2:21
   2 |   locale = /* 日本語 */ 5
     |                         ^
"locale" takes a string.
`,
		},
		"a wide value that goes on": {
			src: "workspace {\n  time_zone = \"東京\"\n}\n",
			want: `error TD409: Unknown time zone
 on main.hcl:2:15
   2 |   time_zone = "東京"
     |               ^^^^^^
There is no time zone "東京". Write its IANA name, such as "Europe/London" or "Asia/Tokyo".
`,
		},
		"several lines": {
			src: "workspace {\n  locale = [\n    5,\n  ]\n}\n",
			want: `error TD109: Wrong type
 on main.hcl:2:12
   2 |   locale = [
     |            ^
"locale" takes a string.
`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := loadSource(tt.src)
			var text bytes.Buffer
			require.NoError(t, diags.Write(&text, false))
			require.Equal(t, tt.want, text.String())
		})
	}
}

func loadSource(src string) (*dsl.Workspace, diag.Diagnostics) {
	return dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, dsl.Options{Actions: testActions(), Sender: true})
}

// A program writes a whole workspace on one line; of it only what is near the place is shown.
func TestWriteShowsWhatIsNear(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ハ", 5000)
	src := `{"locals": {"a": "` + long + `"}, "tier": {"a": {"wen": "` + long + `"}}}`
	_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(src)}, dsl.Options{})
	var text bytes.Buffer
	require.NoError(t, diags.Write(&text, false))
	lines := strings.Split(text.String(), "\n")
	require.Regexp(t, `^   1 \| … ?ハ+"}, "tier": {"a": {"wen": "ハ+…$`, lines[2])
	require.Less(t, len([]rune(lines[2])), 250)
	before, _, _ := strings.Cut(lines[2], `"wen"`)
	require.Equal(t, "     | "+strings.Repeat(" ", runewidth.StringWidth(before)-7)+"^^^^^", lines[3])
}

func TestWriteSeparatesAndColours(t *testing.T) {
	t.Parallel()
	diags := diag.Diagnostics{
		{Severity: diag.SeverityError, Code: diag.CodeEmpty, Summary: "One", Detail: "First."},
		{
			Severity: diag.SeverityWarning, Code: diag.CodeEmpty, Summary: "Two",
			Range: diag.Range{File: "a", Line: 1, Column: 2, EndLine: 1, EndColumn: 3, StartByte: 1, EndByte: 2}, Source: "x\x1b[31my",
		},
	}
	var plain, coloured bytes.Buffer
	require.NoError(t, diags.Write(&plain, false))
	require.Equal(t, "error TD004: One\nFirst.\n\nwarning TD004: Two\n on a:1:2\n   1 | x�[31my\n     |  ^\n", plain.String())
	require.NoError(t, diags.Write(&coloured, true))
	require.Contains(t, coloured.String(), "\x1b[1;31merror TD004\x1b[0m: One")
	require.Contains(t, coloured.String(), "\x1b[1;33mwarning TD004\x1b[0m: Two")
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReportsTheWriter(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, diag.Diagnostics{{Summary: "One"}}.Write(fullDisk{}, false), "disk full")
}

func TestDiagnosticsAsAnError(t *testing.T) {
	t.Parallel()
	_, diags := loadSource("tier \"a\" {\n  wen = \"true\"\n}\n\nfoo {}\n")
	require.True(t, diags.HasErrors())
	require.EqualError(t, diags.Err(), "main.hcl:2:3: error TD103: Unknown attribute\nmain.hcl:5:1: error TD101: Unknown block")
	require.NoError(t, diag.Diagnostics{{Severity: diag.SeverityWarning}}.Err())
}
