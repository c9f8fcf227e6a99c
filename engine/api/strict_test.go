package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/engine"
	"github.com/tendhq/tend/engine/api"
)

// notKept is values that a lenient reader would alter, each with what is wrong with it and in which column of VALUE.
var notKept = map[string]struct {
	value, what string
	column      int
}{
	"a byte that isn't UTF-8":                 {"\"caf\xe9\"", "invalid UTF-8", 5},
	"an overlong form":                        {"\"a\xc0\xaf\"", "invalid UTF-8", 3},
	"a surrogate in UTF-8":                    {"\"\xed\xa0\x80\"", "invalid UTF-8", 2},
	"half a character":                        {"\"\xe3\x81\"", "invalid UTF-8", 2},
	"a lone surrogate":                        {`"x\ud800y"`, "surrogate", 3},
	"surrogates the other way round":          {`"\udc00\ud800"`, "surrogate", 2},
	"a name twice":                            {`{"a":1,"a":2}`, "the name stands twice", 8},
	"a name twice, once escaped":              {`{"a":1,"\u0061":2}`, "the name stands twice", 8},
	"a name twice, deeper":                    {`[{"b":{"a":1,"a":2}}]`, "the name stands twice", 14},
	"a number without end":                    {`1e400`, "larger than any number", 1},
	"a negative one":                          {`-1e400`, "larger than any number", 1},
	"one that is next to nothing":             {`1e-400`, "smaller than any number", 1},
	"one that loses digits as it is so small": {`3e-324`, "smaller than any number", 1},
	"a whole number that loses digits":        {`9007199254740993`, "more digits", 1},
	"a long whole number":                     {`12345678901234567890`, "more digits", 1},
	"one with a fraction of 0":                {`9007199254740993.0`, "more digits", 1},
	"one with an exponent of 0":               {`9007199254740993e0`, "more digits", 1},
	"one with an exponent":                    {`-9.007199254740993e15`, "more digits", 1},
	"one with an exponent in capitals":        {`900719925474099.3E+1`, "more digits", 1},
	"one with a negative exponent":            {`90071992547409930e-1`, "more digits", 1},
	"a long one with an exponent":             {`123456789012345678e3`, "more digits", 1},
	"one that loses its fraction":             {`9007199254740992.5`, "more digits", 1},
	"another that loses its fraction":         {`1000000.00000000001`, "more digits", 1},
	"a fraction of too many digits":           {`1234567890123456.789`, "round it to 15", 1},
	"a long fraction":                         {`3.141592653589793238462643`, "more digits", 1},
	"not a number":                            {`NaN`, "invalid character", 1},
	"a leading zero":                          {`01`, "invalid character", 2},
	"a tab in a string":                       {"\"a\tb\"", "invalid character", 3},
	"single quotes":                           {`'a'`, "invalid character", 1},
	"a comma too many":                        {`[1,]`, "invalid character", 3},
}

// doors is every path that takes a JSON body, with one that is right but for VALUE.
var doors = map[string]struct{ method, path, body string }{
	"account":    {"PUT", "/v1/accounts/acme", `{"name":"Acme","attributes":{"x":VALUE}}`},
	"contact":    {"PUT", "/v1/accounts/acme", `{"contacts":[{"id":"a","attributes":{"x":VALUE}}]}`},
	"enrolment":  {"POST", "/v1/playbooks/p/enrolments", `{"request":"r","members":[{"account":VALUE}]}`},
	"pause":      {"POST", "/v1/playbooks/p/pause", `{"reason":VALUE}`},
	"resume":     {"POST", "/v1/playbooks/p/resume", `{"by":VALUE}`},
	"completion": {"POST", "/v1/tasks/t/complete", `{"answers":{"x":VALUE}}`},
}

