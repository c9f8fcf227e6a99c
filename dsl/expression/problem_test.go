package expression_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/expression"
)

// Each mistake is at exactly the text between the marks « », which aren't part of the expression.
func TestProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ src, want string }{
		// Names.
		{`«metrc».tickets_30d > 1`, `Did you mean "metric"?`},
		{`«tickets_30d» > 1`, `Did you mean "metric.tickets_30d"?`},
		{`«champions»`, `Did you mean "contacts.champions"?`},
		{`metric.«ticket_30d» > 1`, `metric has no "ticket_30d". Did you mean "metric.tickets_30d"?`},
		{`metric[«"tickts_30d"»] > 1`, `Did you mean "metric.tickets_30d"?`},
		{`health.measures.«usge»`, `Did you mean "health.measures.usage"?`},
		{`account.name == "日本語" && account.«名前» == 1`, `account has no "名前". It has active, csm, name,`},
		{"account.name == '絵文字😀'\n  && «acount».seats > 1", `Did you mean "account"?`},
		{`«zzzzzz» == 1`, `can use account, contact, contacts,`},
		{`«upper» == 1`, `upper is a function`},
		{`«$env».account`, `begins with a letter`},
		{`account.name.«first»`, `account.name is a string: it has no members`},
		{`contacts.champions.«name»`, `any(x, .name == …)`},
		{`filter(contacts.champions, .«nam» == "x")`, `An element of the list has no "nam". Did you mean ".name"?`},
		{`filter(contacts.champions, account.«nam» == "x")`, `Did you mean "account.name"?`},
		{`filter(contacts.champions, «#»acx == 1)`, `#acc`},
		{`let «account» = 1; account`, `must be a new one`},
		{`let x = 1; let «x» = 2; x`, `must be a new one`},
		{`account.«seet» > 1 || accout.seats > 2`, `Did you mean "account.seats"?`},
		{`account.seet > 1 || «accout».seats > 2`, `Did you mean "account"?`},

		// Types.
		{`account.seats > «"5"»`, `Write 5 without quotes`},
		{`«'true'» == account.active`, `Write true without quotes`},
		{`account.seats > «'five'»`, `This is text; it is compared with a number`},
		{`«account.seats == account.name»`, `A number can't be compared with a string`},
		{`«account.tags == account.name»`, `write x in list`},
		{`«account.active > 1»`, `A bool can't be compared with a number`},
		{`«account.active > account.active»`, `compares numbers, dates, times or texts`},
		{`«account.seats > nil»`, `always false`},
		{`«account.name» * 2`, `* needs numbers; this is a string`},
		{`1 + «nil»`, `always missing`},
		{`«account.name + account.seats»`, `joins two texts or adds two numbers`},
		{`«account.renewal_date» - 3`, `Use days_until(x)`},
		{`-«account.name»`, `- needs numbers`},
		{`«account.seats» && true`, `Compare it, as in account.seats > 0`},
		{`true or «account.name»`, `as in account.name != nil`},
		{`!«account.name»`, `! needs true or false`},
		{`«account.seats» ? 1 : 2`, `?: needs true or false`},
		{`"a" in «account.name»`, `write account.name contains "a"`},
		{`1 in «account.seats»`, `a range, such as 0..180`},
		{`«1» in account`, `What is looked for in an object`},
		{`account.seats in [1, «"2"»]`, `Write 2 without quotes`},
		{`«account.name in 1..2»`, `can't be compared`},
		{`«account.tags contains "a"»`, `write "a" in account.tags`},
		{`«account.seats» contains "a"`, `What stands before contains must be a string; this is a number`},
		{`account.name contains «1»`, `What stands after contains`},
		{`account.name matches «"("»`, `not a regular expression`},
		{`account.name matches «account.csm»`, `must be written here in quotes`},
		{`account.tags[«"a"»]`, `This is a list`},
		{`account[«1»]`, `The name of a member must be a string`},
		{`«account.seats»[1]`, `Square brackets take`},
		{`«account.seats»[1:2]`, `a part can be taken`},
		{`account.name[«"a"»:]`, `The end of a part must be a number`},
		{`1..«"a"»`, `.. needs numbers`},
		{`true && («("a" + account.name) + (")" /* ( */ + "b")») && true`, `&& needs true or false; this is a string`},
		{`«[1, (account.seats)] == (account.name)»`, `write x in list`},
		{`account.active && «map(account.tags, {# + "("})»`, `this is a list of string`},
		{`«-(account.seats)» || true`, `this is a number. Compare it, as in -(account.seats) > 0`},
		{`1 + «contacts.champions[0]»`, `needs numbers; this is an object`},
		{`1 + «contacts["champions"][-1]»`, `needs numbers; this is an object`},
		{`1 - «account?.["name"]»`, `needs numbers; this is a string`},
		{`1 + «(account.tags)[1:]»`, `needs numbers; this is a list of string`},
		{`{(«1»): 2}`, `name of a member must be a string`},

		// Dates, times and declared values.
		{`account.renewal_date < «"July"»`, `A date is written as '2026-07-01'`},
		{`account.renewal_date < «'2026-02-30'»`, `There is no such day as 2026-02-30`},
		{`account.renewal_date < «'2026-13-01'»`, `There is no such day as 2026-13-01`},
		{`days_until(«'2027-02-29'») > 1`, `There is no such day as 2027-02-29`},
		{`run.started_at < «"2026-07-01T09:00:00+09:00"»`, `Write "2026-07-01T00:00:00.000Z"`},
		{`run.started_at < «"2026-07-01"»`, `A time is compared with one such as '2026-07-01T09:00:00.000Z'`},
		{`«run.started_at < account.renewal_date»`, `use days_until(x)`},
		{`«account.name == account.renewal_date»`, `can't be compared`},
		{`account.status == «"custmer"»`, `This can never be "custmer". Did you mean "customer"?`},
		{`«"x"» != tier`, `only one of "high", "low", "tech"`},
		{`tier in ["high", «"tehc"»]`, `Did you mean "tech"?`},
		{`any(contacts.champions, .role == «"champ"»)`, `Did you mean "champion"?`},

		{`let t = tier; t == «"hgh"»`, `Did you mean "high"?`},
		{`let t = «"hgh"»; tier == t`, `Did you mean "high"?`},
		{`let t = «"hgh"»; let u = t; u != tier`, `Did you mean "high"?`},
		{`let l = ["high", «"tehc"»]; tier in l`, `Did you mean "tech"?`},
		{`let l = ["high", «"tehc"»]; any(1..2, tier not in l)`, `Did you mean "tech"?`},
		{`let d = «"July"»; account.renewal_date > d`, `A date is written as`},
		{`«tier == account.status»`, `These are never equal: one is only "high", "low", "tech", and the other only "trial"`},
		{`«(account.active ? "hgh" : "lwo") == tier»`, `never equal`},
		{`«tier in map(contacts.champions, .role)»`, `never equal`},
		{`type(account.seats) == «"text"»`, `only one of "nil", "bool", "number"`},
		{`account.renewal_date in ["2026-07-01", «"tomorrow"»]`, `A date is written as`},
		{`«account.renewal_date == account.csm»`, `A date can't be compared with a member`},
		{`«account.seats == account.active»`, `A number can't be compared with a bool`},
		{`account.seats in [1, «true»]`, `A number can't be compared with a bool`},
		{`account.active == «"yes"»`, `This is text; it is compared with a bool`},
		{`account.seats in «180..0»`, `Write the smaller number first`},
		{`account.seats not in «-1..-3»`, `Write the smaller number first`},

		// Functions.
		{`«lenght»(account.name)`, `Did you mean "len"?`},
		{`«fiter»(account.tags, true)`, `Did you mean "filter"?`},
		{`«xyzzy»(1)`, `There is no function "xyzzy"`},
		{`upper(«account.seats»)`, `upper takes a string here; this is a number. Write it as in upper(account.name)`},
		{`«upper()»`, `Write it as in upper(`},
		{`«upper(account.name, 1)»`, `Write it as in upper(`},
		{`upper(«nil»)`, `always missing`},
		{`max(1, «"a"»)`, `numbers or a list of numbers`},
		{`len(«account.seats»)`, `a list, a string or an object`},
		{`keys(«account.tags»)`, `an object`},
		{`days_until(«account.seats»)`, `a date or a time`},
		{`days_until(«"soon"»)`, `A date is written as`},
		{`before(run.started_at, «"1 fortnight"»)`, `"1 fortnight" is not a duration`},
		{`after(run.started_at, «1»)`, `a duration such as '3d'`},
		{`«account.name.upper()»`, `upper(account.name)`},
		{`filter(«account.seats», # > 1)`, `filter takes a list here; this is a number`},
		{`filter(account.tags, «account.seats»)`, `true or false of each element; this is a number`},
		{`«count(account.tags)»`, `write len(x)`},
		{`sortBy(account.tags, #, «"up"»)`, `'asc' or 'desc'`},
		{`sort(account.tags, «"down"»)`, `'asc' or 'desc'`},
		{`sort(«contacts.champions»)`, `a list of numbers or strings here; this is a list of object`},
		{`sortBy(contacts.champions, «account.active»)`, `needs a number or a string of each element; this is a bool`},
		{`groupBy(contacts.champions, «.score»)`, `needs a string of each element; this is a number`},
		{`sum(contacts.champions, «.name»)`, `needs a number of each element; this is a string`},
		{`sum(«account.tags»)`, `needs a number of each element; this is a string`},

		// Syntax.
		{`account.seats «=» 1`, `write ==`},
		{`«account.name | upper»`, `in brackets: upper(account.name).`},
		{`account.seats > 1 || account.name «| upper»`, `in brackets: upper(`},
		{`account.name «| upper» == 'A'`, `upper(account.name)`},
		{`account.name == 'a | b' «&»`, `write && with two signs`},
		{`account.seats «is» 1`, `x == nil`},
		{`account.seats «between» 1 and 2`, `x >= 5 && x <= 9`},
		{`account.name «like» 'x'`, `contains`},
		{`account.seats > 1 «then» 2`, `condition ? value : other`},
		{`account.seats > 1«,»000`, `10_000`},
		{`account.seats > «null»`, `"null" is written nil here`},
		{`account.seats «=>» 1`, `written >=`},
		{`account.seats «<>» 1`, `written !=`},
		{`account.seats «AND» true`, `written in small letters`},
		{`account.seats «>» 1 >`, ``},
		{`account.seats «＞» 1`, `write ">"`},
		{`account.name == «“Acme”»`, `write 'Acme'`},
		{`account.seats «§» 1`, `means nothing outside of quotes`},
		{`«${var.x}» > 1`, `Write var.x, without ${ }`},
		{`account.name == '«${»account.csm}'`, `Write var.x or local.x`},
		{`«{{» account.seats }} > 1`, `write it without {{ }}`},
		{`«(»account.seats > 1`, `never closed`},
		{`account.seats > 1«)»`, `delete this )`},
		{`account.seats «5»`, `An operator such as ==, && or in is missing before 5`},
		{`account.name ?? "x" «==» "y"`, `Put brackets around the part with ??`},
		{`«a; b»`, `one value`},
		{`«b"x"»`, `plain quotes`},
		{`«   »`, `Write a condition`},
		{`#«»`, ``},
	} {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			checkProblem(t, test.src, test.want)
		})
	}
}

