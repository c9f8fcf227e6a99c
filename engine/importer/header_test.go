package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/engine/importer"
)

// utf16Of returns a text in UTF-16, by the bytes of a unit.
func utf16Of(text string, unit func(uint16) []byte) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, unit(u)...)
	}
	return string(out)
}

func little(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
func big(u uint16) []byte    { return []byte{byte(u >> 8), byte(u)} }

// headed returns what is found in a file of accounts that begins like this.
func headed(t *testing.T, mapping, text string) diag.Diagnostics {
	t.Helper()
	return openDiagnostics(t, strings.Replace(mapping, "accounts.csv", "f", 1), text)
}

func TestAHeaderThatIsNotReadSaysWhatItLooksLike(t *testing.T) {
	t.Parallel()
	const head = "会社番号,席数\na,1\n"
	for name, test := range map[string]struct{ text, want string }{
		"UTF-16 with a mark":             {"\xff\xfe" + utf16Of(head, little), "it is in UTF-16; convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8"},
		"UTF-16, the other way":          {"\xfe\xff" + utf16Of(head, big), "it is in UTF-16; convert"},
		"UTF-16 without a mark":          {utf16Of(head, little), "it looks like UTF-16 (little-endian); convert it to UTF-8, for example with iconv -f UTF-16LE"},
		"UTF-16, the other way, without": {utf16Of(head, big), "it looks like UTF-16 (big-endian)"},
		"UTF-32":                         {"\xff\xfe\x00\x00i\x00\x00\x00", "it is in UTF-32"},
		"Shift_JIS":                      {"\x89\xef\x8e\xd0\x94\xd4\x8d\x86,\x90\xc8\x90\x94\na,1\n", "it looks like Shift_JIS (CP932); convert the file to UTF-8, for example with iconv -f CP932"},
		"EUC-JP":                         {"\xb2\xf1\xbc\xd2\xc8\xd6\xb9\xe6,\xc0\xca\xbf\xf4\na,1\n", "it looks like EUC-JP"},
		"Windows-1252":                   {"id,Gr\xf6\xdfe\na,1\n", "it looks like Windows-1252 (Latin 1)"},
		"whatever":                       {"id,\x81\n", "not UTF-8 text"},
		"packed":                         {"\x1f\x8b\x08\x00", "its name must end with .gz"},
		"a workbook":                     {"PK\x03\x04\x14\x00", "save its sheet as CSV in UTF-8"},
		"old line ends":                  {"id,n\ra,1\rb,2\r", "a carriage return within the row"},
		"an open quotation mark":         {"id,\"n\na,1\n", "unclosed quotation mark"},
		"nothing":                        {"", "it is empty; the first line must name the columns"},
		"blank lines":                    {"\n\r\n\n", "it is empty; the first line must name the columns"},
		"a mark and nothing":             {"\ufeff", "it is empty; the first line must name the columns"},
		"too long":                       {strings.Repeat("x", 2<<20), "longer than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := headed(t, seated, test.text)
			require.Len(t, diags, 1)
			require.Contains(t, diags[0].Detail, "header of f: ")
			require.Contains(t, diags[0].Detail, test.want)
		})
	}
}

func TestAnotherSeparatorIsSaidOnce(t *testing.T) {
	t.Parallel()
	for separator, want := range map[string]string{";": `";"`, "\t": `"\t"`, "|": `"|"`} {
		diags := headed(t, seated, strings.ReplaceAll("id,\"n\"\n1,2\n", ",", separator))
		require.Len(t, diags, 1)
		require.Contains(t, diags[0].Detail, "write separator = "+want)
		diags = headed(t, seated, strings.ReplaceAll("\ufeffid,n,a,b\n1,2,3,4\n", ",", separator))
		require.Len(t, diags, 1)
		require.Equal(t, "Wrong separator", diags[0].Summary)
		require.Contains(t, diags[0].Detail, "write separator = "+want)
	}
	diags := headed(t, strings.Replace(seated, "id ", "separator = \";\"\n id ", 1), "id,n\n")
	require.Contains(t, diags[0].Detail, `separator = ","`)
	diags = headed(t, seated, "identifier;x\n")
	require.Contains(t, diags[0].Detail, "has no column")
}

func TestATitleBeforeTheHeaderIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"a title":                   {"Customers of 2026\nid,n\na,1\n", `"Customers of 2026" and has no column "id", but line 2 has it. The first line must name the columns: remove what stands before them.`},
		"a title and blank lines":   {"Customers of 2026\n\n\nid,n\na,1\n", "line 4 has it"},
		"a title of a sheet":        {"Customers of 2026,,\n,,\nid,n,note\na,1,\n", "line 3 has it"},
		"a spreadsheet's separator": {"sep=;\nid;n\na;1\n", `There, the columns are separated by ";"; write separator = ";" in the block.`},
		"a table before it":         {"exported,by\n2026-12-01,hana\nid,n,note\na,1,\n", "line 3 has it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := headed(t, seated, test.text)
			require.Len(t, diags, 1)
			require.Equal(t, "The header comes later", diags[0].Summary)
			require.Contains(t, diags[0].Detail, test.want)
		})
	}
	diags := headed(t, seated, "identifier,x\nid,n\n")
	require.Equal(t, "Unknown column", diags[0].Summary, "what fills as many columns is a row")
}