func TestEveryBodyIsReadToTheLetter(t *testing.T) {
	t.Parallel()
	for door, d := range doors {
		for name, bad := range notKept {
			t.Run(door+", "+name, func(t *testing.T) {
				t.Parallel()
				f := &fake{workspace: &dsl.Workspace{}, playbooks: []engine.PlaybookView{{}}}
				body := "\n" + strings.Replace(d.body, "VALUE", bad.value, 1)
				a := call(serve(f, api.Options{}), d.method, d.path, body)
				requireProblem(t, a, 400, "the body isn't valid JSON: ", bad.what,
					fmt.Sprintf("(line 2, column %d)", strings.Index(d.body, "VALUE")+bad.column))
				require.Empty(t, f.accounts)
			})
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	event := func(value string) string {
		return `{"id":"e2","type":"login","account":"acme","time":"2026-04-01T09:00:00Z","data":{"x":` + value + `}}`
	}
	h := serve(&fake{}, api.Options{})
	require.Equal(t, 200, call(h, "POST", "/v1/events", event(nested(90))).status)
	for _, body := range []string{event(nested(101)), event(nested(9_000)), event(nested(200_000)), "[" + event(nested(5_000)) + "]"} {
		a := call(h, "POST", "/v1/events", body)
		require.GreaterOrEqual(t, a.status, 400)
		require.Contains(t, a.body, "more than 100 deep")
		require.Contains(t, a.body, "data.x[0][0]")
		require.Less(t, len(a.body), 1_000, "the place is cut")
	}
}

func TestEveryEventIsReadToTheLetter(t *testing.T) {
	t.Parallel()
	const odd = `{"id":"e2","type":"login","account":"acme","time":"2026-04-01T09:00:00Z","data":{"x":VALUE}}`
	for name, bad := range notKept {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			h := serve(f, api.Options{})
			wrong := strings.Replace(odd, "VALUE", bad.value, 1)
			place := func(line, before int) string {
				return fmt.Sprintf("(line %d, column %d)", line, before+strings.Index(odd, "VALUE")+bad.column)
			}
			a := call(h, "POST", "/v1/events", login+"\n\n "+wrong+"\n"+login, ndjson)
			require.Equal(t, 207, a.status, a.body)
			r := decode[api.EventReport](t, a)
			require.Equal(t, 2, r.Accepted, "the others are taken")
			require.Equal(t, 1, r.Rejected[0].Index)
			require.Contains(t, r.Rejected[0].Reason, bad.what)
			require.Contains(t, r.Rejected[0].Reason, place(3, 1))

			a = call(h, "POST", "/v1/events", "["+login+",\n"+wrong+"]")
			if strings.HasPrefix(bad.what, "invalid character") {
				requireProblem(t, a, 400, "isn't valid JSON", bad.what, place(2, 0))
				return
			}
			require.Equal(t, 207, a.status, a.body)
			r = decode[api.EventReport](t, a)
			require.Equal(t, 1, r.Accepted, "the other is taken")
			require.Equal(t, 1, r.Rejected[0].Index)
			require.Contains(t, r.Rejected[0].Reason, place(2, 0))
			require.Contains(t, r.Rejected[0].Reason, "data.x", "the path is named")
		})
	}
}

func TestWhatIsKeptIsTaken(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`"café"`, `"\ud83d\ude00"`, `"\u0000"`, `"\ufffd"`, `"\ufffe"`, `9007199254740992`, `-9007199254740992`, `100000000000000000000000`,
		`0.1`, `-0`, `1E5`, `1e-300`, `[[[[]]]]`, `{"a":1,"A":2}`, `{"":1}`,
		`3.141592653589793`, `0.10000000000000001`, `12345678.123456789`, `9007199254740992.0`, `9.007199254740992e15`, `1.50000000000000000000000000`, `0.00000000000000000000`,
		`5e-324`, `4.9406564584124654e-324`, `1.7976931348623157e308`, `0e999999`, `1e23`, `-0.0`, `123456789012345.67`,
	} {
		f := &fake{}
		require.Equal(t, 200, call(serve(f, api.Options{}), "PUT", "/v1/accounts/acme", `{"attributes":{"x":`+value+`}}`).status, value)
		require.Equal(t, 200, call(serve(f, api.Options{}), "POST", "/v1/events", strings.Replace(login, `"phone"`, value, 1)).status, value)
	}
	require.Equal(t, 200, call(serve(&fake{}, api.Options{}), "PUT", "/v1/accounts/acme", "\ufeff{}\n").status, "a byte order mark means nothing")
}

func TestNamesAreToldApartByCase(t *testing.T) {
	t.Parallel()
	f := &fake{workspace: &dsl.Workspace{}, playbooks: []engine.PlaybookView{{}}}
	h := serve(f, api.Options{})
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"Name":"x"}`), 422, "Name", "unknown field")
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"name":"x","NAME":"y"}`), 422, "NAME", "unknown field")
	requireProblem(t, call(h, "PUT", "/v1/accounts/acme", `{"contacts":[{"id":"a","Email":"x"}]}`), 422, "contacts[0].Email", "unknown field")
	requireProblem(t, call(h, "POST", "/v1/tasks/t/complete", `{"ANSWERS":{}}`), 422, "ANSWERS", "unknown field")
	require.Empty(t, f.accounts)
}

func TestMoreAfterTheBodyIsRefused(t *testing.T) {
	t.Parallel()
	for _, more := range []string{"{}", "x", ",", "]", "\x00", "\ufeff"} {
		requireProblem(t, call(serve(&fake{}, api.Options{}), "PUT", "/v1/accounts/acme", "{}\n "+more), 400, "more follows", "(line 2, column 2)")
	}
}

