package importer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

const seated = `mapping "m" {}
accounts {
  file       = "accounts.csv"
  id         = "id"
  attributes = { seats = "n" }
}
`

func TestAChangedAccountIsANewUpdateOfIt(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, seated, map[string]string{"accounts.csv": "id,n\na,1\nb,1\n"})
	report, _ := imported(t, sink, seated, map[string]string{"accounts.csv": "id,n\na,2\nb,1\n"})
	require.Equal(t, importer.Counts{Read: 2, Accepted: 1, Duplicates: 1}, report.Total)
	require.Equal(t, map[string]any{"seats": 2.0}, sink.order[2].Data["attributes"])
}

// A mapping that reads more of old rows doesn't make new events of them: it contradicts the old ones.
func TestAChangedMappingDoesNotDoubleEvents(t *testing.T) {
	t.Parallel()
	files := map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\na,2026-05-01,1,x\n"}
	sink := newMemory()
	_, _ = imported(t, sink, strings.Replace(clicks, `, site = "site"`, "", 1), files)
	report, _ := imported(t, sink, clicks, files)
	require.Equal(t, importer.Counts{Read: 1, Conflicts: 1}, report.Files[1].Counts)
}

// Rows that only look equal when they are put together are different rows.
func TestFieldsAreToldApartInIDs(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, clicks, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site,x,y\na,2026-05-01,1,s,ab,c\na,2026-05-01,1,s,a,bc\na,2026-05-01,1,s,abc,\n",
	})
	ids := map[string]bool{}
	for _, e := range sink.ofType("click") {
		ids[e.ID] = true
		require.True(t, strings.HasSuffix(e.ID, "-1"), "each is the first of its kind: %s", e.ID)
	}
	require.Len(t, ids, 3)
}

func TestIDsHoldNothingOfTheRow(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, clicks, map[string]string{
		"accounts.csv": "id\nkenji-ito\n", "clicks.csv": "account,day,n,site\nkenji-ito,2026-05-01,1,secret\n",
	})
	for _, e := range sink.order {
		require.NotContains(t, e.ID, "kenji")
		require.NotContains(t, e.ID, "secret")
	}
}

func TestTwoMappingsKeepTheirRowsApart(t *testing.T) {
	t.Parallel()
	files := map[string]string{"accounts.csv": accountsFile, "clicks.csv": "account,day,n,site\na,2026-05-01,1,x\n"}
	sink := newMemory()
	_, _ = imported(t, sink, clicks, files)
	_, _ = imported(t, sink, strings.Replace(clicks, `"m"`, `"other"`, 1), files)
	found := sink.ofType("click")
	require.Len(t, found, 2)
	require.Equal(t, "import:m", found[0].Source)
	require.Equal(t, "import:other", found[1].Source)
	require.Equal(t, found[0].ID, found[1].ID)
}

func TestAnAccountsOwnEntryComesBeforeItsEvents(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, clicks, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site\na,2026-05-03,1,x\na,2024-01-01,1,x\na,2026-05-02,1,x\n",
	})
	require.Equal(t, customer.TypeAccountUpdated, sink.order[0].Type)
	var days []string
	for _, e := range sink.ofType("click") {
		days = append(days, e.Time.Format(time.DateOnly))
		require.Equal(t, "a", e.Account)
		require.True(t, e.Imported, "history fires nothing")
	}
	require.Equal(t, []string{"2024-01-01", "2026-05-02", "2026-05-03"}, days)
}

func TestARejectedRowIsWrittenWithAllItsFields(t *testing.T) {
	t.Parallel()
	_, rejects := imported(t, newMemory(), clicks, map[string]string{
		"accounts.csv": accountsFile,
		"clicks.csv":   "account,day,n,site\na,2026-05-01,1,\"x, \"\"y\"\"\nz\",more\n",
	})
	require.Equal(t, "reason,file,line,id,account,day,n,site,raw\n"+
		"\"the row has 5 fields, the header has 4, and it goes over several lines: is a quotation mark unclosed?\",clicks.csv,2-3,,,,,,"+
		"\"a,2026-05-01,1,\"\"x, \"\"\"\"y\"\"\"\"\nz\"\",more\n\"\n", rejects)
}

func FuzzAnyFileIsAccountedFor(f *testing.F) {
	f.Add("account,day,n,site\na,2026-05-01,1,x\n")
	f.Add("account,day,n,site\n\"a,2026-05-01,1,x\n\xff,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, diags := importer.Parse([]byte(clicks), "mapping.hcl", workspace())
		require.Empty(t, diags)
		job, diags := m.Open(folder(t, map[string]string{"accounts.csv": accountsFile, "clicks.csv": text}))
		if job == nil {
			require.True(t, diags.HasErrors())
			return
		}
		// Run itself checks that the rows add up.
		_, err := job.Run(t.Context(), newMemory(), importer.Options{Now: noon})
		require.NoError(t, err)
	})
}

func FuzzAnyMappingIsAnswered(f *testing.F) {
	f.Add(clicks)
	f.Add(people)
	f.Add(account(`plan = { column = "a", map = { x = "y" }, otherwise = local.z }`))
	f.Fuzz(func(t *testing.T, text string) {
		m, diags := importer.Parse([]byte(text), "mapping.hcl", workspace())
		require.Equal(t, m == nil, diags.HasErrors())
	})
}
