package importer_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tendhq/tend/engine/importer"
)

// anything is a mapping of which every rule can be met: rows with and without an ID, filters, anchors.
const anything = `mapping "m" {}
accounts {
  file       = "f.csv"
  id         = "account"
  attributes = { seats = "n" }
}
contacts {
  file    = "f.csv"
  account = "account"
  id      = "who"
}
events "click" {
  file       = "f.csv"
  when       = "row.kind != 'x'"
  account    = "account"
  time       = { column = "day", anchor = "2026-05-30" }
  properties = { count = "n", site = "kind" }
}
events "login" {
  file    = "f.csv"
  id      = "id"
  account = "account"
  contact = "who"
  time    = { column = "day", anchor = "2026-05-30" }
}
`

// table returns a random CSV file with few different values, so that equal and contradicting rows are many.
func table(rt *rapid.T) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.Write([]string{"id", "account", "who", "kind", "day", "n"})
	cell := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(rt, name) }
	for range rapid.IntRange(0, 40).Draw(rt, "rows") {
		record := []string{
			cell("id", "1", "2", "3", ""), cell("account", "a", "b", "c", ""), cell("who", "k", "m", ""),
			cell("kind", "x", "y", ""), cell("day", "-1", "0", "1", "9", "soon"), cell("n", "1", "2", "", "two"),
		}
		_ = w.Write(record[:len(record)-rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(rt, "cut")])
	}
	w.Flush()
	return text.Bytes()
}

func TestASecondImportOfAnyFileAddsNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		require.NoError(rt, os.WriteFile(filepath.Join(dir, "f.csv"), table(rt), 0o600))
		sink := newMemory()
		run := func() *importer.Report {
			m, diags := importer.Parse([]byte(anything), "mapping.hcl", workspace())
			require.Empty(rt, diags)
			job, diags := m.Open(dir)
			require.Empty(rt, diags)
			report, err := job.Run(t.Context(), sink, importer.Options{
				Now: noon, Batch: rapid.IntRange(1, 50).Draw(rt, "batch"),
			})
			require.NoError(rt, err)
			return report
		}
		first := run()
		added := len(sink.order)
		second := run()
		require.Len(rt, sink.order, added)
		require.Zero(rt, sumOfEvents(second, func(c importer.Counts) int { return c.Accepted }))
		for i := range first.Files {
			a, b := first.Files[i].Counts, second.Files[i].Counts
			require.Equal(rt, a.Read, a.Accepted+a.Duplicates+a.Conflicts+a.Rejected+a.Filtered+a.AfterAsOf)
			require.Equal(rt, a.Accepted+a.Duplicates, b.Duplicates, fmt.Sprint(first.Files[i].Into))
			require.Equal(rt, a.Conflicts, b.Conflicts)
			require.Equal(rt, a.Rejected, b.Rejected)
		}
	})
}

// An import that ends in the middle has handed over accounts with all that is known of them, or not at all; the same
// again does the rest.
func TestAnImportThatEndedInTheMiddleIsTakenUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		require.NoError(rt, os.WriteFile(filepath.Join(dir, "f.csv"), table(rt), 0o600))
		run := func(sink importer.Sink) error {
			m, diags := importer.Parse([]byte(anything), "mapping.hcl", workspace())
			require.Empty(rt, diags)
			job, diags := m.Open(dir)
			require.Empty(rt, diags)
			_, err := job.Run(t.Context(), sink, importer.Options{
				Now: noon, Batch: rapid.IntRange(1, 50).Draw(rt, "batch"), Folder: dir,
			})
			return err
		}
		whole, sink := newMemory(), newMemory()
		require.NoError(rt, run(whole))
		require.Equal(rt, slices.Compact(slices.Sorted(slices.Values(whole.handed))), whole.handed, "each account once, in their order")
		sink.fail, sink.failAfter = errors.New("killed"), rapid.IntRange(0, 3).Draw(rt, "ends after")
		if err := run(sink); err != nil {
			require.ErrorContains(rt, err, "killed")
			require.Len(rt, sink.handed, sink.failAfter)
		}
		for _, e := range whole.order {
			_, there := sink.entries[e.Source+"\x00"+e.ID]
			require.Equal(rt, slices.Contains(sink.handed, e.Account), there)
		}
		sink.fail = nil
		require.NoError(rt, run(sink))
		require.Equal(rt, whole.entries, sink.entries)
	})
	left, err := filepath.Glob(filepath.Join(dir, "import-*"))
	require.NoError(t, err)
	require.Empty(t, left, "nothing of the customers' data stays")
}

func sumOfEvents(r *importer.Report, count func(importer.Counts) int) int {
	total := 0
	for _, f := range r.Files {
		total += count(f.Counts)
	}
	return total
}
