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
		"ISO-2022-JP":                    {"id,\x1b$B@J?t\x1b(B\na,1\n", "it looks like ISO-2022-JP; convert the file to UTF-8, for example with iconv -f ISO-2022-JP"},
		"ISO-2022-KR":                    {"\x1b$)Cid,\x0eGQ\x0f\na,1\n", "it looks like ISO-2022-KR; convert"},
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
		require.Contains(t, diags[0].Detail, "read the header of f: ")
		require.Contains(t, diags[0].Detail, "write separator = "+want)
	}
	diags := headed(t, strings.Replace(seated, "id ", "separator = \";\"\n id ", 1), "id,n\n")
	require.Contains(t, diags[0].Detail, `separator = ","`)
	diags = headed(t, seated, "identifier;x\n")
	require.Contains(t, diags[0].Detail, "has no column")
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

// Whatever stands above the header, or in it, is told with what to do, once.
func TestWhatStandsInTheWayOfAHeaderIsTold(t *testing.T) {
	t.Parallel()
	const title = `its first line is "Customers, May 2026", and the names of the columns stand in line `
	for name, test := range map[string]struct{ text, want string }{
		"a title":                    {"Customers, May 2026\nid,n\na,1\n", title + "2: remove the lines above it, for example with tail -n +2"},
		"a title and blank lines":    {"\nCustomers, May 2026\n\n\nid,n\na,1\n", title + "5: remove the lines above it, for example with tail -n +5"},
		"a title and a separator":    {"Customers, May 2026\nid;n\na;1\n", title + `2: remove the lines above it, for example with tail -n +2; the columns are separated by ";"; write separator = ";"`},
		"a title in a mark":          {"\ufeff\"Customers of \"\"us\"\"\"\nID,N\n", "stand in line 2: remove the lines above it"},
		"a title with a loose mark":  {"Customers of 5\" pipes\nid,n\n", "stand in line 2: remove the lines above it"},
		"a spreadsheet's note":       {"sep=;\r\nid;n\r\na;1\r\n", `its first line is "sep=;", and the names of the columns stand in line 2: remove the lines above it, for example with tail -n +2; the columns are separated by ";"`},
		"an empty row":               {",\nid,n\n", `its first line is ","`},
		"a TSV":                      {"id\tn\na\t1\n", `separated by "\t"; write separator = "\t"`},
		"a TSV in capitals":          {"ID\tN\na\t1\n", `separated by "\t"; write separator = "\t"`},
		"UTF-16 of another writing":  {utf16Of("会社番号会社番号会社番号,席数会社番号会社番号会社番号\n株,一\n", little), "it looks like UTF-16 (little-endian)"},
		"such, the other way":        {utf16Of("会社番号会社番号会社番号,席数会社番号会社番号会社番号\n株,一\n", big), "it looks like UTF-16 (big-endian)"},
		"line ends of several kinds": {"id,n\ra,1\rb,2\r\nc,3\n", `for example with tr '\r' '\n'`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := headed(t, seated, test.text)
			require.Len(t, diags, 1)
			require.Contains(t, diags[0].Detail, "read the header of f: ")
			require.Contains(t, diags[0].Detail, test.want)
		})
	}
}

func TestAColumnThatIsWrittenAnotherWayIsShown(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"ID,n":                        `writes it "ID": write the same in the mapping, or put the header right.`,
		"\u0020id ,n":                 `writes it " id "`,
		"\u00a0id,n":                  `writes it "\u00a0id"`,
		"\"\ufeffid\",n":              `writes it "\ufeffid"`,
		"i\u200bd,n":                  `writes it "i\u200bd"`,
		"“id”,n":                      `writes it "“id”"`,
		"ｉｄ,n":                        `writes it "ｉｄ"`,
		"number,n":                    `has no column "id". Its header is "number,n".`,
		"Customers,of,May\n1,2,3\n,,": `Its first line is "Customers,of,May", and none of the columns that the mapping names is in it: name them as it does, or remove the line if it isn't the header.`,
	} {
		diags := headed(t, seated, header+"\n")
		require.Contains(t, diags[0].Detail, want, header)
	}
	diags := headed(t, strings.Replace(seated, `"id"`, `""`, 1), "id,,n,\n")
	require.Equal(t, "No column", diags[0].Summary)
}

