package importer_test

import (
	"context"
	"encoding/csv"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// forgetful is a sink that has forgotten an account, and a contact of another.
type forgetful struct{ *memory }

func (f forgetful) Import(ctx context.Context, account string, entries iter.Seq2[customer.Entry, error]) (importer.Result, error) {
	result, err := f.memory.Import(ctx, account, entries)
	i := 0
	for e := range entries {
		switch {
		case account == "gone":
			result.Outcomes[i] = importer.Refused
		case account == "a" && e.Contact == "zaphod":
			result.Outcomes[i] = importer.RefusedContact
		case e.Type == customer.TypeAccountUpdated && account == "a":
			result.ForgottenContacts = append(result.ForgottenContacts, "zaphod")
		}
		i++
	}
	return result, err
}

const refusing = `
mapping "m" {}
accounts {
  file = "accounts.csv"
  id   = "id"
  name = "name"
}
contacts {
  file    = "contacts.csv"
  account = "account"
  id      = "id"
}
events "click" {
  file       = "clicks.csv"
  account    = "account"
  contact    = "contact"
  time       = { column = "day", format = "YYYY-MM-DD" }
  properties = { count = "n" }
}
`

// Every row that isn't taken since somebody was forgotten is rejected with its reason, and kept with the rejected ones.
func TestRowsOfWhoWasForgottenAreAmongTheRejected(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"accounts.csv": "id,name\na,A\ngone,\"G\nH\"\nb,B\n",
		"contacts.csv": "account,id\na,ford\na,zaphod\nb,zaphod\ngone,zaphod\na,zaphod\n",
		"clicks.csv":   "account,contact,day,n\na,zaphod,2026-05-01,1\na,ford,2026-05-01,x\ngone,,2026-05-01,2\nb,zaphod,2026-05-01,3\n",
	}
	const account = "the account was forgotten after this: only a PUT of it begins it anew"
	const contact = "the contact was forgotten: what happened before isn't taken, and only a PUT of the account that names the contact begins it anew"
	for _, again := range []bool{false, true} {
		sink := forgetful{newMemory()}
		if again {
			imported(t, sink, refusing, files)
		}
		report, rejects := imported(t, sink, refusing, files)
		rows, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
		require.NoError(t, err)
		var places []string
		for _, row := range rows[1:] {
			places = append(places, row[1]+":"+row[2]+" "+row[0])
		}
		slices.Sort(places)
		require.Equal(t, []string{
			"accounts.csv:3-4 " + account, "clicks.csv:2 " + contact, "clicks.csv:3 count: not a number", "clicks.csv:4 " + account,
			"contacts.csv:3 " + contact, "contacts.csv:5 " + account,
		}, places)
		require.Equal(t, len(places), report.Total.Rejected)
		require.Equal(t, map[string]int{contact: 1, account: 1}, reasons(report.Files[1]))
		require.Equal(t, 3, report.Files[1].Accepted+report.Files[1].Duplicates, "ford, the other account's, and one said twice")
	}
}
