package dsl_test

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// allocated is how many bytes f takes from memory, those that are given back meanwhile included. Only
// tests that aren't parallel can use it.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// doubled is locals of which each repeats the one before twice.
func doubled(first string, times int, repeat string) string {
	var b strings.Builder
	b.WriteString("locals {\n  a0 = " + first + "\n")
	for i := 1; i <= times; i++ {
		last := fmt.Sprintf("local.a%d", i-1)
		fmt.Fprintf(&b, "  a%d = %s\n", i, strings.ReplaceAll(repeat, "LAST", last))
	}
	fmt.Fprintf(&b, "}\ntemplate \"x\" {\n  subject = local.a%d\n  body = \"b\"\n}\n", times)
	return b.String()
}

func manyTemplates(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "template \"t%d\" {\n  subject = local.a0\n  body = local.a0\n}\n", i)
	}
	return b.String()
}

// A few lines can mean more than the memory holds, and deep nesting would end the process: HCL's parser
// calls itself for each level. Both are refused with a diagnostic at their place.
func TestHostileFilesAreRefused(t *testing.T) {
	const n = 20_000
	local := func(value string) string { return "locals {\n  x = " + value + "\n}\n" }
	numbers := "[" + strings.Repeat("1, ", 1000) + "1]"
	const deep, large = "Nested too deeply", "Value too large"
	for name, test := range map[string]struct{ src, says string }{
		"open brackets":         {local(strings.Repeat("[", n)), deep},
		"brackets":              {local(strings.Repeat("[", n) + strings.Repeat("]", n)), deep},
		"parentheses":           {local(strings.Repeat("(", n) + "1" + strings.Repeat(")", n)), deep},
		"parentheses on lines":  {local(strings.Repeat("(\n", n) + "1" + strings.Repeat(")", n)), deep},
		"negations":             {local(strings.Repeat("!", n) + "true"), deep},
		"signs":                 {local(strings.Repeat("-", n) + "1"), deep},
		"a long sum":            {local(strings.Repeat("1+", n) + "1"), deep},
		"a long sum on lines":   {local("(" + strings.Repeat("1 +\n", n) + "1)"), deep},
		"conditions":            {local(strings.Repeat("true ? 1 : ", n/4) + "1"), deep},
		"strings inside":        {local(strings.Repeat("\"${", n)), deep},
		"strings side by side":  {local(strings.Repeat("\"a${", n) + "1" + strings.Repeat("}b\"", n)), deep},
		"directives":            {local("\"" + strings.Repeat("%{if true}a", n/2) + strings.Repeat("%{endif}", n/2) + "\""), deep},
		"objects":               {local(strings.Repeat("{a=", n) + "1" + strings.Repeat("}", n)), deep},
		"blocks":                {strings.Repeat("a {\n", n) + strings.Repeat("}\n", n), deep},
		"a long path":           {local("a" + strings.Repeat(".a", n)), deep},
		"a long file":           {strings.Repeat("# nothing\n", 110_000), "File too long"},
		"doubled texts":         {doubled(`"0123456789"`, 40, `"${LAST}${LAST}"`), large},
		"doubled lists":         {doubled(`["a"]`, 40, `[LAST, LAST]`), large},
		"doubled empty texts":   {doubled(`"x`+strings.Repeat("${var.none}", 500)+`"`, 20, `"${LAST}${LAST}"`) + `variable "none" { default = "" }`, large},
		"loops inside loops":    {doubled(numbers, 2, `[for a in LAST : [for b in LAST : [for c in LAST : "${a}${b}${c}"]]]`), large},
		"loops of templates":    {doubled(numbers, 1, `"%{for a in LAST}%{for b in LAST}%{for c in LAST}x%{endfor}%{endfor}%{endfor}"`), large},
		"a text in every place": {doubled(`"`+strings.Repeat("x", 200_000)+`"`, 0, "") + manyTemplates(2000), large},
	} {
		t.Run(name, func(t *testing.T) {
			var w *dsl.Workspace
			var diags diag.Diagnostics
			bytes := allocated(func() {
				w, diags = dsl.LoadFiles(map[string][]byte{"a.hcl": []byte(test.src)}, dsl.Options{Actions: testActions()})
			})
			require.Nil(t, w)
			require.True(t, slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Summary == test.says }), diags[0].Summary)
			require.Less(t, bytes, uint64(512<<20))
		})
	}
}