func checkProblem(t *testing.T, marked, want string) {
	t.Helper()
	src := strings.NewReplacer("«", "", "»", "").Replace(marked)
	start := strings.Index(marked, "«")
	end := strings.Index(marked, "»") - len("«")
	p, problems := expression.Compile(src, scope(), expression.Any)
	require.Nil(t, p)
	require.NotEmpty(t, problems)
	if want == "" {
		return
	}
	var all []string
	for _, problem := range problems {
		require.False(t, problem.Warning)
		all = append(all, problem.String())
		if strings.Contains(problem.Detail, want) {
			require.NotEmpty(t, problem.Summary)
			require.Equal(t, src[start:end], src[problem.Start:problem.End])
			require.Equal(t, start, problem.Start)
			return
		}
	}
	require.Fail(t, "no problem says "+want, strings.Join(all, "\n"))
}

func TestEveryMistakeIsReportedOnce(t *testing.T) {
	t.Parallel()
	_, problems := expression.Compile(`1 < accout.seats < 3 && metric.tickts_30d > "1" && upper(1) == "A"
		&& any(contacts.champions, .rle == "x" || .role == "x") && tier in ["hgh", "lwo"] && !account.seats && before(run.started_at, "1 moon") != nil
		&& account.renewal_date > "July" && account.name matches "(" && now() == random`, scope(), expression.Bool)
	require.Len(t, problems, 13, "%v", problems)
	for i, p := range problems[1:] {
		require.LessOrEqual(t, problems[i].Start, p.Start, "in the order of the source")
	}
}

