package importer_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/importer"
)

// noted is clicks with a text of which people write several lines.
const noted = `mapping "m" {}` + twoAccounts + `
events "click" {
  file       = "clicks.csv"
  account    = "account"
  time       = { column = "day", format = "YYYY-MM-DD" }
  properties = { count = "n", site = "site" }
}
`

// An unclosed quotation mark makes one row of all lines up to the next mark. That row is rejected, says which lines
// it took, and has them as they stand; the rows after it are read.
func TestAnUnclosedQuotationMarkLosesNoLine(t *testing.T) {
	t.Parallel()
	const before, after = "account,day,n,site\na,2026-05-01,1,x\n", "b,2026-05-09,1,x\n"
	for name, test := range map[string]struct {
		lines, place, reason string
	}{
		"closed by the next quoted field": {
			"a,2026-05-02,1,\"x\na,2026-05-03,1,y\na,2026-05-04,1,\"z\"\n", "3-5", "unclosed quotation mark",
		},
		"closed at the end of a row, so that the width is right": {
			"a,2026-05-02,1,\"x\na,2026-05-03,1,y\na,2026-05-04,1,z\"\n", "3-5", "unclosed quotation mark",
		},
		"closed by another one that opens at the end": {
			"a,2026-05-02,1,\"\na,2026-05-03,1,y\na,2026-05-04,1,\"\n", "3-5", "unclosed quotation mark",
		},
		"closed in the next line": {
			"a,2026-05-02,1,\"x\na,2026-05-03,1,y\"\n", "3-4", "unclosed quotation mark",
		},
		"closed in the middle of a row": {
			"a,2026-05-02,1,\"x\na,2026-05-03,1,y\na,\"2026-05-04\",1,z\n", "3-5", "unclosed quotation mark",
		},
		"a first field": {
			"\"a,2026-05-02,1,x\na,2026-05-03,1,y\na,2026-05-04,1,z\"\n", "3-5", "is a quotation mark unclosed?",
		},
		"text after the closing mark": {"a,2026-05-02,1,\"x\"y\n", "3", "extraneous or missing"},
		"a mark within a field":       {"a,2026-05-02,1,5\" pipe\n", "3", "bare"},
		"a backslash":                 {`a,2026-05-02,1,"the \"best\" pipe"` + "\n", "3", "is doubled"},
		"too many fields":             {"a,2026-05-02,1,x,y\n", "3", "the row has 5 fields, the header has 4"},
		"a zero byte":                 {"a,2026-05-02,1,x\x00\n", "3", "a zero byte"},
		"a carriage return":           {"a,2026-05-02,1,x\ra,2026-05-03,1,y\n", "3", "a carriage return"},
		"two carriage returns":        {"a,2026-05-02,1,x\r\r\n", "3", "a carriage return"},
		"Shift_JIS":                   {"a,2026-05-02,1,\x8a\x94\x8e\xae\x89\xef\x8e\xd0\n", "3", "it looks like Shift_JIS (CP932)"},
		"Windows-1252":                {"a,2026-05-02,1,caf\xe9s\n", "3", "it looks like Windows-1252"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newMemory()
			report, rejects := imported(t, sink, noted, map[string]string{
				"accounts.csv": accountsFile, "clicks.csv": before + test.lines + after,
			})
			file := report.Files[1]
			require.Equal(t, importer.Counts{Read: 3, Accepted: 2, Rejected: 1}, file.Counts)
			require.Len(t, file.Reasons, 1)
			require.Contains(t, file.Reasons[0].Reason, test.reason)
			require.Equal(t, []string{"clicks.csv:" + test.place}, file.Reasons[0].Places)
			require.Len(t, sink.ofType("click"), 2)
			require.Equal(t, strings.Count(before+test.lines+after, "\n"), file.Lines)
			require.Equal(t, file.Lines, 1+file.Read+file.Blank+file.Continued)
			rejected, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
			require.NoError(t, err)
			require.Equal(t, test.place, rejected[1][2])
			require.Equal(t, strings.ReplaceAll(test.lines, "\r\n", "\n"), rejected[1][8])
		})
	}
}

