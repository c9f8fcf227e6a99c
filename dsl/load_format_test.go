package dsl_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/format"
	"pgregory.net/rapid"
)

// folderOf is the files of a workspace and what they read.
func folderOf(t *testing.T, dir string) (files map[string][]byte, read func(string) ([]byte, error)) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.hcl"))
	require.NoError(t, err)
	files = map[string][]byte{}
	for _, name := range names {
		if dsl.IsWorkspaceFile(filepath.Base(name)) {
			files[filepath.Base(name)], err = os.ReadFile(name)
			require.NoError(t, err)
		}
	}
	return files, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
}

// White space and comments mean nothing: neither those that authors leave, nor those that tend fmt writes.
func TestFormattingDoesNotChangeHashes(t *testing.T) {
	t.Parallel()
	files, read := folderOf(t, "testdata/valid/full")
	want := loadHashes(t, files, read)
	rapid.Check(t, func(t *rapid.T) {
		tidy := rapid.Bool().Draw(t, "formatted")
		written := map[string][]byte{}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			written[name] = disarrange(t, files[name])
			if tidy {
				formatted, diags := format.Source(name, written[name])
				require.Empty(t, diags, "%s", written[name])
				written[name] = formatted
			}
		}
		require.Equal(t, want, loadHashes(t, written, read))
	})
}

// disarrange puts white space and comments where HCL and expressions don't mind them.
func disarrange(t *rapid.T, src []byte) []byte {
	tokens, diags := hclsyntax.LexConfig(src, "a.hcl", hcl.InitialPos)
	require.False(t, diags.HasErrors())
	decisions, diags2 := dsl.Decisions("a.hcl", src)
	require.Empty(t, diags2)
	white := rapid.SampledFrom([]string{" ", " ", "   ", "\t", " /* 日本 */ "})
	after := rapid.SampledFrom([]string{"", "", "\n", "# why\n", "\t// because\n\n"})
	var out strings.Builder
	end, quotes := 0, 0
	for _, token := range tokens {
		gap, at := string(src[end:token.Range.Start.Byte]), token.Range
		if gap != "" && quotes == 0 {
			gap = white.Draw(t, "white space")
		}
		out.WriteString(gap)
		switch token.Type {
		case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			quotes++
		case hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			quotes--
		}
		if inside(decisions, at) && token.Type == hclsyntax.TokenQuotedLit {
			out.WriteString(strings.ReplaceAll(string(token.Bytes), " && ", white.Draw(t, "in an expression")+"&&"))
		} else {
			out.Write(token.Bytes)
		}
		if token.Type == hclsyntax.TokenNewline && quotes == 0 {
			out.WriteString(after.Draw(t, "after a line"))
		}
		end = at.End.Byte
	}
	return []byte(out.String())
}

func inside(ranges []diag.Range, at hcl.Range) bool {
	for _, r := range ranges {
		if r.StartByte <= at.Start.Byte && at.End.Byte <= r.EndByte {
			return true
		}
	}
	return false
}
