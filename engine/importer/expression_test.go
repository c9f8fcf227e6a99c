package importer_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/engine/importer"
)

// parseDiagnostics returns what is said about a mapping.
func parseDiagnostics(t *testing.T, mapping string) diag.Diagnostics {
	t.Helper()
	_, diags := importer.Parse([]byte(mapping), "mapping.hcl", workspace())
	return diags
}

// openDiagnostics returns what is said about a right mapping on a file with this header.
func openDiagnostics(t *testing.T, mapping, header string) diag.Diagnostics {
	t.Helper()
	m, diags := importer.Parse([]byte(mapping), "mapping.hcl", workspace())
	require.Empty(t, diags)
	_, diags = m.Open(folder(t, map[string]string{"f": header}))
	return diags
}

const filtered = `mapping "m" {}
accounts {
  file = "f.csv"
  id   = "id"
  when = "row.kind == 'customer' && row.country != 'US'"
}
`

func TestAFilterKeepsTheRowsForWhichItIsTrue(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	report, _ := imported(t, sink, filtered, map[string]string{
		"f.csv": "id,kind,country\na,customer,JP\nb,customer,US\nc,lead,JP\nd,,JP\ne,customer,JP\n",
	})
	require.Equal(t, importer.Counts{Read: 5, Accepted: 2, Filtered: 3}, report.Total)
	require.Equal(t, "a", sink.order[0].Account)
	require.Equal(t, "e", sink.order[1].Account)
	require.Empty(t, report.Files[0].Unused, "what only a filter reads is used")
}

// A comparison with a missing value is false, in a mapping as in a playbook.
func TestAComparisonWithAMissingFieldIsFalse(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), filtered, map[string]string{"f.csv": "id,kind,country\na,customer,\n"})
	require.Equal(t, importer.Counts{Read: 1, Filtered: 1}, report.Total)
}

func TestAFilteredRowIsNotLookedAtFurther(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), filtered, map[string]string{"f.csv": "id,kind,country\n,lead,JP\n"})
	require.Equal(t, importer.Counts{Read: 1, Filtered: 1}, report.Total, "it has no ID, and needs none")
}

func TestAFilterThatFailsForARowRejectsIt(t *testing.T) {
	t.Parallel()
	report, _ := imported(t, newMemory(), `mapping "m" {}
		accounts {
		  file = "f.csv"
		  id   = "id"
		  when = "float(row.n) > 1"
		}`, map[string]string{"f.csv": "id,n\na,2\nb,many\nc,1\n"})
	require.Equal(t, importer.Counts{Read: 3, Accepted: 1, Filtered: 1, Rejected: 1}, report.Total)
	require.Equal(t, map[string]int{"when: the expression can't be evaluated for this row": 1}, reasons(report.Files[0]))
}

func TestAMistakeInAnExpressionIsShownAtItsPlace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ mapping, header, place, marked string }{
		"filter":               {strings.Replace(account(``), "id =", "when = \"row.sum > 1 && row.kynd == 'x'\"\n  id =", 1), "a,sum,kind", "mapping.hcl:4:26", "row.kynd"},
		"value":                {account(`seats = { value = "row.bee" }`), "a,been", "mapping.hcl:5:37", "row.bee"},
		"composed":             {account(`plan = "{{ row.a }}-{{ row.bee }}"`), "a,been", "mapping.hcl:5:42", "row.bee"},
		"with wide characters": {account(`plan = "日本-{{ row.bee }}"`), "a,been", "mapping.hcl:5:32", "row.bee"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := openDiagnostics(t, test.mapping, test.header)
			require.NotEmpty(t, diags)
			d := diags[0]
			require.Equal(t, importer.CodeExpression, d.Code)
			require.True(t, strings.HasPrefix(test.mapping[d.Range.StartByte:], test.marked[:len("row.")]) ||
				strings.HasPrefix(test.mapping[d.Range.StartByte:], strings.TrimPrefix(test.marked, "row.")),
				"it points at %q", test.mapping[d.Range.StartByte:d.Range.EndByte])
			require.Contains(t, d.Source, test.marked, "and shows its line")
		})
	}
}

// Whatever is found in a mapping is marked where it stands, in whichever line that is.
func TestTheMarkStandsUnderItsPlace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ mapping, line, marks string }{
		"a column":      {strings.Replace(seated, `"id"`, `"di"`, 1), `   4 |   id         = "di"`, `     |                ^^^^`},
		"an expression": {strings.Replace(seated, `"n"`, `{ value = "row.m" }`, 1), `   5 |   attributes = { seats = { value = "row.m" } }`, `     |                                         ^`},
		"in Japanese":   {strings.Replace(seated, `"id"`, `"会社"`, 1), `   4 |   id         = "会社"`, `     |                ^^^^^^`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var shown bytes.Buffer
			require.NoError(t, headed(t, test.mapping, "id,n\n").Write(&shown, false))
			require.Contains(t, shown.String(), test.line+"\n"+test.marks+"\n")
		})
	}
}

func TestAMappingDoesNotReadTheClock(t *testing.T) {
	t.Parallel()
	diags := openDiagnostics(t, account(`seats = { value = "days_until(row.a)" }`), "a")
	require.NotEmpty(t, diags, "the same file must give the same rows whenever it is read")
}

func TestNothingOfAMappingIsMarkdown(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, openDiagnostics(t, account(`plan = { value = "markdown(row.a)" }`), "a"))
	require.Empty(t, openDiagnostics(t, account(`plan = { value = "row.a" }`), "a"))
}
