package dsl_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// The environment's text for a variable is read as its type wants it, else as what its default is.
func TestVariablesOfTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		declared, text string
		want           any
	}{
		"a string":                 {`default = "a"`, `b ${var.x} "c" {{ d }}`, `b ${var.x} "c" {{ d }}`},
		"an empty string":          {`default = "a"`, "", ""},
		"a string of digits":       {`default = "a"`, "5", "5"},
		"a string by its type":     {"type = string", "5", "5"},
		"no type and no default":   {"", "5", "5"},
		"a number":                 {"default = 3", "40", 40.0},
		"a number by its type":     {"type = number", "-1.5e3", -1500.0},
		"a bool":                   {"default = false", "true", true},
		"a date":                   {"type = date", "2026-07-01", "2026-07-01"},
		"one of a few":             {`type = one_of("a", "b")`, "b", "b"},
		"a list":                   {`default = ["a"]`, `["b", "c"]`, []any{"b", "c"}},
		"an empty list":            {"type = list(number)", "[]", []any{}},
		"an object as HCL":         {"type = map(number)", "{ a = 1 }", map[string]any{"a": 1.0}},
		"an object as JSON":        {"default = {}", `{"a": {"b": [1, null]}}`, map[string]any{"a": map[string]any{"b": []any{1.0, nil}}}},
		"any, as its default":      {"type = any\ndefault = 5", "6", 6.0},
		"any, without a default":   {"type = any", "6", "6"},
		"instead of a secret":      {`default = env("A_SECRET")`, "plain", "plain"},
		"instead of others' value": {"default = var.other", "7", 7.0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := withSecret(hidden)
			o.Variables = map[string]string{"x": test.text}
			w, diags := loadVariable(test.declared, o)
			requireClean(t, diags)
			require.Equal(t, test.want, w.Vars["x"])
		})
	}
}

func loadVariable(declared string, o dsl.Options) (*dsl.Workspace, diag.Diagnostics) {
	src := "variable \"other\" { default = 1 }\nvariable \"x\" {\n" + declared + "\n}\n"
	return dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, o)
}

// What is wrong in the environment's text is reported at the name of the environment's variable.
func TestWrongVariablesOfTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ declared, text, place, says string }{
		"no number":              {"default = 3", "many", "TEND_VAR_x:1:1", "takes a number"},
		"not finite":             {"type = number", "1e999", "TEND_VAR_x:1:1", "takes a number"},
		"infinite":               {"type = number", "Inf", "TEND_VAR_x:1:1", "takes a number"},
		"nothing for a number":   {"type = number", "", "TEND_VAR_x:1:1", "takes a number"},
		"no bool":                {"type = bool", "yes", "TEND_VAR_x:1:1", "takes true or false"},
		"no date":                {"type = date", "1.7.2026", "TEND_VAR_x:1:1", "must be a date"},
		"none of a few":          {`type = one_of("formal", "friendly")`, "formel", "TEND_VAR_x:1:1", "did you mean"},
		"no list":                {"type = list(string)", "a,b", "TEND_VAR_x:1:2", "takes a list"},
		"one that isn't closed":  {"type = list(string)", `["a"`, "TEND_VAR_x:1:1", "takes a list"},
		"a list of others":       {"type = list(string)", "[1]", "TEND_VAR_x:1:1", "must be a string"},
		"an object for a list":   {`default = ["a"]`, "{}", "TEND_VAR_x:1:1", "takes a list"},
		"nothing for an object":  {"default = {}", "", "TEND_VAR_x:1:1", "takes an object"},
		"a call":                 {"default = []", `[env("A_SECRET")]`, "TEND_VAR_x:1:2", "takes a list"},
		"a name":                 {"default = []", "[var.other]", "TEND_VAR_x:1:2", "takes a list"},
		"too much":               {"default = []", "[for a in [" + strings.Repeat("1,", 3000) + "]: [for b in [" + strings.Repeat("1,", 3000) + "]: b]]", "TEND_VAR_x:1:1", "too large"},
		"too deep":               {"default = []", strings.Repeat("[", 5000), "TEND_VAR_x:1:1001", "too deep"},
		"no text":                {`default = "a"`, "\xff", "TEND_VAR_x:1:1", "UTF-8"},
		"no such name in a text": {`default = "a"`, "{{ account.nam }}", "TEND_VAR_x:1:1", "name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := withSecret(hidden)
			o.Variables = map[string]string{"x": test.text}
			w, diags := loadVariable(test.declared+`
}
template "t" {
  subject = "${var.x}"
  body    = "Hello"
`, o)
			require.Nil(t, w)
			first := diags[0]
			require.Equal(t, test.place, first.Range.String())
			require.Contains(t, strings.ToLower(first.Summary+" "+first.Detail), strings.ToLower(test.says))
			require.Equal(t, test.place, diags.In("a/folder")[0].Range.String(), "it lies in no folder")
			require.NoError(t, diags.WriteSARIF(&bytes.Buffer{}, "1"))
			requireHidden(t, diags)
		})
	}
}

