package format_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/format"
	"pgregory.net/rapid"
)

func TestSource(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.in.hcl")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, name := range cases {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(name)
			require.NoError(t, err)
			want, err := os.ReadFile(strings.TrimSuffix(name, ".in.hcl") + ".want.hcl")
			require.NoError(t, err)
			for _, from := range [][]byte{src, want} {
				got, diags := format.Source(name, from)
				require.Empty(t, diags)
				require.Empty(t, cmp.Diff(string(want), string(got)))
			}
		})
	}
}

func TestSourceSaysWhatIsNotHCL(t *testing.T) {
	t.Parallel()
	got, diags := format.Source("main.hcl", []byte("tier \"a\" {\n  when = \"x\n}\n"))
	require.Nil(t, got)
	require.True(t, diags.HasErrors())
	require.Equal(t, diag.CodeSyntax, diags[0].Code)
	require.Equal(t, "main.hcl:2:10", diags[0].Range.String())
	require.Equal(t, `  when = "x`, diags[0].Source)
}

func TestSourceKeepsTheEndsOfLines(t *testing.T) {
	t.Parallel()
	got, diags := format.Source("main.hcl", []byte("tier \"a\" {\r\nwhen = <<-EXPR\r\n a&&b\r\n EXPR\r\n}\r\n"))
	require.Empty(t, diags)
	require.Equal(t, "tier \"a\" {\r\n  when = <<-EXPR\r\n    a && b\r\n  EXPR\r\n}\r\n", string(got))
}

// What is shown to readers is in the usual form.
func TestTheRepositorysOwnFilesAreFormatted(t *testing.T) {
	t.Parallel()
	count := 0
	for _, root := range []string{"../../examples", "../testdata/valid"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".hcl" {
				return err
			}
			count++
			src, err := os.ReadFile(path)
			require.NoError(t, err)
			got, diags := format.Source(path, src)
			require.Empty(t, diags)
			require.Empty(t, cmp.Diff(string(src), string(got)), "run: tend fmt %s", path)
			return nil
		}))
	}
	require.Greater(t, count, 10)
}

// pieces are what the files of this test are made of.
var pieces = rapid.SampledFrom([]string{
	"playbook \"p\" {", "trigger \"event\" {", "tier x{", "}", "}", "}", "when=\"a&&b\"", "when = <<-EXPR\n a\n   &&b // why\n\tEXPR", "when=<<E\na&&\nb\nE",
	"title   =   \"{{ 日本 }}  x\"", "x=[1,\n2,# two\n]", "y={a=1,\n b=\"${ var.x }\"}", "# comment", "/* more\n lines */", "// c", "when = \"a \\\"b\\\" &&c\"",
	"z = var.x?1:-2", "e{}", "on = \"'  日本'  ==x\"", "body = <<EOT\n  as   it is $${x}\nEOT", "when = \"a&&$${x}\"", "for = \"3d\" # long",
})

// Whatever is in a file, formatting it twice is formatting it once, and it says the same afterwards.
func TestSourceIsIdempotentAndKeepsTheTokens(t *testing.T) {
	t.Parallel()
	readable := 0
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.SampledFrom([]string{"\n", "\n", "\n\n\n", "\n  ", "\n\t", " \n"})
		var src strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "count") {
			src.WriteString(pieces.Draw(t, "piece"))
			src.WriteString(space.Draw(t, "space"))
		}
		if requireStable(t, []byte(src.String())) {
			readable++
		}
	})
	require.Positive(t, readable)
}

type fatal interface {
	require.TestingT
	Fatalf(string, ...any)
}

// requireStable reports whether the file could be read at all.
func requireStable(t fatal, src []byte) bool {
	once, diags := format.Source("a.hcl", src)
	if diags.HasErrors() {
		return false
	}
	twice, diags := format.Source("a.hcl", once)
	require.False(t, diags.HasErrors(), "%q became %q", src, once)
	require.Equal(t, string(once), string(twice), "%q", src)
	require.Equal(t, words(src), words(once), "%q became %q", src, once)
	return true
}

// words is all of a file but its white space.
func words(src []byte) string {
	tokens, _ := hclsyntax.LexConfig(src, "a.hcl", hcl.InitialPos)
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString(strings.Join(strings.Fields(string(token.Bytes)), ""))
	}
	return strings.TrimPrefix(b.String(), "\ufeff")
}

func FuzzSource(f *testing.F) {
	names, err := filepath.Glob("testdata/*.hcl")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) { requireStable(t, src) })
}
