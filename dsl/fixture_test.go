package dsl_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// fixture is a workspace, mostly a faulty one.
type fixture struct {
	name  string
	files []txtar.File
}

// readFixtures gives the workspaces of a folder. An archive TOPIC.txtar holds many: its file NAME/main.hcl
// belongs to the workspace NAME, and a file without a folder to each of them. A workspace whose name ends
// with "crlf" has the line ends of Windows. One that other tests load too is a folder.
func readFixtures(t testing.TB, parent string) []fixture {
	t.Helper()
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	var all []fixture
	for _, entry := range entries {
		name := filepath.Join(parent, entry.Name())
		switch {
		case entry.IsDir():
			all = append(all, readFolder(t, name))
		case filepath.Ext(name) == ".txtar":
			all = append(all, readArchive(t, name)...)
		default:
			require.Fail(t, "neither a folder nor an archive", name)
		}
	}
	return all
}

func readFolder(t testing.TB, dir string) fixture {
	t.Helper()
	f := fixture{name: filepath.Base(dir)}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(filepath.Join(dir, name))
		f.files = append(f.files, txtar.File{Name: name, Data: src})
		return err
	}))
	return f
}

func readArchive(t testing.TB, name string) []fixture {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	require.NoError(t, err)
	topic := strings.TrimSuffix(filepath.Base(name), ".txtar")
	var shared []txtar.File
	var all []fixture
	for _, file := range archive.Files {
		workspace, rest, inside := strings.Cut(file.Name, "/")
		if !inside {
			shared = append(shared, file)
			continue
		}
		if strings.HasSuffix(workspace, "crlf") {
			file.Data = bytes.ReplaceAll(file.Data, []byte("\n"), []byte("\r\n"))
		}
		full := topic + "/" + workspace
		if len(all) == 0 || all[len(all)-1].name != full {
			require.False(t, slices.ContainsFunc(all, func(f fixture) bool { return f.name == full }), "%s stands in two places", full)
			all = append(all, fixture{name: full, files: slices.Clone(shared)})
		}
		last := &all[len(all)-1]
		last.files = append(last.files, txtar.File{Name: rest, Data: file.Data})
	}
	return all
}

// load checks the workspace in a folder of its own.
func (f fixture) load(t *testing.T, o dsl.Options) (*dsl.Workspace, diag.Diagnostics) {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, f.files...)
	return dsl.Load(dir, o)
}

// with is the fixture with another text in a range of one of its files.
func (f fixture) with(at diag.Range, text string) fixture {
	f.files = slices.Clone(f.files)
	for i, file := range f.files {
		if file.Name == at.File {
			f.files[i].Data = slices.Concat(file.Data[:at.StartByte], []byte(text), file.Data[at.EndByte:])
		}
	}
	return f
}

// wanted is a diagnostic that a fixture expects, in a comment beside the faulty line:
//
//	wen = "…" # want TD103 "part of the message" @3-6 => `when`
//
// with the first column and the one after the last, or as line:column if that is on another line (the
// first column alone if only the beginning matters), and the suggestion if there is one. `warning` after
// the code asks for a warning. `want[-2]` is for a line that can't hold a comment, here the second above;
// `want[.]` for the workspace as a whole.
var wanted = regexp.MustCompile("want(?:\\[([+-]\\d+|\\.)\\])? (TD\\d+)( warning)? \"([^\"]*)\" @(\\d+)(?:-(?:(\\d+):)?(\\d+)(?: => `([^`]*)`)?)?")

type expectation struct {
	at         diag.Range // without bytes; EndColumn is 0 where the end doesn't matter
	code       diag.Code
	severity   diag.Severity
	text       string
	suggestion string
}

func (e expectation) String() string {
	return fmt.Sprintf("%s-%d:%d: want %s %s %q => %q", e.at, e.at.EndLine, e.at.EndColumn, e.code, e.severity, e.text, e.suggestion)
}

func (e expectation) matches(d diag.Diagnostic) bool {
	got := d.Range
	got.StartByte, got.EndByte = 0, 0
	if e.at.EndColumn == 0 {
		got.EndLine, got.EndColumn = e.at.EndLine, 0
		d.Suggestion = ""
	}
	return e.at == got && e.code == d.Code && e.severity == d.Severity && e.suggestion == d.Suggestion &&
		strings.Contains(d.Summary+"\n"+d.Detail, e.text)
}

// expectations reads the comments of all files.
func (f fixture) expectations() []expectation {
	var all []expectation
	for _, file := range f.files {
		for i, line := range strings.Split(string(file.Data), "\n") {
			for _, m := range wanted.FindAllStringSubmatch(line, -1) {
				all = append(all, expected(m, path.Clean(file.Name), i+1))
			}
		}
	}
	return all
}

func expected(m []string, file string, line int) expectation {
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // The pattern lets only digits through; nothing is 0.
		return n
	}
	if m[1] == "." {
		file, line = ".", 1
	} else {
		line += number(m[1])
	}
	e := expectation{
		at:   diag.Range{File: file, Line: line, Column: number(m[5]), EndLine: line, EndColumn: number(m[7])},
		code: diag.Code(m[2]), severity: diag.SeverityError, text: m[4], suggestion: m[8],
	}
	if m[3] != "" {
		e.severity = diag.SeverityWarning
	}
	if m[6] != "" {
		e.at.EndLine = number(m[6])
	}
	return e
}