// What the environment gives to nobody is warned of, with the name that was meant.
func TestVariablesOfTheEnvironmentThatNobodyTakes(t *testing.T) {
	t.Parallel()
	o := dsl.Options{ReadFolder: library, Variables: map[string]string{"help_ur": "https://a", "m_lead_time": "9d"}}
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
variable "help_url" { default = "b" }
module "m" {
  source    = "./m"
  lead_time = "3d"
}`)}, o)
	require.Equal(t, map[string]any{"help_url": "b", "m_lead_time": "3d"}, w.Vars, "what a module says comes first")
	require.Len(t, diags, 2)
	require.Equal(t, "TEND_VAR_help_ur:1:1: warning TD301: Unknown variable", diags[0].String())
	require.Contains(t, diags[0].Detail, `Did you mean "help_url"?`)
	require.NotContains(t, diags[0].Source, "https", "it may not be meant to be seen")
	require.Contains(t, diags[1].Detail, "the module gives var.m_lead_time its value, at main.hcl:5:15")
}

// A variable without a default, of the workspace's or of a library's, can have its value from the environment.
func TestVariablesThatTheEnvironmentHasToGive(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"main.hcl": []byte("variable \"seats\" { type = number }\nmodule \"m\" { source = \"./m\" }\n")}
	w, diags := dsl.LoadFiles(files, dsl.Options{ReadFolder: library, Variables: map[string]string{"seats": "5", "m_lead_time": "9d"}})
	requireClean(t, diags)
	require.Equal(t, map[string]any{"seats": 5.0, "m_lead_time": "9d"}, w.Vars)

	_, diags = dsl.LoadFiles(files, dsl.Options{ReadFolder: library})
	require.Len(t, diags, 2)
	require.Contains(t, diags[0].Detail, "or TEND_VAR_seats in the environment")
	require.Contains(t, diags[1].Detail, "TEND_VAR_m_lead_time")
}

// Where one variable's default reads another, it reads what the environment gives.
func TestDefaultsReadTheEnvironment(t *testing.T) {
	t.Parallel()
	src := `
variable "b" { default = "${var.a}!" }
variable "a" { default = "one" }
locals { c = "${var.b}?" }
`
	w, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, dsl.Options{Variables: map[string]string{"a": "two"}})
	requireClean(t, diags)
	require.Equal(t, "two!", w.Vars["b"])
	require.Equal(t, "two!?", w.Locals["c"])
}

// FuzzVariable: whatever the environment holds, loading ends with a workspace or with diagnostics.
func FuzzVariable(f *testing.F) {
	for _, text := range []string{"", "5", "true", "Inf", `["a", 1]`, `{"a": [null, {}]}`, "[for a in [1]: a]", "a ${b} {{ c }}", "[", "\xff", `{ a = env("A_SECRET") }`} {
		for kind := range variableTypes {
			f.Add(text, kind)
		}
	}
	f.Fuzz(func(t *testing.T, text string, kind int) {
		o := withSecret(hidden)
		o.Variables = map[string]string{"x": text}
		w, diags := loadVariable(variableTypes[uint(kind)%uint(len(variableTypes))], o)
		require.Equal(t, w == nil, diags.HasErrors())
		requireHidden(t, diags)
	})
}

var variableTypes = []string{"default = 1", "default = true", `default = "a"`, "default = []", "default = {}", "type = date", "type = map(number)", "type = list(string)", ""}
