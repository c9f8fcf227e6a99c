package dsl_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/graph"
)

// hidden is the text of every secret in these tests: nothing that comes out of a load may hold it.
const hidden = "hunter2-never-seen"

// withSecret is options with an environment that has one secret.
func withSecret(text string) dsl.Options {
	return dsl.Options{
		Actions: testActions(), ReadFolder: library,
		Getenv:   func(name string) (string, bool) { return text, name == "A_SECRET" },
		ReadFile: func(name string) ([]byte, error) { return nil, fmt.Errorf("there is no %q", name) },
	}
}

// plainForms is the plainest ways to write a value that a secret has a part in.
var plainForms = []string{`env("A_SECRET")`, `"a${var.a_secret}b"`, `[local.a_secret]`, `{ a = env("A_SECRET") }`}

// secretForms is more of them.
var secretForms = slices.Concat(plainForms, []string{
	`"a${env("A_SECRET")}b"`, `local.a_secret`, `var.a_secret`, `local.in_object.password`, `[env("A_SECRET")]`,
	`{ (env("A_SECRET")) = "a" }`, `env("A_SECRET") == "a"`, `env("A_SECRET") > 1`, `!env("A_SECRET")`, `-env("A_SECRET")`, `true ? env("A_SECRET") : "a"`,
	`env("A_SECRET") == "a" ? "a" : "b"`, `[for x in [env("A_SECRET")] : x]`, `[for x in ["a"] : x if x != env("A_SECRET")]`,
	`{ for x in ["a", "a"] : env("A_SECRET") => x }`, `{ for x in [env("A_SECRET")] : x => x... }`, `file(env("A_SECRET"))`, `env(env("A_SECRET"))`,
	`one_of(env("A_SECRET"))`, `{ a = 1 }[env("A_SECRET")]`, `["a"][env("A_SECRET")]`, `local.in_object[env("A_SECRET")]`, `[local.in_object][*].password`,
	`"%{ if env("A_SECRET") == "a" }a%{ endif }"`, `"%{ for x in [env("A_SECRET")] }${x}%{ endfor }"`, `env("A_SECRET").a`, `env("A_SECRET")[0]`, `env("A_SECRET")[*]`,
	`"{{ local.a_secret }}"`, `"{{ var.a_secret }}"`,
})

const secretHolders = `
variable "a_secret" { default = env("A_SECRET") }
locals {
  a_secret  = env("A_SECRET")
  in_object = { user = "me", password = local.a_secret }
}
`

// A secret can stand in no attribute of the language, however it is written: it is refused, and its text is in
// nothing that is said about it.
func TestSecretsAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	prelude, err := os.ReadFile("testdata/examples/prelude.hcl")
	require.NoError(t, err)
	prelude = append(prelude, secretHolders...)
	of := dsl.ReferenceOf()
	for _, b := range of.Blocks {
		t.Run(b.Title(), func(t *testing.T) {
			t.Parallel()
			for _, a := range b.Attributes {
				if b.Word == "variable" && a.Name == "default" {
					continue // It may hold one.
				}
				for _, form := range plainForms {
					block := parse(t, []byte(spread(b.Example)))
					block.Body().Blocks()[0].Body().SetAttributeRaw(a.Name, hclwrite.TokensForIdentifier(form))
					example := hold(t, of, b, string(block.Bytes()))
					_, diags := dsl.LoadFiles(map[string][]byte{
						"example.hcl": example.Bytes(),
						"prelude.hcl": without(t, prelude, example.Body().Blocks()[0]),
					}, withSecret(hidden))
					require.True(t, diags.HasErrors(), "%s = %s", a.Name, form)
					requireHidden(t, diags)
				}
			}
		})
	}
}

// spread is an example of a block with its braces on lines of their own.
func spread(example string) string {
	if strings.Contains(example, "\n") {
		return example
	}
	return strings.NewReplacer("{}", "{\n}", "{ ", "{\n", " }", "\n}").Replace(example)
}