func TestTheResultMustBeWhatThePlaceNeeds(t *testing.T) {
	t.Parallel()
	members := expression.List(expression.String)
	for _, test := range []struct {
		src  string
		want expression.Type
		says string
	}{
		{`account.seats`, expression.Bool, "A condition is a bool, true or false; this is a number"},
		{`account.name`, expression.Bool, "this is a string. Compare it, as in x == 'y'"},
		{`account.seats > 1`, expression.Bool, ""},
		{`var.yes`, expression.Bool, ""},
		{`account.name`, expression.Number, "A number is needed here; this is a string"},
		{`account.renewal_date`, expression.Time, "after(x, '9h')"},
		{`after(account.renewal_date, '9h')`, expression.Time, ""},
		{`"2026-07-01"`, expression.Date, ""},
		{`"soon"`, expression.Date, "A date is written"},
		{`account.csm`, expression.String, ""},
		{`account.renewal_date`, expression.String, ""},
		{`account.name`, expression.Member, ""},
		{`account.tags`, members, ""},
		{`[1]`, members, "A list of string is needed here; this is a list of number"},
		{`"red"`, scope()["tier"], "can never be"},
		{`contact`, expression.String, "this is an object"},
	} {
		p, problems := expression.Compile(test.src, scope(), test.want)
		if test.says == "" {
			require.Empty(t, problems, test.src)
			require.NotNil(t, p)
			continue
		}
		require.Nil(t, p)
		require.Len(t, problems, 1, test.src)
		require.Contains(t, problems[0].Detail, test.says)
	}
}

func TestRestoreSaysWhatIsDamaged(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`account.seats >`:                "ends too early",
		`nothing(1)`:                     "There is no function",
		`account.name matches var.x`:     "must be written here in quotes",
		`after(account.x, "1 moon")`:     "not a duration",
		``:                               "Empty expression",
		`$env`:                           "Unknown name",
		`account.upper()`:                "Functions stand before",
		strings.Repeat("1 + ", 5000):     "Expression too long",
		strings.Repeat("(", 9000):        "is never closed",
		strings.Repeat("1+", 2500) + "1": "too many parts",
	} {
		_, err := expression.Restore(src)
		require.ErrorContains(t, err, want)
		require.Less(t, len(err.Error()), 600)
	}
}

func TestNothingIsKnownInAnEmptyScope(t *testing.T) {
	t.Parallel()
	p, problems := expression.Compile(`account.seats > 1`, nil, expression.Bool)
	require.Nil(t, p)
	require.Contains(t, problems[0].Detail, "No names can be used here")
}