// Times are RFC 3339 to the letter, wherever they come in.
func TestTimesAreStrict(t *testing.T) {
	t.Parallel()
	h := serve(&fake{why: &engine.WhyView{}, workspace: &dsl.Workspace{Playbooks: map[string]*dsl.Playbook{"p": {}}}}, api.Options{})
	at := func(text string) answer {
		return call(h, "POST", "/v1/events", strings.Replace(login, "2026-04-01T09:00:00+09:00", text, 1))
	}
	for _, good := range []string{
		"2026-11-30T05:00:00Z", "2026-11-30t05:00:00z", "2026-11-30T05:00:00.5Z", "2026-11-30T05:00:00.123456789+09:00",
		"2026-11-30T05:00:00-00:00", "2026-11-30T05:00:00+23:59", "2024-02-29T00:00:00Z", "0002-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
	} {
		require.Equal(t, 200, at(good).status, good)
	}
	for _, bad := range []string{
		"2026-11-30T5:00:00Z", "2026-11-30T05:00:00,5Z", "2026-11-30T05:00:00+9:00", "2026-11-30T05:00:00+24:00", "2026-11-30T05:00:00+09:60",
		"2026-11-30T05:00:00+0900", "2026-11-30T05:00:00+09", "2026-11-30T05:00:00", "2026-11-30T05:00Z", "2026-11-30 05:00:00Z", "2026-11-30T05:00:00.Z",
		"2026-11-30T24:00:00Z", "2026-11-30T23:59:60Z", "2026-11-31T05:00:00Z", "2026-02-29T05:00:00Z", "2026-13-01T05:00:00Z", "2026-1-1T05:00:00Z",
		"26-11-30T05:00:00Z", "12026-11-30T05:00:00Z", "+2026-11-30T05:00:00Z", "-001-11-30T05:00:00Z", "2026-11-30T05:00:00Z ", " 2026-11-30T05:00:00Z",
		"2026-11-30T05:00:00 Z", "2026-11-30T05:00:00ZZ", "２０２６-11-30T05:00:00Z", "20261130T050000Z", "2026-W49-1T05:00:00Z", "2026-11-30T05:00:00JST",
		"0000-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00", "1764478800",
	} {
		a := at(bad)
		require.Equal(t, 422, a.status, "%s: %s", bad, a.body)
		require.Contains(t, decode[api.EventReport](t, a).Rejected[0].Reason, "time: must be RFC 3339", bad)
	}
	for _, unset := range []string{"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+09:00"} {
		require.Contains(t, decode[api.EventReport](t, at(unset)).Rejected[0].Reason, "say when it happened", unset)
	}
	for _, bad := range []string{
		"2026-11-30T5:00:00Z", "2026-11-30T05:00:00,5Z", "2026-11-30T05:00:00%2B24:00", "2026-11-30T5:00:00", "2026-11-30T5:00", "2026-11-30%205:00",
		"2026-11-30T05:00:00,5", "2026-11-30T05:00:00.5", "2026-1-1",
	} {
		for _, path := range []string{"/v1/goals?from=", "/v1/goals?to=", "/v1/accounts/acme/why/p?at=", "/v1/accounts/acme/health?from=", "/v1/accounts/acme/health?to="} {
			requireProblem(t, call(h, "GET", path+bad, ""), 422, "query.", "isn't a time")
		}
	}
}

func TestAQueryIsReadToTheLetter(t *testing.T) {
	t.Parallel()
	h := serve(many(3), api.Options{})
	requireProblem(t, call(h, "GET", "/v1/runs?limit=1&limit=2", ""), 422, "query.limit", "2 times")
	requireProblem(t, call(h, "GET", "/v1/runs?account=", ""), 422, "query.account", "empty")
	requireProblem(t, call(h, "GET", "/v1/runs?account", ""), 422, "query.account", "empty")
	requireProblem(t, call(h, "GET", "/v1/runs?account=a;b", ""), 400, "query")
	requireProblem(t, call(h, "GET", "/v1/runs?account=%zz", ""), 400, "query")
	requireProblem(t, call(h, "GET", "/v1/runs?account=%ff", ""), 422, "query.account", "UTF-8")
}

func TestABodyIsUTF8AndPlain(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v1/events", "/v1/tasks/t/complete"} {
		h := serve(&fake{}, api.Options{})
		requireProblem(t, call(h, "POST", path, `{}`, "Content-Type: application/json; charset=shift_jis"), 415, "UTF-8")
		requireProblem(t, call(h, "POST", path, `{}`, "Content-Encoding: gzip"), 415, "gzip")
	}
}

func TestWhatProgramsGetWrongIsSaid(t *testing.T) {
	t.Parallel()
	for _, at := range []struct{ method, path string }{{"PUT", "/v1/accounts/acme"}, {"POST", "/v1/events"}} {
		h := serve(&fake{}, api.Options{})
		for _, body := range []string{"{\"name\":\"a\",}", "{\"name\":[1,\n] }"} {
			requireProblem(t, call(h, at.method, at.path, body), 400, "',' before the end", "leave it out")
		}
		for _, body := range []string{"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}", "{\x00}\x00", "\x00{\x00}"} {
			requireProblem(t, call(h, at.method, at.path, body), 400, "UTF-16", "UTF-8", "line 1, column 1")
		}
	}
}
