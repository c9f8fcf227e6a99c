package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/importer"
	"github.com/tendhq/tend/engine/state"
)

const importPlaybooks = `
workspace {
  time_zone = "Asia/Tokyo"
}
attribute "account" "seats" { type = number }
event "click" {
  properties = { count = number }
}
metric "clicks_30d" {
  event  = "click"
  sum    = "event.count"
  window = "30d"
}
`

const importMapping = `
mapping "crm" {}
accounts {
  file       = "accounts.csv"
  id         = "id"
  attributes = { seats = "seats" }
}
events "click" {
  file       = "clicks.csv"
  account    = "account"
  time       = { column = "day", format = "YYYY-MM-DD" }
  properties = { count = "n" }
}
`

// exports is a folder with playbooks, a mapping and its files.
type exports struct{ dir, playbooks, mapping, state string }

func newExports(t *testing.T, mapping string) exports {
	t.Helper()
	dir := t.TempDir()
	e := exports{
		dir: dir, playbooks: filepath.Join(dir, "playbooks"),
		mapping: filepath.Join(dir, "crm.hcl"), state: filepath.Join(dir, "state"),
	}
	require.NoError(t, os.Mkdir(e.playbooks, 0o700))
	e.write(t, "playbooks/workspace.hcl", importPlaybooks)
	e.write(t, "crm.hcl", mapping)
	e.write(t, "accounts.csv", "id,seats\na,1\nb,2\n")
	e.write(t, "clicks.csv", "account,day,n\na,2026-03-01,1\na,2026-03-01,1\nb,2026-03-02,5\nb,2026-05-01,7\n")
	return e
}

func (e exports) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o600))
}