func TestHostileJSONIsRefused(t *testing.T) {
	const n = 20_000
	for name, src := range map[string]string{
		"lists":        `{"locals": {"x": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}`,
		"objects":      strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n),
		"expressions":  `{"locals": {"x": "${` + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + `}"}}`,
		"types":        `{"attribute": {"account": {"a": {"type": "` + strings.Repeat("list(", n) + `"}}}}`,
		"with escapes": `{"locals": {"x": "\n${` + strings.Repeat("[", n) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			bytes := allocated(func() {
				_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(src)}, dsl.Options{Actions: testActions()})
				require.NotEmpty(t, diags)
				require.Equal(t, "Nested too deeply", diags[0].Summary)
			})
			require.Less(t, bytes, uint64(256<<20))
		})
	}
}

// A program that writes nonsense writes much of it, and all on one line. What that takes grows with the
// number of mistakes.
func TestThousandsOfMistakes(t *testing.T) {
	const n = 5_000
	many := func(format, between string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(all, between)
	}
	for name, file := range map[string]txtar.File{
		"blocks":                  {Name: "a.hcl", Data: []byte(many("a%d {}", "\n"))},
		"blocks on one line":      {Name: "a.hcl.json", Data: []byte("{" + many(`"a%d": {}`, ",") + "}")},
		"expressions":             {Name: "a.hcl", Data: []byte(many(`segment "s%d" { when = "account.x" }`, "\n"))},
		"expressions on one line": {Name: "a.hcl.json", Data: []byte(`{"segment": {` + many(`"s%d": {"when": "account.x"}`, ",") + "}}")},
		"escapes on one line":     {Name: "a.hcl.json", Data: []byte(`{"locals": {"x": "` + many(`${var.a%d}\n`, "") + `"}}`)},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			bytes := allocated(func() {
				_, diags = dsl.LoadFiles(map[string][]byte{file.Name: file.Data}, dsl.Options{})
				require.NoError(t, diags.Write(io.Discard, false))
				require.NoError(t, diags.WriteJSON(io.Discard, nil))
			})
			require.NotEmpty(t, diags)
			require.Less(t, bytes, uint64(600<<20))
		})
	}
}

// Each of many levels is compared with those before it, and not with all.
func TestThousandsOfLevels(t *testing.T) {
	var b strings.Builder
	b.WriteString("attribute \"account\" \"x\" { type = number }\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "tier \"t%d\" { when = \"account.x > %d\" }\n", i, 2000-i)
	}
	bytes := allocated(func() {
		w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl": []byte(b.String())}, dsl.Options{})
		require.NotNil(t, w)
		require.Len(t, diags, 1, "the last has a condition")
	})
	require.Less(t, bytes, uint64(2<<30))
}

func TestLongFilesThatAreReadAreRefused(t *testing.T) {
	t.Parallel()
	src := "template \"x\" {\n  subject = \"s\"\n  body = file(\"long.md\")\n}\n"
	read := func(string) ([]byte, error) { return []byte(strings.Repeat("x", 300_000)), nil }
	_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl": []byte(src)}, dsl.Options{ReadFile: read})
	require.NotEmpty(t, diags)
}

// What authors may well write is far from the limits.
func TestLimitsOfFilesAreFarAway(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("locals {\n  names = [\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "    \"name %d\",\n", i)
	}
	b.WriteString("  ]\n  greetings = [for n in local.names : \"Dear ${n}\"]\n  deep = [[[[{ a = [(1 + 2) * 3] }]]]]\n}\n")
	b.WriteString("template \"letter\" {\n  subject = \"s\"\n  body = <<-TEXT\n")
	for i := range 4000 {
		fmt.Fprintf(&b, "    line %d: ${local.names[%d]}\n", i, i%3000)
	}
	b.WriteString("  TEXT\n}\n")
	_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl": []byte(b.String())}, dsl.Options{Actions: testActions()})
	for _, d := range diags {
		require.NotContains(t, []string{"Nested too deeply", "Value too large", "File too long"}, d.Summary, d.Detail)
	}
}