// No argument of an action takes a secret either.
func TestSecretsAreNoArguments(t *testing.T) {
	t.Parallel()
	for _, action := range testActions() {
		for _, field := range action.Args.Fields {
			for _, form := range secretForms {
				_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": fmt.Appendf(nil, secretHolders+`
playbook "p" {
  trigger "manual" {}
  action %q "a" {
    %s = %s
  }
}`, action.Kind, field.Name, form)}, withSecret(hidden))
				require.True(t, slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Range.Line == 11 }), "%s = %s: %v", field.Name, form, diags)
				requireHidden(t, diags)
			}
		}
	}
}

// In HCL's JSON form a secret is the same.
func TestSecretsInJSON(t *testing.T) {
	t.Parallel()
	for form, errors := range map[string]int{
		`{"locals": {"x": "${env(\"A_SECRET\")}", "y": {"a": ["${local.x}"]}}}`:                            0,
		`{"workspace": {"locale": "${env(\"A_SECRET\")}"}}`:                                                1,
		`{"locals": {"x": {"${env(\"A_SECRET\")}": 1}}, "workspace": {"customers": "local.x.a == 1"}}`:     1,
		`{"locals": {"x": "a${env(\"A_SECRET\")}"}, "event": {"e": {"description": "It is ${local.x}."}}}`: 1,
		`{"locals": {"x": "${env(\"TEND_TOKEN\")}"}}`:                                                      1,
	} {
		_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(form)}, withSecret(hidden))
		found, _ := diags.Count()
		require.Equal(t, errors, found, "%s: %v", form, diags)
		requireHidden(t, diags)
	}
}

// requireHidden looks for the secret in diagnostics as they are shown in each form.
func requireHidden(t *testing.T, diags diag.Diagnostics) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, diags.Write(&out, false))
	require.NoError(t, diags.WriteJSON(&out, nil))
	require.NoError(t, diags.WriteSARIF(&out, "1"))
	fmt.Fprintf(&out, "%+v %v", diags, diags.Err())
	require.NotContains(t, out.String(), hidden)
}

// What may hold a secret holds none of its text: not the workspace, its plans, its hash, or a picture.
func TestSecretsAreHeldByNothing(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"main.hcl": []byte(secretHolders + `
locals {
  url  = "smtp://me:${local.in_object.password}@mail.example"
  keys = { (env("A_SECRET")) = 1 }
  user = local.in_object.user
  read = [for x in [local.in_object] : x.user]
}
module "m" {
  source    = "./m"
  lead_time = env("A_SECRET")
}
playbook "p" {
  trigger "manual" {}
  when = "local.user != local.read[0]"
  action "task" "call" { title = "Call ${local.user}, {{ local.user }}" }
}
playbook "q" {
  trigger "manual" {}
  action "task" "call" { title = "Call {{ local.in_object.user }}" }
}`)}
	load := func(text string) (*dsl.Workspace, string) {
		w, diags := dsl.LoadFiles(files, withSecret(text))
		requireClean(t, diags)
		picture, err := graph.New(w, "p")
		require.NoError(t, err)
		raw, err := json.Marshal([]any{w.Vars, w.Locals, w.Playbooks["p"].Plan})
		require.NoError(t, err)
		return w, fmt.Sprintf("%s %s %s %+v %+v", raw, picture.SVG(), picture.Mermaid(), *w, *w.Playbooks["p"])
	}
	w, all := load(hidden)
	require.NotContains(t, all, hidden)
	require.Empty(t, w.Vars)
	require.Equal(t, map[string]any{"in_object": map[string]any{"user": "me"}, "user": "me", "read": []any{"me"}}, w.Locals)
	require.Equal(t, map[string]any{"user": "me"}, w.Playbooks["q"].Plan.Locals["in_object"])
	_, err := w.Where("local.a_secret == 'a'")
	require.ErrorContains(t, err, "a_secret", "an operator's filter knows no secret")
	other, _ := load("another")
	require.Equal(t, w.Hash, other.Hash, "a secret decides nothing")
}

// Whoever reads all locals or variables at once, or one by a name that is worked out, reads the secret among them.
func TestASecretAmongAllIsRefused(t *testing.T) {
	t.Parallel()
	reads := []string{
		"toJSON(local)", "string(local)", "values(local)[0]", "len(local) == 1", "local['pl' + 'ain']", "local['plain']",
		"[local][0].plain", "toJSON(var)", "{'x': var}.x.v", "any(values(local), # == 'x')", "get(local, 'plain')", "let l = local; l.plain",
	}
	for _, read := range reads {
		t.Run(read, func(t *testing.T) {
			t.Parallel()
			_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
locals {
  plain = env("A_SECRET")
  open  = "word"
}
variable "v" { default = env("A_SECRET") }
event "ticket" {}
playbook "p" {
  trigger "event" { event = "ticket" }
  action "task" "t" { title = "{{ ` + read + ` }}" }
}
`)}, withSecret(hidden))
			require.Contains(t, diags.Codes(), diag.CodeSecret)
			requireHidden(t, diags)
		})
	}
	_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
locals {
  plain = env("A_SECRET")
  open  = "word"
}
event "ticket" {}
playbook "p" {
  trigger "event" { event = "ticket" }
  action "task" "t" { title = "{{ local['open'] }} {{ local.open }}" }
}
`)}, withSecret(hidden))
	require.False(t, diags.HasErrors(), "%v", diags)
}

// What the environment gives a variable has the form of its default, also where a part of that is secret.
func TestASecretInADefaultKeepsItsForm(t *testing.T) {
	t.Parallel()
	for text, right := range map[string]bool{`{ a = "x", b = "z" }`: true, "[oops": false, "plain": false, `["q"]`: false} {
		opts := withSecret(hidden)
		opts.Variables = map[string]string{"s": text}
		_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte(`
variable "s" { default = { a = env("A_SECRET"), b = "y" } }
event "ticket" {}
playbook "p" {
  trigger "event" { event = "ticket" }
  action "task" "t" { title = "{{ var.s.b }}" }
}
`)}, opts)
		require.Equal(t, right, !diags.HasErrors(), "%s: %v", text, diags)
		if !right {
			require.Equal(t, "TEND_VAR_s", diags[0].Range.File)
		}
	}
}
