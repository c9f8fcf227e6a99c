package importer_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/importer"
)

// named is accounts with a text that customers write.
const named = `mapping "m" {}
accounts {
  file = "accounts.csv"
  id   = "id"
  name = "name"
}
`

// A line that somebody wrote into a text never becomes a row, however long the text is and wherever a mark is wrong.
func TestNoTextBecomesARow(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(" yyyy, yyy and so\n", 70_000)
	evil := "evil,Hacked\n"
	for name, test := range map[string]struct{ lines, place, reason string }{
		"longer than a row":           {"b,\"Dear all\n" + long + evil + "bye\"\n", "3-70005", "the row is longer than 1 MiB"},
		"in one line and another":     {"b,\"" + strings.ReplaceAll(long, "\n", " ") + "\n" + evil + "bye\"\n", "3-5", "the row is longer than 1 MiB"},
		"two texts":                   {"b,\"" + long + "\",\"\n" + evil + "\n\"\n", "3-70006", "the row is longer than 1 MiB"},
		"with marks":                  {"b,\"" + long + "\"\"x\"\"\n" + evil + "\"\"\"\n", "3-70005", "the row is longer than 1 MiB"},
		"that never closes":           {"b,\"" + long + evil, "3-70004", "unclosed quotation mark"},
		"escaped marks":               {"b,\"Dear \\\"all\\\" you\n" + evil + "\\\"bye\\\"\"\n", "3-5", "is doubled"},
		"marks that aren't doubled":   {"b,\"Dear \"all\" you\n" + evil + "bye\"\n", "3-5", "unclosed quotation mark"},
		"such ones in another line":   {"b,\"Dear\n\nthe \"all\" you\n" + evil + "bye\"\n", "3-7", "unclosed quotation mark"},
		"behind a field with a mark":  {"5\" pipe,\"Dear all\n" + evil + "bye\"\n", "3-5", "unclosed quotation mark"},
		"behind a blank after a mark": {"\"b\" ,\"Dear all\n" + evil + "bye\"\n", "3-5", "unclosed quotation mark"},
		"behind an unclosed mark":     {"b,\"x\nc,\"Dear all\n" + evil + "bye\"\n", "3-6", "unclosed quotation mark"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newMemory()
			report, rejects := imported(t, sink, named, map[string]string{"accounts.csv": "id,name\na,A\n" + test.lines + "z,Z\n"})
			file := report.Files[0]
			require.NotContains(t, sink.handed, "evil")
			require.Len(t, file.Reasons, 1)
			require.Contains(t, file.Reasons[0].Reason, test.reason)
			if name != "that never closes" {
				require.Equal(t, []string{"a", "z"}, sink.handed)
			}
			require.Equal(t, []string{"accounts.csv:" + test.place}, file.Reasons[0].Places)
			rejected, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
			require.NoError(t, err)
			require.Len(t, rejected, 2)
			require.Less(t, len(rejects), 100_000)
		})
	}
}

// What a program writes as CSV has no rows but its own.
func TestOnlyRowsAreRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.SampledFrom([]string{`"`, `""`, ",", "\n", "\r\n", "x", `\`, `\"`, "\nevil,Hacked\n", "\n\"evil\",\"\n", strings.Repeat("long, and\n", 60_000)})
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		require.NoError(rt, w.Write([]string{"id", "name"}))
		for _, id := range []string{"a", "b", "c", "d"} {
			require.NoError(rt, w.Write([]string{id, strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(rt, "name"), "")}))
		}
		w.Flush()
		sink := newMemory()
		report, _ := imported(t, sink, named, map[string]string{"accounts.csv": text.String()})
		require.Equal(rt, 4, report.Files[0].Read)
		require.Subset(rt, []string{"a", "b", "c", "d"}, sink.handed)
	})
}

// A packed text of any size leaves one rejected row of bounded size.
func TestAPackedTextIsRejectedOnce(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("id,name\na,A\nb,\"" + strings.Repeat("y\n", 8<<20) + "\"\nc,C\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	report, rejects := imported(t, newMemory(), strings.Replace(named, "accounts.csv", "accounts.csv.gz", 1), map[string]string{"accounts.csv.gz": packed.String()})
	require.Equal(t, importer.Counts{Read: 3, Accepted: 2, Rejected: 1}, report.Total)
	require.Equal(t, []string{"accounts.csv.gz:3-8388611"}, report.Files[0].Reasons[0].Places)
	require.Less(t, len(rejects), 100_000)
	require.Contains(t, rejects, "… (16711685 bytes more are left out, up to the end of line 8388611)")
}

// A text whose lines look like rows is refused with what to do about it, and taken where the mapping says it is meant.
func TestATextOfSeveralLinesMayBeMeant(t *testing.T) {
	t.Parallel()
	files := map[string]string{"accounts.csv": "id,name\na,\"I said \"\"hello\"\"\n1,2\nok\"\nb,\"B\nx,y\"\nc,C\n"}
	report, _ := imported(t, newMemory(), named, files)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 1, Rejected: 2}, report.Total)
	require.Contains(t, report.Files[0].Reasons[0].Reason, "looks like an unclosed quotation mark")
	require.Contains(t, report.Files[0].Reasons[0].Reason, "write multiline = true in the block if the text is meant")
	meant := strings.Replace(named, "  id ", "  multiline = true\n  id ", 1)
	sink := newMemory()
	report, _ = imported(t, sink, meant, files)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 3}, report.Total)
	require.Equal(t, []string{"a", "b", "c"}, sink.handed)
	require.Equal(t, []string{"accounts.csv:2-4", "accounts.csv:5-6"}, report.Files[0].Several)
	var shown bytes.Buffer
	require.NoError(t, report.Print(&shown))
	require.Contains(t, shown.String(), "look whether it is one: accounts.csv:2-4  accounts.csv:5-6")
	_, diags := importer.Parse([]byte(strings.Replace(meant, "true", "\"yes\"", 1)), "mapping.hcl", workspace())
	require.Len(t, diags, 1)
	require.Contains(t, diags[0].Detail, "Either true or false")
}
