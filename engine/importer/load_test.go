package importer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/engine/importer"
)

func TestAMappingIsCheckedAgainstTheWorkspace(t *testing.T) {
	t.Parallel()
	const head = "mapping \"m\" {}\n"
	for name, test := range map[string]struct{ mapping, place, want string }{
		"no mapping block": {
			`accounts {
			  file = "a.csv"
			  id   = "id"
			}`, "mapping.hcl:1:1", `Missing mapping block: A mapping file needs a block such as mapping "crm" {}`,
		},
		"nothing to import": {head, "", "Nothing to import"},
		"unknown block":     {head + "account {}", "mapping.hcl:2:1", `Did you mean "accounts"?`},
		"unknown argument": {
			head + "accounts {\n file = \"a\"\n id = \"id\"\n attribute = {}\n}",
			"mapping.hcl:5:2", `Did you mean "attributes"?`,
		},
		"missing argument": {head + "accounts { file = \"a\" }", "mapping.hcl:2:12", `The argument "id" is required`},
		"unknown event": {
			event(`events "clik" {`, `count = "n"`), "mapping.hcl:2:8",
			`Unknown event: The workspace declares no event "clik". Did you mean "click"?`,
		},
		"the engine's own event": {
			event(`events "run.finished" {`, ``), "mapping.hcl:2:8", `Only the engine itself says "run.finished".`,
		},
		"unknown property": {
			event(`events "click" {`, `count = "n", sitte = "s"`), "mapping.hcl:6:31",
			`The workspace declares no property of click "sitte". Did you mean "site"?`,
		},
		"required property": {
			event(`events "click" {`, ``), "mapping.hcl:2:1",
			`The event "click" requires the property "count", which the mapping doesn't give.`,
		},
		"contact": {
			event(`events "login" {`, ``), "mapping.hcl:2:1", `The event "login" is about a contact: say which column`,
		},
		"unknown attribute": {account(`seat = "n"`), "mapping.hcl:5:18", `Did you mean "seats"?`},
		"type":              {account(`labels = "n"`), "mapping.hcl:5:18", "labels is of the type list, which a column of a CSV file can't hold."},
		"unknown option": {
			account(`renewal = { column = "r", formats = "D" }`), "mapping.hcl:5:44", `Did you mean "format"?`,
		},
		"option without effect": {
			account(`seats = { column = "r", format = "YYYY-MM-DD" }`), "mapping.hcl:5:42",
			"seats is of the type number, for which format means nothing.",
		},
		"format": {
			account(`renewal = { column = "r", format = "2006-01-02" }`), "mapping.hcl:5:53",
			`The format "2006-01-02" can't be used`,
		},
		"neither column nor value": {account(`renewal = { format = "YYYY-MM-DD" }`), "mapping.hcl:5:28", "A value comes either from"},
		"both column and value":    {account(`seats = { column = "a", value = "row.a" }`), "mapping.hcl:5:26", "A value comes either from"},
		"true without false":       {account(`trial = { column = "a", true = ["Y"] }`), "mapping.hcl:5:42", "With true = […] goes false = […]"},
		"otherwise without map":    {account(`plan = { column = "a", otherwise = "pro" }`), "mapping.hcl:5:41", "there is no map"},
		"anchor by nothing": {
			account(`renewal = { column = "a", anchor = { "x" = "2026-01-01" } }`), "mapping.hcl:5:44",
			"anchor is either one day, or a day for each value of the column",
		},
		"anchor that is no day": {
			account(`renewal = { column = "a", anchor = "1.1.2026" }`), "mapping.hcl:5:53", `An anchor is a day such as "2026-10-01".`,
		},
		"anchor and format": {
			account(`renewal = { column = "a", anchor = "2026-01-01", format = "YYYY-MM-DD" }`), "mapping.hcl:5:67",
			"A count of days (anchor) has no format.",
		},
		"zone":      {"mapping \"m\" { time_zone = \"London\" }", "mapping.hcl:1:27", `There is no time zone "London"`},
		"local":     {account(`plan = local.plans`), "mapping.hcl:5:25", "The mapping has no local.plans."},
		"circle":    {account(`plan = local.a`) + "locals {\n a = local.b\n b = local.a\n}", "mapping.hcl", "The locals stand for each other in a circle."},
		"separator": {head + "accounts {\n file = \"a\"\n id = \"b\"\n separator = \"::\"\n}", "mapping.hcl:5:14", "A separator is one character"},
		"twice":     {account(`plan = "a", plan = "b"`), "mapping.hcl:5:30", `"plan" stands here twice.`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, diags := importer.Parse([]byte(test.mapping), "mapping.hcl", workspace())
			require.Nil(t, m)
			require.True(t, diags.HasErrors())
			var all []string
			for _, d := range diags {
				all = append(all, d.Range.String()+" "+d.Summary+": "+d.Detail)
			}
			text := strings.Join(all, "\n")
			require.Contains(t, text, test.want)
			require.Contains(t, text, test.place)
		})
	}
}

func event(first, properties string) string {
	return "mapping \"m\" {}\n" + first + "\n  file = \"f\"\n  account = \"a\"\n  time = \"t\"\n  properties = { " + properties + " }\n}\n"
}

