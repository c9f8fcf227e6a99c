package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// Rows are asked the same rules as requests are.
func TestRowsKeepToTheRuleForIDs(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), people, map[string]string{
		"accounts.csv": "id,name,seats\na,Acme,20\na\u200bb,Bolt,5\n" + strings.Repeat("x", 201) + ",Long,1\n" +
			"b," + strings.Repeat("例", 1_001) + ",1\n",
		"contracts.csv": "customer,start,plan,seats\n",
		"people.csv":    "company,first,last,mail,role\na,Kenji,Ito,kenji\u202e@acme.example,\n",
	})
	require.Equal(t, map[string]int{
		"id: holds U+200B: an ID is made of characters that can be seen, and blanks between them": 1,
		"id: has more than the 200 characters that an ID may have":                                1,
		"name: has more than the 1000 characters that a name may have":                            1,
	}, reasons(report.Files[0]))
	require.Equal(t, map[string]int{"id: holds U+202E: an ID is made of characters that can be seen, and blanks between them": 1}, reasons(report.Files[2]))
}

func TestAnAccountTakesSoManyPeople(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	for i := range customer.MaxContacts + 2 {
		fmt.Fprintf(&rows, "a,Kenji,Ito,p%d@acme.example,\n", i)
	}
	report, _ := imported(t, newMemory(), people, map[string]string{
		"accounts.csv":  "id,name,seats\na,Acme,20\n",
		"contracts.csv": "customer,start,plan,seats\n",
		"people.csv":    "company,first,last,mail,role\n" + rows.String(),
	})
	require.Equal(t, importer.Counts{Read: customer.MaxContacts + 2, Accepted: customer.MaxContacts, Rejected: 2}, report.Files[2].Counts)
	require.Equal(t, map[string]int{"account: has 10000 contacts already, as many as an account has at most": 2}, reasons(report.Files[2]))
}