func TestAQuotationMarkThatNeverClosesTakesTheRestOfTheFile(t *testing.T) {
	t.Parallel()
	report, rejects := imported(t, newMemory(), noted, map[string]string{
		"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\n\na,2026-05-02,1,\"x\na,2026-05-03,1,y\n\nb,2026-05-09,1,x",
	})
	require.Equal(t, []string{"clicks.csv:3-6"}, report.Files[1].Reasons[0].Places)
	require.Equal(t, 6, report.Files[1].Lines)
	require.Equal(t, 1, report.Files[1].Blank)
	require.Equal(t, 3, report.Files[1].Continued)
	require.Contains(t, rejects, "\na,2026-05-03,1,y\n\nb,2026-05-09,1,x")
	var shown bytes.Buffer
	require.NoError(t, report.Print(&shown))
	require.Contains(t, shown.String(), "clicks.csv has 6 lines: 1 rows and the header begin in one, 3 go on with a row, and 1 are blank.")
}

const unclosed = "unclosed quotation mark: what follows it was read as one text; close it in the line where it opens"

// What is longer than any row takes no more of the file than its own lines, nor the memory.
func TestARowHasAnEnd(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("y", 3<<20)
	rows := strings.Repeat("b,2026-05-09,1,x\n", 100_000)
	report, _ := imported(t, newMemory(), noted, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site\na,2026-05-01,1," + long + "\na,2026-05-01,1,\"" + long + "\"\na,2026-05-02,1,\"x\n" + rows,
	})
	file := report.Files[1]
	places := map[string][]string{}
	for _, r := range file.Reasons {
		places[r.Reason] = r.Places
	}
	require.Equal(t, []string{"clicks.csv:2", "clicks.csv:3"}, places["the row is longer than 1 MiB"])
	require.Equal(t, []string{"clicks.csv:4-100004"}, places[unclosed], "what follows 1 MiB of unclosed text is a part of it still")
	require.Len(t, file.Reasons, 2)
	require.Equal(t, importer.Counts{Read: 3, Rejected: 3}, file.Counts)
	require.Equal(t, 100_004, file.Lines)
}

// A text of several lines is a text, also where a line has separators.
func TestATextMayHaveSeveralLines(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"one\ntwo", "Hello, we met.\nAgreed: price, date, place\nBye", "\n", "a\n\nb", "a, b, c, d\nx", "line\r\nend",
		"says \"yes\"\nand \"no\"", "a,b\nc,d\ne,f", "x\na,soon,1,y\nz", "met\na, 2026-05-01, 1, y",
	} {
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		require.NoError(t, w.WriteAll([][]string{
			{"account", "day", "n", "site"}, {"a", "2026-05-01", "1", text}, {"a", "2026-05-02", "1", "x"},
		}))
		sink := newMemory()
		report, _ := imported(t, sink, noted, map[string]string{"accounts.csv": accountsFile, "clicks.csv": file.String()})
		require.True(t, report.Clean(), "%q: %v", text, reasons(report.Files[1]))
		require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), sink.ofType("click")[0].Data["site"])
		require.Equal(t, 1+2+strings.Count(text, "\n"), report.Files[1].Lines)
	}
}

// Whatever the lines are, each of them is in the report: as the header, blank, or in a row.
func TestEveryLineIsAccountedFor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.SampledFrom([]string{`"`, `""`, ",", "\n", "\r\n", "\r", "a", "2026-05-01", "1", "a,2026-05-01,1,x\n", "\\", " ", "é", "\x00", "\xff"})
		text := "account,day,n,site\n" + strings.Repeat("y", 900) + "\n" + strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "text"), "")
		report, rejects := imported(t, newMemory(), noted, map[string]string{"accounts.csv": accountsFile, "clicks.csv": text})
		file := report.Files[1]
		lines := strings.Count(text, "\n")
		if !strings.HasSuffix(text, "\n") {
			lines++
		}
		require.Equal(rt, lines, file.Lines)
		require.Equal(rt, file.Lines, 1+file.Read+file.Blank+file.Continued)
		rejected, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
		require.NoError(rt, err)
		require.Len(rt, rejected, 1+file.Rejected)
	})
}
