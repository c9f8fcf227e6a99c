package dsl_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tendhq/tend/dsl"
)

// seeds is every file of playbooks in the folders, those in archives included.
func seeds(f *testing.F, dirs ...string) [][]byte {
	f.Helper()
	var all [][]byte
	for _, dir := range dirs {
		require.NoError(f, filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			src, err := os.ReadFile(name)
			switch {
			case strings.HasSuffix(name, ".hcl"):
				all = append(all, src)
			case strings.HasSuffix(name, ".txtar"):
				for _, file := range txtar.Parse(src).Files {
					all = append(all, file.Data)
				}
			}
			return err
		}))
	}
	require.Greater(f, len(all), 20, "the examples and fixtures are found")
	return all
}

// FuzzLoad: whatever is in a file, loading ends with a workspace or with diagnostics at places that exist,
// takes a bounded amount of memory, and says nothing of a secret.
func FuzzLoad(f *testing.F) {
	for _, src := range seeds(f, "testdata", "../examples") {
		f.Add(src)
	}
	for _, form := range secretForms {
		f.Add([]byte(secretHolders + "locals {\n  x = " + form + "\n}\nworkspace {\n  locale = " + form + "\n}\n"))
	}
	read := func(string) ([]byte, error) { return []byte("text {{ account.name }}"), nil }
	f.Fuzz(func(t *testing.T, src []byte) {
		bytes := allocated(func() {
			o := withSecret(hidden)
			o.ReadFile = read
			w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl": src}, o)
			require.Equal(t, w == nil, diags.HasErrors())
			for _, d := range diags {
				at := d.Range
				require.True(t, at.File != "a.hcl" || at.Line >= 1 && at.Column >= 1 && 0 <= at.StartByte && at.StartByte <= at.EndByte && at.EndByte <= len(src), "%v", d)
				require.NotEmpty(t, d.Summary)
			}
			requireHidden(t, diags)
			require.NoError(t, diags.Write(io.Discard, true))
		})
		require.Less(t, bytes, uint64(512<<20))
	})
}
