package dsl_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/explain"
)

// declaredCodes is the codes of codes.go, sorted.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile("diag/codes.go")
	require.NoError(t, err)
	var codes []string
	for _, m := range regexp.MustCompile(`Code = "(TD\d{3})"`).FindAllStringSubmatch(string(src), -1) {
		codes = append(codes, m[1])
	}
	slices.Sort(codes)
	require.NotEmpty(t, codes)
	require.Equal(t, slices.Compact(slices.Clone(codes)), codes, "a code has one meaning")
	return codes
}

func TestEveryCodeHasAPage(t *testing.T) {
	t.Parallel()
	var pages []string
	for _, p := range explain.Pages() {
		pages = append(pages, p.Code)
	}
	require.Equal(t, declaredCodes(t), pages, "codes.go and the pages in dsl/explain")
}

// The wrong example of a page gives the page's code and no other, the right one gives nothing.
func TestExamplesOfThePages(t *testing.T) {
	t.Parallel()
	for _, p := range explain.Pages() {
		t.Run(p.Code, func(t *testing.T) {
			t.Parallel()
			o := dsl.Options{Run: p.Code == string(diag.CodeUnsupported), Sender: p.Code != string(diag.CodeNoSender)}
			wrong := loadExample(t, p.Wrong, o)
			require.NotEmpty(t, wrong, "the wrong example is right")
			for _, d := range wrong {
				require.Equal(t, diag.Code(p.Code), d.Code, "%s\n%s", d, d.Detail)
			}
			requireClean(t, loadExample(t, p.Right, o))
		})
	}
}

// loadExample loads the workspace of an example: one file or several in an archive, or for a command
// line the folder that is its last word.
func loadExample(t *testing.T, example string, o dsl.Options) diag.Diagnostics {
	t.Helper()
	dir := t.TempDir()
	archive := txtar.Parse([]byte(example))
	files := archive.Files
	if command, isCommand := strings.CutPrefix(example, "$ "); isCommand {
		words := strings.Fields(command)
		writeFiles(t, filepath.Join(dir, "playbooks"), txtar.File{Name: "main.hcl", Data: []byte(`tier "all" {}`)})
		dir = filepath.Join(dir, words[len(words)-1])
	} else if len(strings.TrimSpace(string(archive.Comment))) > 0 {
		files = append(files, txtar.File{Name: "main.hcl", Data: archive.Comment})
	}
	writeFiles(t, dir, files...)
	o.Actions = testActions()
	o.Getenv = func(name string) (string, bool) { return "https://help.example", name == "HELP_ADDRESS" }
	_, diags := dsl.Load(dir, o)
	return diags
}

func writeFiles(t *testing.T, dir string, files ...txtar.File) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, f.Data, 0o600))
	}
}
