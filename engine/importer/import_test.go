package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

const clicks = `mapping "m" {}` + twoAccounts + `
events "click" {
  file       = "clicks*.csv*"
  account    = "account"
  time       = { column = "day", format = "YYYY-MM-DD" }
  properties = { count = "n", site = "site" }
}
`

func TestEqualRowsWithoutAnIDAreDifferentEvents(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site\na,2026-05-01,1,x\na,2026-05-01,1,x\na,2026-05-01,2,x\nb,2026-05-01,1,x\n",
	}
	sink := newMemory()
	first, _ := imported(t, sink, clicks, files)
	require.Equal(t, importer.Counts{Read: 6, Accepted: 6}, first.Total)
	again, _ := imported(t, sink, clicks, files)
	require.Equal(t, importer.Counts{Read: 6, Duplicates: 6}, again.Total)

	t.Run("a row more is one event more", func(t *testing.T) {
		files["clicks.csv"] += "a,2026-05-01,1,x\n"
		more, _ := imported(t, sink, clicks, files)
		require.Equal(t, importer.Counts{Read: 7, Accepted: 1, Duplicates: 6}, more.Total)
	})
	t.Run("columns in another order, and a new empty one, are the same rows", func(t *testing.T) {
		files["clicks.csv"] = "note,site,account,day,n\n,x,a,2026-05-01,1\n,x,b,2026-05-01,1\n"
		same, _ := imported(t, sink, clicks, files)
		require.Equal(t, 0, same.Total.Accepted)
	})
}

func TestAnEventCarriesWhatTheMappingSays(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, `mapping "crm" {}`+twoAccounts+`
		events "login" {
		  file    = "logins.csv"
		  id      = "{{ row.day }}/{{ row.who }}"
		  account = "account"
		  contact = "who"
		  time    = { column = "day", format = "YYYY-MM-DD" }
		}`, map[string]string{"accounts.csv": accountsFile, "logins.csv": "account,day,who\na,2026-05-01,kenji\n"})
	require.Equal(t, []customer.Entry{{
		Source: "import:crm", ID: "login:2026-05-01/kenji", Type: "login", Account: "a", Contact: "kenji",
		Time: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Data: map[string]any{}, Imported: true,
	}}, sink.ofType("login"))
}

func TestTheSameIDIsADuplicateOrAConflict(t *testing.T) {
	t.Parallel()
	mapping := strings.Replace(clicks, "account    =", "id = \"id\"\n account =", 1)
	sink := newMemory()
	report, rejects := imported(t, sink, mapping, map[string]string{
		"accounts.csv": accountsFile + "a\n",
		"clicks.csv":   "id,account,day,n,site\n1,a,2026-05-01,1,x\n1,a,2026-05-01,1,x\n1,a,2026-05-01,2,x\n",
	})
	require.Equal(t, importer.Counts{Read: 3, Accepted: 2, Duplicates: 1}, report.Files[0].Counts)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 1, Duplicates: 1, Conflicts: 1}, report.Files[1].Counts)
	require.Equal(t, &importer.Reason{
		Reason: "conflict: the same ID with other content", Count: 1, Places: []string{"clicks.csv:4"},
	}, report.Files[1].Reasons[0])
	require.False(t, report.Clean())
	require.Equal(t, "reason,file,line,id,account,day,n,site,raw\n", rejects, "a conflict is no reject")
}

