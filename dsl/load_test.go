package dsl_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

func TestLoadReadsTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, src string) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600))
	}
	write("a.hcl", `tier "a" {}`)
	write("b.hcl", `workspace { locale = "ja" }`)
	write("b.test.hcl", `this is not read`)
	write(".hidden.hcl", `nor this`)
	write("notes.txt", `nor this`)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sub.hcl"), 0o700))

	w, diags := dsl.Load(dir, dsl.Options{})
	requireClean(t, diags)
	require.Len(t, w.Tiers, 1)
	require.Equal(t, "ja", w.Locale)
}

func TestWhichFilesAreAWorkspaces(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a.hcl": true, "a.hcl.json": true, "a.test.hcl": false, "a.test.hcl.json": false, "test.hcl": true,
		".a.hcl": false, ".hcl": false, ".hcl.json": false, "a.json": false, "a.hcl.bak": false, "hcl": false,
	} {
		require.Equal(t, want, dsl.IsWorkspaceFile(name), name)
	}
}

func TestLoadSaysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()

	w, diags := dsl.Load(dir, dsl.Options{})
	require.Nil(t, w)
	require.Equal(t, diag.CodeEmpty, diags[0].Code)

	missing := filepath.Join(dir, "missing")
	w, diags = dsl.Load(missing, dsl.Options{})
	require.Nil(t, w)
	require.Equal(t, diag.CodeUnreadable, diags[0].Code)
	require.Contains(t, diags[0].Detail, "it isn't there")
}

// A link out of the folder is as much outside as a path with "..".
func TestLoadStaysInsideTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secret := filepath.Join(t.TempDir(), "secret.md")
	require.NoError(t, os.WriteFile(secret, []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(secret, filepath.Join(dir, "link.md")))
	src := `locals { x = file("link.md") }`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(src), 0o600))

	w, diags := dsl.Load(dir, dsl.Options{})
	require.Nil(t, w)
	require.Equal(t, diag.CodeFile, diags[0].Code)
}

// A folder in the program is a folder: with its files, its libraries and the same limits.
func TestLoadFS(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"a.hcl":         {Data: []byte("locals { body = file(\"./mail/a.md\") }\nmodule \"m\" { source = \"./lib\" }\n")},
		"a.test.hcl":    {Data: []byte("this is not read")},
		"mail/a.md":     {Data: []byte("Hello")},
		"lib/main.hcl":  {Data: []byte("segment \"all\" { when = \"true\" }\n")},
		"lib/notes.txt": {Data: []byte("nor this")},
	}
	w, diags := dsl.LoadFS(folder, dsl.Options{})
	requireClean(t, diags)
	require.Equal(t, "Hello", w.Locals["body"])
	require.Contains(t, w.Segments, "m_all")

	_, diags = dsl.LoadFS(fstest.MapFS{}, dsl.Options{})
	require.Equal(t, diag.CodeEmpty, diags[0].Code)
}

func TestLoadFilesReadsThroughItsOptions(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"a.hcl": []byte(`locals {
  body = file("a.md")
  url  = env("SMTP_URL")
}`)}
	w, diags := dsl.LoadFiles(files, dsl.Options{
		Getenv:   func(name string) (string, bool) { return "smtp://" + name, name == "SMTP_URL" },
		ReadFile: func(name string) ([]byte, error) { return []byte("text of " + name), nil },
	})
	requireClean(t, diags)
	require.Equal(t, map[string]any{"body": "text of a.md"}, w.Locals, "nothing holds a secret")

	_, diags = dsl.LoadFiles(files, dsl.Options{})
	require.Len(t, diags, 2)

	broken := func(string) ([]byte, error) { return nil, errors.New("disk on fire") }
	_, diags = dsl.LoadFiles(files, dsl.Options{ReadFile: broken})
	require.Contains(t, diags[0].Detail, "disk on fire")

	binary := func(string) ([]byte, error) { return []byte{0xff, 0xfe}, nil }
	_, diags = dsl.LoadFiles(files, dsl.Options{ReadFile: binary})
	require.Contains(t, diags[0].Detail, "UTF-8")
}
