package dsl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// A workspace in HCL's JSON form is the same workspace.
func TestJSONSaysTheSame(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("testdata/valid/*")
	require.NoError(t, err)
	for _, dir := range append(dirs, "../examples/quickstart", "../examples/starter") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			files, read := folderOf(t, dir)
			want := loadHashes(t, files, read)
			for _, lists := range []bool{false, true} {
				converted := map[string][]byte{}
				for name, src := range files {
					converted[name+".json"] = toJSON(t, src, lists)
				}
				require.Equal(t, want, loadHashes(t, converted, read), "lists: %t", lists)
			}
		})
	}
}

func TestJSONIsLoadedFromAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(`tier "a" {}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.hcl.json"), []byte(`{"workspace": {"locale": "ja"}}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c.json"), []byte(`not read`), 0o600))
	w, diags := dsl.Load(dir, dsl.Options{})
	requireClean(t, diags)
	require.Len(t, w.Tiers, 1)
	require.Equal(t, "ja", w.Locale)
}

// Every mistake has its place in the JSON, inside strings with escapes too.
func TestJSONHasPlaces(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		src    string
		code   diag.Code
		place  string
		marked string
	}{
		"no JSON":   {"{\n  \"tier\": {\"a\": }\n}", diag.CodeSyntax, "2:17", "}"},
		"no string": {`{"tier": {"日本\x": {}}}`, diag.CodeSyntax, "1:16", "\""},
		"no object": {
			"{\n  \"tier\": {\"a\": 5}\n}", diag.CodeSyntax, "2:17", "5",
		},
		"an unknown block":       {`{"teir": {"a": {}}}`, diag.CodeUnknownBlock, "1:2", `"teir"`},
		"an unknown attribute":   {"{\"tier\": {\"a\": {\n \"wen\": \"true\"}}}", diag.CodeUnknownName, "2:2", `"wen"`},
		"one in a list":          {"{\"tier\": {\"a\": [[\n {\"wen\": \"true\"}]]}}", diag.CodeSyntax, "2:3", `"wen"`},
		"the wrong type":         {`{"workspace": {"locale": ["a"]}}`, diag.CodeWrongType, "1:26", `["a"]`},
		"another wrong type":     {`{"workspace": {"locale": 5}}`, diag.CodeWrongType, "1:26", "5"},
		"a name":                 {`{"tier": {"a b": {}}}`, diag.CodeName, "1:11", `"a b"`},
		"a second of a name":     {"{\"tier\": {\"a\": {},\n \"a\": {}}}", diag.CodeDuplicate, "2:2", `"a"`},
		"an expression":          {`{"tier": {"a": {"when": "account.nmae == 'x'"}}}`, diag.CodeExpression, "1:34", "nmae"},
		"one after escapes":      {`{"tier": {"a": {"when": "\"\u65e5本\" == account.nmae"}}}`, diag.CodeExpression, "1:49", "nmae"},
		"one with an escape":     {`{"tier": {"a": {"when": "account.n\u006dae == ''"}}}`, diag.CodeExpression, "1:34", `n\u006dae`},
		"one after lines":        {`{"tier": {"a": {"when": "true\n && account.nmae == ''"}}}`, diag.CodeExpression, "1:44", "nmae"},
		"one in a variable":      {"{\"variable\": {\"v\": {\"default\": \"\\taccount.nmae == ''\"}},\n \"tier\": {\"a\": {\"when\": \"${var.v}\"}}}", diag.CodeExpression, "1:43", "nmae"},
		"an unknown variable":    {`{"locals": {"x": "\"${ var.y }"}}`, diag.CodeUnknownVariable, "1:24", "var.y"},
		"a bracket":              {`{"locals": {"x": "\t%{ y }"}}`, diag.CodeBrackets, "1:24", "y"},
		"an unknown type":        {`{"attribute": {"account": {"a": {"type": "nubmer"}}}}`, diag.CodeUnknownType, "1:43", "nubmer"},
		"a type that is no word": {`{"attribute": {"account": {"a": {"type": "a b"}}}}`, diag.CodeSyntax, "1:45", "b"},
		"a missing attribute":    {"{\"event\": {\"e\": {}}, \"metric\": {\n \"a\": {\"window\": \"1d\"}}}", diag.CodeMissing, "2:2", `"a"`},
		"an unknown trigger":     {`{"playbook": {"p": {"trigger": {"evnt": {}}, "wait": {"w": {"for": "1d"}}}}}`, diag.CodeUnknownTrigger, "1:33", `"evnt"`},
		"no step":                {`{"playbook": {"p": {"steps": [{"trigger": {"manual": {}}}]}}}`, diag.CodeUnknownBlock, "1:32", `"trigger"`},
		"a mistake in a step":    {`{"playbook": {"p": {"steps": [{"wait": {"w": {"fro": "1d"}}}]}}}`, diag.CodeUnknownName, "1:47", `"fro"`},
		"too few names":          {`{"playbook": {"p": {"trigger": {}, "wait": {"w": {"for": "1d"}}}}}`, diag.CodeSyntax, "1:32", "{"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(tt.src)}, dsl.Options{})
			require.Nil(t, w)
			for _, d := range diags {
				at := d.Range
				if d.Code == tt.code {
					require.Equal(t, tt.marked, tt.src[at.StartByte:at.EndByte])
					require.Equal(t, "a.hcl.json:"+tt.place, at.String(), "%v", d)
					return
				}
			}
			require.Fail(t, "not found", "%v", diags)
		})
	}
}

