package dsl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// mayBeEmpty is the attributes whose text can be empty, by what they take or by their names: what is for people
// alone, and values, of which the empty text is one.
var mayBeEmpty = []string{"description", "values", "any value", "arguments with their names"}

// takesNoText is what is never written in quotes.
var takesNoText = []string{"a number", "a whole number", "a list of numbers", "true or false", "a type", "an object of types"}

// Whatever attribute of the language takes a text: one that shows nothing is refused where it stands.
func TestATextThatShowsNothingIsRefused(t *testing.T) {
	t.Parallel()
	found := textsOfValidWorkspaces(t)
	for _, block := range dsl.ReferenceOf().Blocks {
		for _, a := range block.Attributes {
			if slices.Contains(mayBeEmpty, a.Name) || slices.Contains(mayBeEmpty, a.Takes) || slices.Contains(takesNoText, a.Takes) {
				continue
			}
			name := strings.TrimSpace(block.Word+" "+block.Kind) + "." + a.Name
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				where, ok := found[name]
				if !ok {
					where = found[strings.TrimSpace(block.Word+" "+block.Kind)].add(t, a)
				}
				for _, text := range []string{`""`, `"  "`, `"\u200b"`} {
					requireRefused(t, where, text)
				}
			})
		}
	}
}

// textPlace is a text of an attribute in a workspace.
type textPlace struct {
	fixture

	at diag.Range
}

// requireRefused loads a workspace with another text in the place, where it has to be refused, and once.
func requireRefused(t *testing.T, where textPlace, text string) {
	t.Helper()
	files, at := fstest.MapFS{}, where.at
	for _, file := range where.with(at, text).files {
		files[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	_, diags := dsl.LoadFS(files, dsl.Options{Actions: testActions(), Sender: true})
	there := 0
	for _, d := range diags {
		if d.Severity == diag.SeverityError && d.Range.File == at.File && d.Range.StartByte >= at.StartByte && d.Range.StartByte < at.StartByte+len(text) {
			there++
		}
	}
	require.Equal(t, 1, there, "%v", diags)
}

// needed is what triggers of some kinds can't do without, so that the rest of them is looked at.
var needed = map[string]string{"inactivity": `event = "email.replied"`, "playbook": `playbook = "p"`, "scale": `scale = "s"`}

// textsOfValidWorkspaces is the first text of each attribute of each kind of block, and a place for others in a
// block of each kind.
func textsOfValidWorkspaces(t *testing.T) map[string]textPlace {
	t.Helper()
	found := map[string]textPlace{}
	rest := txtar.File{Name: "main.hcl", Data: []byte("playbook \"p\" {\n")}
	for _, block := range dsl.ReferenceOf().Blocks {
		if block.Word == "trigger" {
			rest.Data = fmt.Appendf(rest.Data, "trigger %q {\n%s\n}\n", block.Kind, needed[block.Kind])
		}
	}
	rest.Data = append(rest.Data, `
  stop "s" {
  }
}
module "m" {
}
scale "s" {
  level "a" { when = "true" }
}
tier "t" { when = "true" }
`...)
	for _, f := range append(readFixtures(t, "testdata/valid"), fixture{files: []txtar.File{rest}}) {
		f.files = slices.DeleteFunc(f.files, func(file txtar.File) bool { return strings.HasSuffix(file.Name, ".json") })
		for _, file := range f.files {
			if strings.HasSuffix(file.Name, ".hcl") {
				textsOf(t, f, file, found)
			}
		}
	}
	return found
}

// add is the place of an attribute's example, added after the brace where a block begins.
func (p textPlace) add(t *testing.T, a dsl.AttributeReference) textPlace {
	t.Helper()
	require.NotEmpty(t, p.at.File, "no valid workspace has such a block of several lines")
	before := "\n" + a.Name + " = "
	added := textPlace{fixture: p.with(p.at, before+a.Example), at: p.at}
	expr, diags := hclsyntax.ParseExpression([]byte(a.Example), "", hcl.InitialPos)
	require.False(t, diags.HasErrors())
	at, ok := firstText(expr)
	require.True(t, ok, "%s isn't a text", a.Example)
	added.at.EndByte = p.at.StartByte + len(before) + at.End.Byte
	added.at.StartByte += len(before) + at.Start.Byte
	return added
}

// textsOf adds the texts of a file that aren't found yet, and after which brace a block of each kind begins.
func textsOf(t *testing.T, f fixture, file txtar.File, found map[string]textPlace) {
	t.Helper()
	parsed, diags := hclsyntax.ParseConfig(file.Data, file.Name, hcl.InitialPos)
	require.False(t, diags.HasErrors(), "%s: %s", file.Data, diags)
	var walk func(blocks hclsyntax.Blocks)
	walk = func(blocks hclsyntax.Blocks) {
		for _, b := range blocks {
			word := b.Type
			if word == "trigger" {
				word += " " + b.Labels[0]
			}
			if end := b.OpenBraceRange.End; found[word].files == nil && b.CloseBraceRange.Start.Line > end.Line {
				found[word] = textPlace{f, diag.Range{File: file.Name, StartByte: end.Byte, EndByte: end.Byte}}
			}
			for name, a := range b.Body.Attributes {
				at, ok := firstText(a.Expr)
				if _, known := found[word+"."+name]; ok && !known {
					found[word+"."+name] = textPlace{f, diag.Range{File: file.Name, StartByte: at.Start.Byte, EndByte: at.End.Byte}}
				}
			}
			walk(b.Body.Blocks)
		}
	}
	walk(parsed.Body.(*hclsyntax.Body).Blocks)
}

// firstText is the place of the first text in quotes of an expression, if that is one or a list of some.
func firstText(expr hclsyntax.Expression) (hcl.Range, bool) {
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		return e.Range(), true
	case *hclsyntax.TupleConsExpr:
		if len(e.Exprs) > 0 {
			return firstText(e.Exprs[0])
		}
	}
	return hcl.Range{}, false
}
