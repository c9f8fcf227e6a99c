package dsl_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
)

// wanted is a diagnostic that a fixture expects: `# want TD103 "titel" @5` beside the faulty line,
// `# want[-2] …` below one that can't hold a comment. `warning` after the code asks for a warning.
var wanted = regexp.MustCompile(`want(?:\[([+-]\d+)\])? (TD\d+)( warning)? "([^"]*)" @(\d+)`)

type expectation struct {
	file         string
	line, column int
	code         dsl.Code
	severity     dsl.Severity
	text         string
}

func (e expectation) String() string {
	return fmt.Sprintf("%s:%d: want %s %s %q @%d", e.file, e.line, e.code, e.severity, e.text, e.column)
}

func (e expectation) matches(d dsl.Diagnostic) bool {
	return e.file == d.Range.File && e.line == d.Range.Line && e.column == d.Range.Column &&
		e.code == d.Code && e.severity == d.Severity && strings.Contains(d.Summary+"\n"+d.Detail, e.text)
}

// expectations reads the comments of all files of a fixture.
func expectations(t *testing.T, dir string) []expectation {
	t.Helper()
	var all []expectation
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		for i, line := range strings.Split(string(src), "\n") {
			for _, m := range wanted.FindAllStringSubmatch(line, -1) {
				offset, _ := strconv.Atoi(m[1])
				column, err := strconv.Atoi(m[5])
				require.NoError(t, err)
				e := expectation{
					file: f.Name(), line: i + 1 + offset, column: column,
					code: dsl.Code(m[2]), severity: dsl.SeverityError, text: m[4],
				}
				if m[3] != "" {
					e.severity = dsl.SeverityWarning
				}
				all = append(all, e)
			}
		}
	}
	return all
}

// Every fixture is a workspace with its diagnostics written beside the faulty lines: none may be
// missing, and none may come that isn't written.
func TestBrokenWorkspaces(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, checkFixtures(t, "testdata/broken", dsl.Options{Actions: testActions()}), 20)
}

// What this version can't run yet is an error for a run, and nothing at all for a check.
func TestPendingParts(t *testing.T) {
	t.Parallel()
	require.NotZero(t, checkFixtures(t, "testdata/not_yet", dsl.Options{Actions: testActions(), Run: true}))

	dirs, err := filepath.Glob("testdata/not_yet/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		load(t, dir)
	}
}

// checkFixtures loads every folder of a folder and compares; it gives their number.
func checkFixtures(t *testing.T, parent string, o dsl.Options) int {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(parent, "*"))
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			w, diags := dsl.Load(dir, o)
			want := expectations(t, dir)
			require.NotEmpty(t, want, "the fixture expects nothing")
			require.Equal(t, diags.HasErrors(), w == nil)
			for _, d := range diags {
				i := index(want, d)
				if i < 0 {
					t.Errorf("unexpected:\n%s @%d %s\n  %s", d, d.Range.Column, d.Summary, d.Detail)
					continue
				}
				want = append(want[:i:i], want[i+1:]...)
			}
			for _, e := range want {
				t.Errorf("missing: %s", e)
			}
		})
	}
	return len(dirs)
}

func index(want []expectation, d dsl.Diagnostic) int {
	for i, e := range want {
		if e.matches(d) {
			return i
		}
	}
	return -1
}