func TestMarksOfTheByteOrderAreNoPartOfTheHeader(t *testing.T) {
	t.Parallel()
	require.Empty(t, headed(t, seated, "\ufeff\ufeffid,n\na,1\n"))
}

// Two columns of one name are fine as long as nobody reads one of them.
func TestAColumnThatIsThereTwice(t *testing.T) {
	t.Parallel()
	diags := headed(t, seated, "id,n,n\n")
	require.Equal(t, "Ambiguous column", diags[0].Summary)
	diags = headed(t, strings.Replace(seated, `"n"`, `{ value = "1 + int(row.n)" }`, 1), "id,n,n\n")
	require.Equal(t, "Ambiguous column", diags[0].Summary)
	_, rejects := imported(t, newMemory(), seated, map[string]string{"accounts.csv": "id,n,note,note\na,many,x,y\n"})
	require.Contains(t, rejects, `"a,many,x,y`, "neither of them is lost")
}

func TestOnlyARegularFileIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "accounts.csv"), 0o600))
	m, diags := importer.Parse([]byte(seated), "mapping.hcl", workspace())
	require.Empty(t, diags)
	for _, pattern := range []string{"accounts.csv", "acc*.csv"} {
		m.Blocks[0].File = pattern
		_, diags = m.Open(dir)
		require.Len(t, diags, 1)
		require.Contains(t, diags[0].Detail, "accounts.csv can't be opened: it isn't a regular file")
	}
	require.NoError(t, os.Remove(filepath.Join(dir, "accounts.csv")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "accounts.csv"), 0o700))
	_, diags = m.Open(dir)
	require.Contains(t, diags[0].Detail, "it is a folder")

	_, diags = importer.Load("/dev/zero", workspace())
	require.Contains(t, diags[0].Detail, "it isn't a regular file")
	pipe := filepath.Join(dir, "m.hcl")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, diags = importer.Load(pipe, workspace())
	require.Contains(t, diags[0].Detail, "it isn't a regular file")
	huge := filepath.Join(dir, "huge.hcl")
	require.NoError(t, os.WriteFile(huge, nil, 0o600))
	require.NoError(t, os.Truncate(huge, 8<<30))
	_, diags = importer.Load(huge, workspace())
	require.Contains(t, diags[0].Detail, "it is too long")
}

// alone runs a test in a process of its own, where nothing is counted that other tests take. It reports whether this is
// that process.
func alone(t *testing.T) bool {
	t.Helper()
	const only = "TEND_TEST_ALONE"
	if os.Getenv(only) == t.Name() {
		return true
	}
	test := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	test.Env = append(os.Environ(), only+"="+t.Name())
	told, err := test.CombinedOutput()
	require.NoError(t, err, "%s", told)
	return false
}

func TestAPackedFieldOfAGigabyteTakesNoMemory(t *testing.T) {
	t.Parallel()
	if !alone(t) {
		return
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("id,n\na,1\nb,\""))
	require.NoError(t, err)
	chunk := bytes.Repeat([]byte("y"), 1<<20)
	for range 300 {
		_, err = w.Write(chunk)
		require.NoError(t, err)
	}
	_, err = w.Write([]byte("\"\nc,3\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	mapping := strings.Replace(seated, "accounts.csv", "accounts.csv.gz", 1)
	job := open(t, mapping, map[string]string{"accounts.csv.gz": packed.String()})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	report, err := job.Run(t.Context(), newMemory(), importer.Options{Now: noon})
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 2, Rejected: 1}, report.Total)
	require.Equal(t, []string{"accounts.csv.gz:3"}, report.Files[0].Reasons[0].Places)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(50<<20))

	stopped, cancel := context.WithCancel(t.Context())
	_, err = job.Run(stopped, newMemory(), importer.Options{Now: noon, Progress: func(int) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
}

func TestAFileThatChangesWhileItIsReadIsNotImported(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"accounts.csv": "id,n\n" + strings.Repeat("a,1\n", 50_000)})
	m, diags := importer.Parse([]byte(seated), "mapping.hcl", workspace())
	require.Empty(t, diags)
	job, diags := m.Open(dir)
	require.Empty(t, diags)
	file, err := os.OpenFile(filepath.Join(dir, "accounts.csv"), os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer file.Close()
	sink := newMemory()
	_, err = job.Run(t.Context(), sink, importer.Options{Now: noon, Progress: func(int) {
		_, err := file.WriteString("b,2\n")
		require.NoError(t, err)
	}})
	require.ErrorContains(t, err, "accounts.csv changed while it was read")
	require.Empty(t, sink.order)

	require.NoError(t, os.WriteFile(filepath.Join(dir, "accounts.csv"), []byte("n,id\n1,a\n"), 0o600))
	_, err = job.Run(t.Context(), sink, importer.Options{Now: noon})
	require.ErrorContains(t, err, "the header of accounts.csv changed since it was checked")
}