func TestOneFileMayBecomeSeveralEvents(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, `mapping "m" {}`+twoAccounts+`
		events "click" {
		  file       = "t.csv"
		  id         = "id"
		  account    = "account"
		  time       = { column = "opened", format = "YYYY-MM-DD" }
		  properties = { count = "n" }
		}
		events "closed" {
		  file       = "t.csv"
		  when       = "row.closed != nil"
		  id         = "id"
		  account    = "account"
		  time       = { column = "closed", format = "YYYY-MM-DD" }
		}`, map[string]string{
		"accounts.csv": accountsFile,
		"t.csv":        "id,account,opened,closed,n,note\n1,a,2026-05-01,2026-05-03,1,\n2,a,2026-05-02,,1,\n",
	})
	require.Equal(t, importer.Counts{Read: 2, Accepted: 2}, report.Files[1].Counts)
	require.Equal(t, importer.Counts{Read: 2, Accepted: 1, Filtered: 1}, report.Files[2].Counts)
	require.Equal(t, []string{"note"}, report.Files[1].Unused, "what neither of them reads, once")
	require.Empty(t, report.Files[2].Unused)

	var order []string
	for _, e := range sink.order {
		order = append(order, e.Account+" "+e.ID)
	}
	require.Equal(t, []string{"a click:1", "a click:2", "a closed:1"}, order[1:4],
		"an account's events come in the order of their times")
}

func TestEveryRowIsAccountedFor(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	files := map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv": strings.Join([]string{
			"account,day,n,site",
			"a,2026-05-01,1,x",      // accepted
			"a,2026-05-01,one,x",    // no number
			"a,2026-05-01,,x",       // a required property
			"a,yesterday,1,x",       // no day
			",2026-05-01,1,x",       // no account
			"zed,2026-05-01,1,x",    // an account that nobody knows
			"a,2026-06-01,1,x",      // today, before noon
			"a,2026-06-02,1,x",      // tomorrow
			"a,2026-05-01,1",        // too few fields
			"a,2026-05-01,1,\"x\"y", // broken quotation marks
			"a,2026-05-01,1,\xff",   // not UTF-8
			"a,2026-05-01,two,x",    // no number again
			"",
		}, "\n"),
	}
	report, rejects := imported(t, sink, clicks, files)
	require.Equal(t, importer.Counts{Read: 12, Accepted: 2, Rejected: 9, AfterAsOf: 1}, report.Files[1].Counts)
	require.Equal(t, map[string]int{
		"count: not a number":                                                    2,
		"count: it is required and missing":                                      1,
		"time: doesn't have the stated format":                                   1,
		"account: it is required and missing":                                    1,
		"the row has 3 fields, the header has 4":                                 1,
		"not UTF-8 text":                                                         1,
		"broken quotation marks: " + csvQuote:                                    1,
		"account: unknown: neither the mapping's accounts nor the state have it": 1,
	}, reasons(report.Files[1]))
	require.Equal(t, []string{"clicks.csv:3", "clicks.csv:13"}, report.Files[1].Reasons[0].Places,
		"the most frequent reason comes first, with its places")

	records, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 10)
	require.Equal(t, []string{"reason", "file", "line", "id", "account", "day", "n", "site", "raw"}, records[0])
	require.Equal(t, []string{"count: not a number", "clicks.csv", "3", "", "a", "2026-05-01", "one", "x", ""}, records[1])
}

var csvQuote = csv.ErrQuote.Error()

func TestAnAccountThatTheStateHasIsKnown(t *testing.T) {
	t.Parallel()
	var asked []string
	job := open(t, strings.Replace(clicks, twoAccounts, "", 1), map[string]string{
		"clicks.csv": "account,day,n,site\nold,2026-05-01,1,x\nold,2026-05-02,1,x\nnew,2026-05-01,1,x\n",
	})
	report, err := job.Run(t.Context(), newMemory(), importer.Options{
		Now: noon,
		Known: func(_ context.Context, account string) (bool, error) {
			asked = append(asked, account)
			return account == "old", nil
		},
	})
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 2, Rejected: 1}, report.Total)
	require.Equal(t, []string{"old", "new"}, asked, "each is asked for once")
}