// Marks in front, however many, aren't a part of the first name; nor does it matter how a letter was put together.
func TestAHeaderIsReadWhateverIsInFront(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"\ufeffid,n", "\ufeff\ufeffid,n", "\n\r\n\nid,n"} {
		report, _ := imported(t, newMemory(), seated, map[string]string{"accounts.csv": header + "\na,1\n"})
		require.Equal(t, importer.Counts{Read: 1, Accepted: 1}, report.Total, "%q", header)
	}
	mapping := strings.Replace(seated, `"n"`, `"siège"`, 1)
	report, _ := imported(t, newMemory(), mapping, map[string]string{"accounts.csv": "id,sie\u0300ge\na,1\n"})
	require.Equal(t, importer.Counts{Read: 1, Accepted: 1}, report.Total)
}

// Files that were put together have their headers in the middle.
func TestAHeaderInTheMiddleIsNoRow(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, named, map[string]string{"accounts.csv": "id,name\na,A\nid,name\nb,B\n\ufeffid,name\nc,C\n"})
	require.Equal(t, importer.Counts{Read: 5, Accepted: 3, Rejected: 2}, report.Total)
	require.Equal(t, []string{"accounts.csv:3", "accounts.csv:5"}, report.Files[0].Reasons[0].Places)
	require.Contains(t, report.Files[0].Reasons[0].Reason, "the row is the header again")
}

func TestColumnsWithoutANameAreCounted(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"id,n,,x,":            "columns not imported: x, column 3 and column 5 (without a name)\n",
		"id,n,\u00a0":         "columns not imported: column 3 (without a name)\n",
		"id,n,,,,x,,y,\u0020": "columns not imported: x, y, columns 3 to 5, column 7 and column 9 (without a name)\n",
	} {
		row := "a,1" + strings.Repeat(",", strings.Count(header, ",")-1)
		report, _ := imported(t, newMemory(), seated, map[string]string{"accounts.csv": header + "\n" + row + "\n"})
		var shown bytes.Buffer
		require.NoError(t, report.Print(&shown))
		require.Contains(t, shown.String(), want)
	}
}

// Of a file to which another one was appended in another encoding, what is right is read, and the rest is told row by row.
func TestWhatIsAppendedInAnotherEncodingIsRejected(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat("c,C\n", 400)
	for name, appended := range map[string]string{
		"UTF-16":                  utf16Of(rows, little),
		"UTF-16 with a mark":      "\xff\xfe" + utf16Of(rows, little),
		"UTF-16, the other way":   utf16Of(rows, big),
		"ISO-2022-JP":             strings.Repeat("c,\x1b$B3t<0\x1b(B\n", 400),
		"Shift_JIS":               strings.Repeat("c,\x89\xef\x8e\xd0\n", 400),
		"right behind the header": "",
	} {
		sink, text := newMemory(), "id,name\na,A\n"+appended
		if appended == "" {
			text = "id,name\n" + utf16Of(rows, big)
		}
		report, _ := imported(t, sink, named, map[string]string{"accounts.csv": text})
		require.Equal(t, strings.Count(text, "a,A"), report.Total.Accepted, name)
		require.GreaterOrEqual(t, report.Total.Rejected, 400, name)
		require.Len(t, sink.handed, report.Total.Accepted, name)
	}
}

// A control character that is read shows that a file isn't what it seems to be.
func TestATextWithAControlCharacterIsRejected(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"ESC": "\x1b[31mred", "BEL": "a\a", "a vertical tab": "a\vb", "DEL": "a\x7f", "of Windows-1252": "a\u0093b\u0094", "SO": "a\x0eb",
	} {
		files := map[string]string{"accounts.csv": "id,name,note\nb," + text + ",x\n"}
		report, rejects := imported(t, newMemory(), named, files)
		require.Equal(t, importer.Counts{Read: 1, Rejected: 1}, report.Total, name)
		require.Contains(t, report.Files[0].Reasons[0].Reason, "name: holds the control character U+00")
		require.Contains(t, rejects, text)
		files = map[string]string{"accounts.csv": "id,name,note\nb,B," + text + "\n"}
		report, _ = imported(t, newMemory(), named, files)
		require.Equal(t, importer.Counts{Read: 1, Accepted: 1}, report.Total, "nobody reads it")
	}
	report, _ := imported(t, newMemory(), named, map[string]string{"accounts.csv": "id,name\na,\"A\tand\nB\"\n"})
	require.Equal(t, importer.Counts{Read: 1, Accepted: 1}, report.Total)
}
