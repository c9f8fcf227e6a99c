package importer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/importer"
)

const people = `mapping "m" {}
accounts {
  file       = "accounts.csv"
  id         = "id"
  name       = "name"
  attributes = { seats = "seats" }
}
accounts {
  file       = "contracts.csv"
  id         = "customer"
  since      = { column = "start", format = "YYYY-MM-DD" }
  attributes = { plan = "plan", seats = "seats" }
}
contacts {
  file       = "people.csv"
  account    = "company"
  id         = "mail"
  name       = "{{ row.first }} {{ row.last }}"
  email      = "mail"
  attributes = { role = "role" }
}
`

func TestAnAccountIsPutTogetherOfSeveralFiles(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"accounts.csv":  "id,name,seats\na,Acme,20\nb,Bolt,5\n",
		"contracts.csv": "customer,start,plan,seats\na,2026-01-02,pro,\n",
		"people.csv":    "company,first,last,mail,role\na,Kenji,Ito,kenji@acme.example,champion\na,,Mori,mori@acme.example,\n",
	}
	sink := newMemory()
	report, _ := imported(t, sink, people, files)
	require.Equal(t, importer.Counts{Read: 5, Accepted: 5}, report.Total)
	require.Len(t, sink.order, 2, "one entry for each account, whatever the number of its rows")
	require.Equal(t, map[string]any{
		"name":       "Acme",
		"attributes": map[string]any{"seats": 20.0, "plan": "pro"},
		"contacts": []any{
			map[string]any{
				"id": "kenji@acme.example", "name": "Kenji Ito", "email": "kenji@acme.example",
				"attributes": map[string]any{"role": "champion"},
			},
			map[string]any{"id": "mori@acme.example", "email": "mori@acme.example"},
		},
	}, sink.order[0].Data)
	require.Equal(t, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), sink.order[0].Time, "since")
	require.Equal(t, noon, sink.order[1].Time, "an account of which nobody says since when is one from now on")

	again, _ := imported(t, sink, people, files)
	require.Equal(t, importer.Counts{Read: 5, Duplicates: 5}, again.Total)
}

func TestASecondImportAtAnotherTimeChangesNothing(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	files := map[string]string{"accounts.csv": accountsFile}
	_, _ = imported(t, sink, `mapping "m" {}`+twoAccounts, files)
	report, err := open(t, `mapping "m" {}`+twoAccounts, files).
		Run(t.Context(), sink, importer.Options{Now: noon.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, importer.Counts{Read: 2, Duplicates: 2}, report.Total)
}

func TestRowsThatContradictEachOtherAreConflicts(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, people, map[string]string{
		"accounts.csv":  "id,name,seats\na,Acme,20\na,Acme,20\na,Acme,21\n",
		"contracts.csv": "customer,start,plan,seats\na,2026-01-02,pro,22\n",
		"people.csv": "company,first,last,mail,role\n" +
			"a,Kenji,Ito,kenji@acme.example,champion\n" +
			"a,Kenji,Ito,kenji@acme.example,champion\n" +
			"a,Kenji,Ito,kenji@acme.example,admin\n",
	})
	require.Equal(t, importer.Counts{Read: 3, Accepted: 1, Duplicates: 1, Conflicts: 1}, report.Files[0].Counts)
	require.Equal(t, importer.Counts{Read: 1, Conflicts: 1}, report.Files[1].Counts)
	require.Equal(t, importer.Counts{Read: 3, Accepted: 1, Duplicates: 1, Conflicts: 1}, report.Files[2].Counts)
	require.Equal(t, map[string]any{"seats": 20.0}, sink.order[0].Data["attributes"], "the first row stands")
}

func TestPeopleNeedAnAccountAndAnAddress(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), people, map[string]string{
		"accounts.csv":  "id,name,seats\na,Acme,20\n",
		"contracts.csv": "customer,start,plan,seats\nc,2026-07-01,pro,1\n",
		"people.csv": "company,first,last,mail,role\n" +
			"b,Kenji,Ito,kenji@acme.example,champion\n" +
			"c,Kenji,Ito,kenji@acme.example,champion\n" +
			"a,Kenji,Ito,kenji at acme,champion\n",
	})
	require.Equal(t, importer.Counts{Read: 1, AfterAsOf: 1}, report.Files[1].Counts, "not yet an account")
	require.Equal(t, map[string]int{
		"account: unknown: no row of an accounts block has this ID":                          1,
		"account: its own row is about a time after the import's: a later import takes both": 1,
		"email: not a mail address: it has a blank":                                          1,
	}, reasons(report.Files[2]))
}

// Why a row isn't taken whose account wasn't either is what became of the account's own row.
func TestARowWhoseAccountIsNotTakenSaysWhy(t *testing.T) {
	t.Parallel()
	mapping := strings.Replace(refusing, `  name = "name"`, `  name = "name"
  when = "row.kind != 'lead'"
  since = { column = "since", format = "YYYY-MM-DD" }
  attributes = { seats = "seats" }`, 1)
	report, _ := imported(t, newMemory(), mapping, map[string]string{
		"accounts.csv": "id,name,kind,since,seats\na,A,c,2026-01-01,1\nlater,L,c,2026-07-01,1\nwrong,W,c,2026-01-01,many\nlead,L,lead,2026-01-01,1\n" +
			"twice,T,lead,2026-01-01,1\ntwice,T,c,2026-01-01,1\n",
		"contacts.csv": "account,id\na,x\nlater,x\nwrong,x\nlead,x\nnobody,x\ntwice,x\n",
		"clicks.csv":   "account,contact,day,n\na,,2026-05-01,1\nlater,,2026-05-01,1\nwrong,,2026-05-01,1\nlead,,2026-05-01,1\nnobody,,2026-05-01,1\ntwice,,2026-05-01,1\n",
	})
	for i, unknown := range []string{"no row of an accounts block has this ID", "neither the mapping's accounts nor the state have it"} {
		file := report.Files[1+i]
		require.Equal(t, importer.Counts{Read: 6, Accepted: 2, Rejected: 4}, file.Counts)
		require.Equal(t, map[string]int{
			"account: its own row is about a time after the import's: a later import takes both": 1,
			"account: its own row was rejected: put that right, and import both again":           1,
			"account: its own row was left out by when: leave this one out as well":              1,
			"account: unknown: " + unknown: 1,
		}, reasons(file))
	}
}
