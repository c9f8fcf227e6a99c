package importer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/customer"
	"github.com/tendhq/tend/engine/importer"
)

// TestHowATextBecomesAValue reads one cell as one attribute.
func TestHowATextBecomesAValue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attribute, value, cell string
		want                   any
		reason                 string
	}{
		"text":                  {"plan", `"v"`, "pro", "pro", ""},
		"text not allowed":      {"plan", `"v"`, "gold", nil, "plan: not one of the declared values"},
		"empty is missing":      {"plan", `"v"`, "", nil, ""},
		"word for missing":      {"seats", `"v"`, "NA", nil, ""},
		"number":                {"seats", `"v"`, "-1.5e3", -1500.0, ""},
		"no number":             {"seats", `"v"`, "12 seats", nil, "seats: not a number"},
		"infinity":              {"seats", `"v"`, "Inf", nil, "seats: not a number"},
		"hexadecimal":           {"seats", `"v"`, "0x10", nil, "seats: not a number"},
		"too large":             {"seats", `"v"`, "1e999", nil, "seats: not a number"},
		"TRUE":                  {"trial", `"v"`, "TRUE", true, ""},
		"False":                 {"trial", `"v"`, "False", false, ""},
		"yes without its words": {"trial", `"v"`, "yes", nil, "trial: neither one of the words for true nor one for false"},
		"yes with its words":    {"trial", `{ column = "v", true = ["yes", "y"], false = "no" }`, "yes", true, ""},
		"no with its words":     {"trial", `{ column = "v", true = ["yes", "y"], false = "no" }`, "no", false, ""},
		"words as written":      {"trial", `{ column = "v", true = ["yes"], false = ["no"] }`, "Yes", nil, "trial: neither one of the words for true nor one for false"},
		"date":                  {"renewal", `"v"`, "2026-07-01", "2026-07-01", ""},
		"date of another form":  {"renewal", `"v"`, "1.7.2026", nil, "renewal: doesn't have the stated format"},
		"date that isn't":       {"renewal", `"v"`, "2026-02-30", nil, "renewal: is a day or a time that doesn't exist"},
		"first format":          {"renewal", `{ column = "v", format = ["D.M.YYYY", "YYYY/MM/DD"] }`, "1.7.2026", "2026-07-01", ""},
		"second format":         {"renewal", `{ column = "v", format = ["D.M.YYYY", "YYYY/MM/DD"] }`, "2026/07/01", "2026-07-01", ""},
		"zone":                  {"renewal", `{ column = "v", format = "YYYY-MM-DDThh:mmZ", zone = "Asia/Tokyo" }`, "2026-07-01T23:00Z", "2026-07-01", ""},
		"days after":            {"renewal", `{ column = "v", anchor = "2026-02-28" }`, "2", "2026-03-02", ""},
		"days before":           {"renewal", `{ column = "v", anchor = "2026-03-01" }`, "-1", "2026-02-28", ""},
		"no day count":          {"renewal", `{ column = "v", anchor = "2026-03-01" }`, "1.5", nil, "renewal: not a count of days"},
		"endless day count":     {"renewal", `{ column = "v", anchor = "2026-03-01" }`, "99999999999", nil, "renewal: not a count of days"},
		"anchor by column":      {"renewal", `{ column = "v", by = "k", anchor = { x = "2026-01-01", y = "2027-01-01" } }`, "1", "2027-01-02", ""},
		"anchor not listed":     {"renewal", `{ column = "v", by = "k", anchor = { x = "2026-01-01" } }`, "1", nil, "renewal: the anchor has no day for the value of the column k"},
		"map":                   {"plan", `{ column = "v", map = { P = "pro", B = "basic" } }`, "P", "pro", ""},
		"map without the value": {"plan", `{ column = "v", map = { P = "pro" } }`, "B", nil, "plan: the value isn't listed in map, and there is no otherwise"},
		"map with otherwise":    {"plan", `{ column = "v", map = { P = "pro" }, otherwise = "basic" }`, "B", "basic", ""},
		"map to nothing":        {"plan", `{ column = "v", map = { X = "" } }`, "X", nil, ""},
		"member":                {"csm", `"v"`, "hana@example.com", "hana@example.com", ""},
		"composed text":         {"csm", `"{{ row.v }}@{{ row.k }}.example"`, "hana", "hana@y.example", ""},
		"composed, one missing": {"csm", `"{{ row.v }}@{{ row.k }}.example"`, "", nil, ""},
		"number by expression":  {"seats", `{ value = "float(row.v) * 2" }`, "21", 42.0, ""},
		"broken expression":     {"seats", `{ value = "float(row.v) * 2" }`, "many", nil, "seats: the expression can't be evaluated for this row"},
		"wrong type":            {"seats", `{ value = "row.v == 'x'" }`, "x", nil, "seats: must be a number, not a bool"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newMemory()
			report, _ := imported(t, sink, `mapping "m" {}
				accounts {
				  file       = "f.csv"
				  id         = "id"
				  missing    = ["NA", "-"]
				  attributes = { `+test.attribute+` = `+test.value+` }
				}`, map[string]string{"f.csv": "id,k,v\na,y," + test.cell + "\n"})
			if test.reason != "" {
				require.Equal(t, map[string]int{test.reason: 1}, reasons(report.Files[0]))
				require.Empty(t, sink.order)
				return
			}
			require.Equal(t, 1, report.Total.Accepted, "%v", report.Files[0].Reasons)
			attributes, _ := sink.order[0].Data["attributes"].(map[string]any)
			require.Equal(t, test.want, attributes[test.attribute])
		})
	}
}