func TestFilesAreFoundByPatternPackedOrNot(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("account,day,n,site\nb,2026-05-01,1,x\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	files := map[string]string{
		"accounts.csv":         accountsFile,
		"clicks-2025.csv":      "account,day,n,site\na,2025-05-01,1,x\n",
		"clicks-2026.csv.gz":   packed.String(),
		"unclicked-2026.csv":   "nothing to see\n",
		"clicks-readme.csv.md": "account,day,n,site\n",
	}
	job := open(t, clicks, files)
	var read int64
	report, err := job.Run(t.Context(), newMemory(), importer.Options{Now: noon, Progress: func(n int) { read += int64(n) }})
	require.NoError(t, err)
	require.Equal(t, job.Size(), read, "progress ends at the size of the files as they stand on the disk")
	require.Equal(t, importer.Counts{Read: 4, Accepted: 4}, report.Total)
	require.Equal(t, "clicks-2025.csv", report.Files[1].File)
	require.Equal(t, "clicks-2026.csv.gz", report.Files[2].File)
}

func TestASmallBatchGivesTheSameResult(t *testing.T) {
	t.Parallel()
	files := map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\n" +
		strings.Repeat("a,2026-05-01,1,x\nb,2026-05-01,1,x\n", 20)}
	whole, pieces := newMemory(), newMemory()
	_, _ = imported(t, whole, clicks, files)
	report, err := open(t, clicks, files).Run(t.Context(), pieces, importer.Options{Now: noon, Batch: 7})
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 42, Accepted: 42}, report.Total)
	require.Equal(t, whole.entries, pieces.entries)
}

func TestWhatStopsAnImportIsToldAndTheRestTakenUpLater(t *testing.T) {
	t.Parallel()
	files := map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\na,2026-05-01,1,x\n"}
	sink := newMemory()
	sink.fail = errors.New("disk full")
	report, err := open(t, clicks, files).Run(t.Context(), sink, importer.Options{Now: noon})
	require.ErrorContains(t, err, "disk full")
	require.Equal(t, 3, report.Total.Read)
	require.Equal(t, 0, report.Total.Accepted, "nothing is called accepted that wasn't committed")

	sink.fail = nil
	again, _ := imported(t, sink, clicks, files)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 3}, again.Total)

	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = open(t, clicks, files).Run(stopped, sink, importer.Options{Now: noon})
	require.ErrorIs(t, err, context.Canceled)
}

func TestADamagedArchiveStopsTheImport(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("account,day,n,site\n" + strings.Repeat("b,2026-05-01,1,x\n", 50_000)))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	dir := folder(t, map[string]string{"accounts.csv": accountsFile})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "clicks.csv.gz"), packed.Bytes()[:packed.Len()/2], 0o600))
	m, diags := importer.Parse([]byte(clicks), "mapping.hcl", workspace())
	require.Empty(t, diags)
	job, diags := m.Open(dir)
	require.Empty(t, diags)
	_, err = job.Run(t.Context(), newMemory(), importer.Options{Now: noon})
	require.ErrorContains(t, err, "read clicks.csv.gz: it ends in the middle, so a part of it is missing: bring the whole file, and try it with gzip -t")
}

// short answers for fewer entries than it was given.
type short struct{}

func (short) Begin(context.Context, []string, []string) error { return nil }

func (short) Import(context.Context, string, iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	return importer.Result{}, nil
}

func TestASinkThatDoesNotAnswerForEveryEntryIsAnError(t *testing.T) {
	t.Parallel()
	_, err := open(t, clicks, map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\n"}).
		Run(t.Context(), short{}, importer.Options{Now: noon})
	require.ErrorContains(t, err, "answered for 0 of 1 entries")
}

func TestRowsOfBeforeWhatIsKeptAreRejected(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	var rejects bytes.Buffer
	report, err := open(t, clicks, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site\na,2026-04-30,1,x\na,2026-05-01,1,x\n",
	}).Run(t.Context(), sink, importer.Options{Now: noon, Oldest: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Rejects: &rejects})
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 2, Accepted: 1, Rejected: 1}, report.Files[1].Counts)
	require.Contains(t, rejects.String(), `"time: before 2026-05-01T00:00:00Z, which is longer ago than the workspace's retention",clicks.csv,2`)
	require.Len(t, sink.ofType("click"), 1)
}