// tend runs the import with more flags.
func (e exports) tend(t *testing.T, flags ...string) (code int, out, errOut string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := append([]string{"import", e.playbooks, "--mapping", e.mapping, "--state", e.state}, flags...)
	code = execute(t.Context(), args, nil, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func (e exports) report(t *testing.T, flags ...string) (int, importer.Counts) {
	t.Helper()
	code, out, errOut := e.tend(t, append(flags, "--output", "json")...)
	require.Empty(t, errOut)
	var report importer.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	return code, report.Total
}

func TestImportTakesHistoryOnce(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	code, out, errOut := e.tend(t, "--as-of", "2026-04-01")
	require.Equal(t, exitOK, code, errOut)
	require.Empty(t, errOut, "no progress bar where there is no terminal")
	require.Contains(t, out, "clicks.csv")

	code, again := e.report(t, "--as-of", "2026-04-01")
	require.Equal(t, exitOK, code)
	require.Equal(t, importer.Counts{Read: 6, Duplicates: 5, AfterAsOf: 1}, again)
}

func TestImportTellsNewRowsFromKnownOnes(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	_, first := e.report(t, "--as-of", "2026-04-01T00:00:00+09:00")
	require.Equal(t, importer.Counts{Read: 6, Accepted: 5, AfterAsOf: 1}, first)
	e.write(t, "clicks.csv", "account,day,n\na,2026-02-01,1\na,2026-03-01,1\nb,2026-03-02,5\na,2026-03-01,1\na,2026-03-01,1\n")
	_, second := e.report(t)
	require.Equal(t, importer.Counts{Read: 7, Accepted: 2, Duplicates: 5}, second)
}

func TestImportOfBadRowsTakesTheOthersAndEndsWithOne(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	e.write(t, "clicks.csv", "account,day,n\na,2026-03-01,1\na,2026-03-01,many\n")
	rejects := filepath.Join(e.dir, "rejected.csv")
	code, counts := e.report(t, "--rejects", rejects)
	require.Equal(t, exitFailed, code)
	require.Equal(t, importer.Counts{Read: 4, Accepted: 3, Rejected: 1}, counts)
	text, err := os.ReadFile(rejects)
	require.NoError(t, err)
	require.Equal(t, "reason,file,line,id,seats,account,day,n,raw\ncount: not a number,clicks.csv,3,,,a,2026-03-01,many,\n", string(text))
}

// The rejects hold customers' data; a file that is there already may be readable by others.
func TestImportKeepsRejectsFromOthers(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	for _, before := range []os.FileMode{0, 0o666} {
		rejects := filepath.Join(e.dir, "rejected.csv")
		require.NoError(t, os.RemoveAll(rejects))
		if before != 0 {
			require.NoError(t, os.WriteFile(rejects, []byte("reason,file,line,id,raw\n"), 0o600))
			require.NoError(t, os.Chmod(rejects, before))
		}
		e.report(t, "--rejects", rejects)
		info, err := os.Stat(rejects)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func TestImportChecksEverythingBeforeItTouchesTheState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mapping string
		flags   []string
		code    int
		want    string
	}{
		"mapping": {"mapping \"crm\" {}\naccounts {\n  file = \"accounts.csv\"\n  id = \"idd\"\n}\n", nil, exitFailed, `Did you mean "id"?`},
		"speed":   {importMapping, []string{"--speed", "0"}, exitUsage, `"--speed" flag: choose a number above 0, and of at most 1000000`},
		"faster":  {importMapping, []string{"--speed", "1e300"}, exitUsage, `"--speed" flag: choose a number above 0, and of at most 1000000`},
		"no end":  {importMapping, []string{"--speed", "+Inf"}, exitUsage, "choose a number above 0"},
		"nothing": {importMapping, []string{"--speed", "NaN"}, exitUsage, "choose a number above 0"},
		"fast":    {importMapping, []string{"--speed", "fast"}, exitUsage, "it isn't a number"},
		"far":     {importMapping, []string{"--speed", "1e999"}, exitUsage, "choose a number above 0"},
		"as-of":   {importMapping, []string{"--as-of", "yesterday"}, exitUsage, "--as-of \"yesterday\" is neither a day"},
		"data":    {importMapping, []string{"--data", "nowhere"}, exitFailed, `No file "accounts.csv" is in the folder nowhere, which isn't there.`},
		"rejects": {importMapping, []string{"--rejects", "nowhere/x.csv"}, exitFailed, "the rejected rows can't be written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newExports(t, test.mapping)
			code, out, errOut := e.tend(t, test.flags...)
			require.Equal(t, test.code, code)
			require.Empty(t, out)
			require.Contains(t, errOut, test.want)
			require.NoDirExists(t, e.state)
		})
	}
}

func TestImportLeavesAStateInUseAlone(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	folder, err := state.Open(e.state, state.Options{})
	require.NoError(t, err)
	code, out, errOut := e.tend(t)
	require.NoError(t, folder.Close())
	require.Equal(t, exitFailed, code)
	require.Empty(t, out)
	require.Regexp(t, `^tend: state folder .* in use.*\n$`, errOut)
}

func TestAsOfIsADayOfTheWorkspaceOrAnInstant(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	for text, want := range map[string]time.Time{
		"":                          {},
		"2026-04-01":                time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC),
		"2026-04-01T09:00:00+09:00": time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC),
	} {
		got, err := startOf(text, tokyo)
		require.NoError(t, err)
		require.Equal(t, want, got, text)
	}
}

func TestImportRejectsWhatIsOlderThanTheRetention(t *testing.T) {
	t.Parallel()
	e := newExports(t, importMapping)
	e.write(t, "playbooks/workspace.hcl", strings.Replace(importPlaybooks, "workspace {", "workspace {\n  retention = \"60d\"", 1))
	e.write(t, "clicks.csv", "account,day,n\na,2026-01-30,1\na,2026-01-31,1\n")
	code, counts := e.report(t, "--as-of", "2026-04-01")
	require.Equal(t, exitFailed, code)
	require.Equal(t, importer.Counts{Read: 4, Accepted: 3, Rejected: 1}, counts, "60 days before the import's time")
}

// Counts of rows of which none was taken would only be taken for a success.
func TestAnImportThatAnErrorEndedBeforeItTookAnythingShowsNoCounts(t *testing.T) {
	t.Parallel()
	e := newExports(t, strings.Replace(importMapping, "clicks.csv", "clicks.csv.gz", 1))
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("account,day,n\n" + strings.Repeat("a,2026-03-01,1\n", 50_000)))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	e.write(t, "clicks.csv.gz", string(packed.Bytes()[:packed.Len()-20]))
	for _, output := range []string{"table", "json"} {
		code, out, errOut := e.tend(t, "--output", output)
		require.Equal(t, exitFailed, code)
		require.Empty(t, out)
		require.Contains(t, errOut, "tend: read clicks.csv.gz: it ends in the middle")
	}
}