func account(attributes string) string {
	return "mapping \"m\" {}\naccounts {\n  file = \"f\"\n  id = \"a\"\n  attributes = { " + attributes + " }\n}\n"
}

func TestAllFaultsAreFoundInOnePass(t *testing.T) {
	t.Parallel()
	_, diags := importer.Parse([]byte(account(`seat = "n", plam = "p"`)+"events \"clik\" {}\n"), "mapping.hcl", workspace())
	require.GreaterOrEqual(t, len(diags), 4)
	for _, d := range diags {
		require.NotEmpty(t, d.Source, "each shows its line: %s", d)
		require.Equal(t, importer.CodeMapping, d.Code)
	}
}

func TestAMappingThatIsNotThereIsSaid(t *testing.T) {
	t.Parallel()
	m, diags := importer.Load("nowhere/mapping.hcl", workspace())
	require.Nil(t, m)
	require.ErrorContains(t, diags.Err(), "The mapping can't be read")
	require.Contains(t, diags[0].Detail, "nowhere/mapping.hcl")
}

func TestColumnsAreCheckedAgainstTheHeaders(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ mapping, header, place, want string }{
		"unknown column":    {account(`seats = "seets"`), "a,seats", "mapping.hcl:5:26", `The file f has no column "seets". Did you mean "seats"?`},
		"ambiguous column":  {account(`seats = "seats"`), "a,seats,seats", "mapping.hcl:5:26", `names the column "seats" twice`},
		"unclosed braces":   {account(`plan = "x-{{ row.a"`), "a", "mapping.hcl:5:28", "{{ without }}"},
		"empty file":        {account(``), "", "mapping.hcl:3:10", "it is empty; the first line must name the columns"},
		"column of anchors": {account(`renewal = { column = "a", anchor = { "x" = "2026-01-01" }, by = "b" }`), "a", "mapping.hcl:5:", `no column "b"`},
		"in a text":         {account(`plan = "{{ row.a }}-{{ row.bee }}"`), "a,been", "mapping.hcl:5:", "bee"},
		"in an expression":  {account(`seats = { value = "row.bee" }`), "a,been", "mapping.hcl:5:", "bee"},
		"type of a filter":  {strings.Replace(account(``), "id =", "when = \"row.a\"\n id =", 1), "a", "mapping.hcl:4:", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, diags := importer.Parse([]byte(test.mapping), "mapping.hcl", workspace())
			require.Empty(t, diags)
			_, diags = m.Open(folder(t, map[string]string{"f": test.header}))
			require.Len(t, diags, 1)
			require.Contains(t, diags[0].Detail, test.want)
			require.Contains(t, diags[0].Range.String(), test.place)
		})
	}
}

func TestAFileThatIsNotThereIsSaidWithTheNearest(t *testing.T) {
	t.Parallel()
	m, diags := importer.Parse([]byte("mapping \"m\" {}\naccounts {\n  file = \"account.csv\"\n  id = \"id\"\n}\n"), "mapping.hcl", workspace())
	require.Empty(t, diags)
	_, diags = m.Open(folder(t, map[string]string{"accounts.csv": accountsFile}))
	require.Len(t, diags, 1)
	require.Equal(t, importer.CodeData, diags[0].Code)
	require.Contains(t, diags[0].Detail, `No file "account.csv" is in the folder`)
	require.Contains(t, diags[0].Detail, `Did you mean "accounts.csv"?`)
}

// A column without quotation marks is what people write first.
func TestAColumnWithoutQuotationMarksSaysHowItIsWritten(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		`row.first`:               `A column is written by its name, "first", and in a text as "{{ row.first }}"`,
		`"${row.first}"`:          `A column is written by its name, "first", and in a text as "{{ row.first }}"`,
		`"${row.first} ${row.b}"`: `A column is written by its name, "first"`,
		`row["first name"]`:       `A column is written by its name, "first name"`,
		`upper(row.first)`:        `A column is written by its name, "first"`,
		`{ column = row.first }`:  `A column is written by its name, "first"`,
		`{ value = row.first }`:   `stands in quotation marks as a whole: "row.first != ''"`,
		`first`:                   `write "first"`,
		`"${first}"`:              `write "first"`,
		`"${local.day} and so"`:   `local.day stands for a whole value`,
	} {
		diags := parseDiagnostics(t, strings.Replace(named, `name = "name"`, "name = "+written, 1)+"locals { day = \"x\" }\n")
		require.Len(t, diags, 1, written)
		require.Contains(t, diags[0].Detail, want, written)
	}
	diags := parseDiagnostics(t, strings.Replace(named, `name = "name"`, `when = row.kind == "customer"`, 1))
	require.Len(t, diags, 1)
	require.Contains(t, diags[0].Detail, `stands in quotation marks as a whole: "row.kind != ''"`)
}

func TestAColumnThatIsTakenForANumberSaysHowItBecomesOne(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`row.n > 15`, `15 < row.n`, `row.n == 15`, `row.n * 2`, `row.n + 1`, `row.n - row.id`} {
		diags := headed(t, strings.Replace(seated, `"n"`, `{ value = "`+value+`" }`, 1), "id,n\n")
		require.NotEmpty(t, diags, value)
		require.Contains(t, diags[0].Detail, " Every column is a text: int(row.n) and float(row.n) make a number of it", value)
	}
}