// A comment is a property "//"; a string of nothing but ${…} is the value in it.
func TestJSONValues(t *testing.T) {
	t.Parallel()
	src := `{
		"//": "At the top", 
		"variable": {"n": {"//": 5, "default": 3}},
		"locals": {
			"number": "${var.n}", "text": "${var.n} of them", "plain": "$${x}", "null": null,
			"list": [1, "${var.n}", true], "object": {"${\"k\"}": {"//": "kept"}}, "call": "${one_of(\"a\", \"b\")}",
			"smile": "\ud83d\ude00\b\f\/\\", "empty": ""
		}
	}`
	w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(src)}, dsl.Options{})
	requireClean(t, diags)
	require.Equal(t, map[string]any{
		"number": 3.0, "text": "3 of them", "plain": "${x}", "null": nil,
		"list": []any{1.0, 3.0, true}, "object": map[string]any{"k": map[string]any{"//": "kept"}}, "call": []any{"a", "b"},
		"smile": "😀\b\f/\\", "empty": "",
	}, w.Locals)
}

// Steps run in the order of the source, also where one word comes between two of another.
func TestJSONKeepsTheOrderOfSteps(t *testing.T) {
	t.Parallel()
	steps := []string{
		`"action": {"note": {"one": {"text": "1"}}}`,
		`"wait": {"two": {"for": "1d"}}`,
		`"action": {"note": {"three": {"text": "3"}, "four": {"text": "4"}}}`,
	}
	for name, body := range map[string]string{
		"repeated properties": "{" + strings.Join(steps, ", ") + `, "trigger": {"event": {"event": "e"}}}`,
		"a list":              "[[{" + strings.Join(steps, "}, {") + `}, {"trigger": {"event": {"event": "e"}}}]]`,
		"a list of steps":     `{"steps": [{` + strings.Join(steps, "}, {") + `}], "trigger": {"event": {"event": "e"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := `{"event": {"e": {}}, "playbook": {"p": ` + body + `}}`
			w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(src)}, dsl.Options{Actions: testActions()})
			if name == "repeated properties" {
				require.Len(t, diags, 1)
				require.Equal(t, diag.CodeOrder, diags[0].Code)
				require.Equal(t, diag.SeverityWarning, diags[0].Severity)
				require.Equal(t, `"wait"`, src[diags[0].Range.StartByte:diags[0].Range.EndByte])
			} else {
				requireClean(t, diags)
			}
			var names []string
			for _, step := range w.Playbooks["p"].Plan.Steps {
				names = append(names, step.Name)
			}
			require.Equal(t, []string{"one", "two", "three", "four"}, names)
		})
	}
}

// FuzzLoadJSON: whatever is in a file, loading ends with a workspace or with diagnostics at places that exist.
func FuzzLoadJSON(f *testing.F) {
	names, err := filepath.Glob("testdata/valid/*/*.hcl")
	require.NoError(f, err)
	for _, name := range names {
		src, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(toJSON(f, src, false))
		f.Add(toJSON(f, src, true))
	}
	f.Add([]byte(`{"locals": {"x": "\u0024{\"\\${1}\" + [for a in b: a]...}\ud83d\ude00%{if c}d%{endif}"}}`))
	f.Add([]byte(`{"locals": {"x": {"${env(\"A_SECRET\")}": "a${env(\"A_SECRET\")}"}}, "workspace": {"locale": "${local.x.a}", "customers": "local.x == 1"}}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		w, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": src}, withSecret(hidden))
		requireHidden(t, diags)
		require.Equal(t, w == nil, diags.HasErrors())
		for _, d := range diags {
			at := d.Range
			require.True(t, at.Line >= 1 && at.Column >= 1 && 0 <= at.StartByte && at.StartByte <= at.EndByte && at.EndByte <= len(src), "%v in %q", d, src)
		}
	})
}
