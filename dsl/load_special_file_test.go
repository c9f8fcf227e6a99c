package dsl_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// What isn't a regular file may have no end, or wait for somebody: it is refused, and no file is read whole to find
// out that it is too long.
func TestOnlyRegularFilesAreReadForAWorkspace(t *testing.T) {
	t.Parallel()
	const reads = `variable "x" { default = file("f.md") }`
	pipe := func(t *testing.T, path string) { require.NoError(t, syscall.Mkfifo(path, 0o600)) }
	huge := func(t *testing.T, path string) {
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Truncate(path, 8<<30))
	}
	link := func(target string) func(*testing.T, string) {
		return func(t *testing.T, path string) { require.NoError(t, os.Symlink(target, path)) }
	}
	for name, test := range map[string]struct {
		text, file string
		make       func(*testing.T, string)
		want       string
	}{
		"file() of a pipe":          {reads, "f.md", pipe, `"f.md" can't be read: it isn't a regular file`},
		"file() of a large file":    {reads, "f.md", huge, `"f.md" is longer than 262144 bytes`},
		"file() of a device":        {reads, "f.md", link("/dev/zero"), `path escapes from parent`},
		"file() of a circle":        {reads, "f.md", link("f.md"), `too many levels of symbolic links`},
		"file() of what is outside": {reads, "f.md", link("/etc/hosts"), `path escapes from parent`},
		"file() of a folder":        {`variable "x" { default = file("lib") }`, "f.md", link("lib"), `is a directory`},
		"a pipe":                    {"", "x.hcl", pipe, `the file "x.hcl": it isn't a regular file`},
		"a device":                  {"", "x.hcl", link("/dev/zero"), `the file "x.hcl": path escapes from parent`},
		"a circle":                  {"", "x.hcl", link("x.hcl"), `the file "x.hcl": too many levels of symbolic links`},
		"a link to a folder":        {"", "x.hcl", link("lib"), `the file "x.hcl": is a directory`},
		"a large file":              {"", "x.hcl", huge, `A file can have 1048576 bytes`},
		"a pipe of a library":       {"module \"m\" {\n  source = \"./lib\"\n}\n", "lib/x.hcl", pipe, `the file "lib/x.hcl": it isn't a regular file`},
		"a library that is a pipe":  {"module \"m\" {\n  source = \"./l\"\n}\n", "l", pipe, `it isn't a regular file`},
		"a library elsewhere":       {"module \"m\" {\n  source = \"./l\"\n}\n", "l", link("/tmp"), `path escapes from parent`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(dir, "lib"), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(test.text), 0o600))
			test.make(t, filepath.Join(dir, test.file))
			w, diags := dsl.Load(dir, dsl.Options{})
			require.Nil(t, w)
			require.Contains(t, diags[0].Detail, test.want)
		})
	}
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "x.hcl"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.hcl"), nil, 0o600))
	_, diags := dsl.Load(dir, dsl.Options{})
	require.Empty(t, diags, "a folder is no file of the workspace, whatever its name")
}