func TestTimesAreInTheMappingsZoneUnlessTheySayTheirOwn(t *testing.T) {
	t.Parallel()
	sink := newMemory()
	_, _ = imported(t, sink, `mapping "m" { time_zone = "Asia/Tokyo" }`+twoAccounts+`
		events "closed" {
		  file       = "f.csv"
		  account    = "id"
		  time       = { column = "t", format = ["YYYY-MM-DD h:mm", "rfc3339"] }
		  properties = { at = { column = "t", format = ["YYYY-MM-DD h:mm", "rfc3339"], zone = "UTC" } }
		}`, map[string]string{"accounts.csv": accountsFile, "f.csv": "id,t\na,2026-05-01 3:00\na,2026-05-02T03:00:00Z\n"})
	closed := sink.ofType("closed")
	require.Len(t, closed, 2)
	require.Equal(t, "2026-04-30T18:00:00Z", closed[0].Time.Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, "2026-05-01T03:00:00.000Z", closed[0].Data["at"], "a value's own zone comes first")
	require.Equal(t, "2026-05-02T03:00:00Z", closed[1].Time.Format("2006-01-02T15:04:05Z07:00"))
}

func TestAFileMayBeWrittenInManyWays(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"byte order mark":  "\ufeffid;n\na;1\n",
		"windows lines":    "id;n\r\na;1\r\n",
		"no last newline":  "id;n\na;1",
		"quotes":           "\"id\";\"n\"\n\"a\";\"1\"\n",
		"columns reversed": "n;id\n1;a\n",
		"blank lines":      "id;n\n\na;1\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newMemory()
			report, _ := imported(t, sink, `mapping "m" {}
				accounts {
				  file       = "*.csv"
				  id         = "id"
				  separator  = ";"
				  attributes = { seats = "n" }
				}`, map[string]string{"f.csv": text})
			require.Equal(t, importer.Counts{Read: 1, Accepted: 1}, report.Total)
			require.Equal(t, map[string]any{"attributes": map[string]any{"seats": 1.0}}, sink.order[0].Data)
			require.Equal(t, customer.TypeAccountUpdated, sink.order[0].Type)
		})
	}
}
