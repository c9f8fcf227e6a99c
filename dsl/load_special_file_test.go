package dsl_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
)

// systemsWords is what a system answers, and Go, which says nothing to whoever writes playbooks.
const systemsWords = `escapes|openat|statat|no such file|is a directory|not a directory|denied|invalid argument|too long|symbolic`

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
		"file() of a pipe":            {reads, "f.md", pipe, `"f.md" can't be read: it isn't a regular file`},
		"file() of a large file":      {reads, "f.md", huge, `"f.md" is longer than 262144 bytes`},
		"file() of a device":          {reads, "f.md", link("/dev/zero"), `it is a link that leads out of the folder, or lies behind one; put a copy of what it leads to in its place`},
		"file() of a circle":          {reads, "f.md", link("f.md"), `"f.md" can't be read: its links lead round in a circle; put the file or folder itself`},
		"file() of what is outside":   {reads, "f.md", link("/etc/hosts"), `it is a link that leads out of the folder, or lies behind one; put a copy of what it leads to in its place`},
		"file() of a folder":          {`variable "x" { default = file("lib") }`, "f.md", link("lib"), `"lib" can't be read: it is a folder; name a file in it`},
		"file() behind a link":        {`variable "x" { default = file("l/hosts") }`, "l", link("/etc"), `"l/hosts" can't be read: it is a link that leads out of the folder, or lies behind one`},
		"file() of nothing":           {reads, "g.md", link("lib"), `"f.md" can't be read: it isn't there; check how its name is written`},
		"file() of a link to nothing": {reads, "f.md", link("g.md"), `"f.md" can't be read: it is a link to what isn't there; put the file in its place`},
		"file() below a file":         {`variable "x" { default = file("main.hcl/f.md") }`, "g.md", link("lib"), `is no folder where one is needed`},
		"file() of a long name":       {`variable "x" { default = file("` + strings.Repeat("a", 300) + `") }`, "g.md", link("lib"), `its name is longer than names can be here; shorten it`},
		"file() of a wrong name":      {`variable "x" { default = file("a\u0000b") }`, "g.md", link("lib"), `no file here can have that name`},
		"a link to nothing":           {"", "x.hcl", link("y.hcl"), `the file "x.hcl": it is a link to what isn't there`},
		"a pipe":                      {"", "x.hcl", pipe, `the file "x.hcl": it isn't a regular file`},
		"a device":                    {"", "x.hcl", link("/dev/zero"), `the file "x.hcl": it is a link that leads out of the folder`},
		"a circle":                    {"", "x.hcl", link("x.hcl"), `the file "x.hcl": its links lead round in a circle`},
		"a link to a folder":          {"", "x.hcl", link("lib"), `the file "x.hcl": it is a folder`},
		"a large file":                {"", "x.hcl", huge, `A file can have 1048576 bytes`},
		"a pipe of a library":         {"module \"m\" {\n  source = \"./lib\"\n}\n", "lib/x.hcl", pipe, `the file "lib/x.hcl": it isn't a regular file`},
		"a library that is a pipe":    {"module \"m\" {\n  source = \"./l\"\n}\n", "l", pipe, `it isn't a regular file`},
		"a library elsewhere":         {"module \"m\" {\n  source = \"./l\"\n}\n", "l", link("/tmp"), `it is a link that leads out of the folder, or lies behind one; put a copy of what it leads to in its place`},
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
			require.NotRegexp(t, systemsWords, diags[0].Detail)
		})
	}
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "x.hcl"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.hcl"), nil, 0o600))
	_, diags := dsl.Load(dir, dsl.Options{})
	require.Empty(t, diags, "a folder is no file of the workspace, whatever its name")
}
