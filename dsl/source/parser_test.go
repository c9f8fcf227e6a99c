package source_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/diag"
	"github.com/tendhq/tend/dsl/source"
)

// toyGrammar is that of a language with recipes, which no workspace has.
func toyGrammar() *source.Grammar {
	stir := &source.Form{Type: "stir", Labels: []string{"NAME"}, Attributes: []source.Attribute{{Name: "until", Expression: true}}}
	heat := &source.Form{Type: "heat", Labels: []string{"NAME"}, Attributes: []source.Attribute{{Name: "unit", Type: true}}}
	recipe := &source.Form{Type: "recipe", Labels: []string{"NAME"}, Attributes: []source.Attribute{{Name: "title"}}, Blocks: []*source.Form{stir, heat}}
	return &source.Grammar{Top: []*source.Form{recipe}, All: []*source.Form{recipe, stir, heat}, Steps: []string{"stir", "heat"}}
}

// parse reads a file of the toy language.
func parse(name, src string) (*source.Parser, []*hclsyntax.Body) {
	p := source.NewParser(diag.NewReporter(), toyGrammar)
	p.Sources[name] = []byte(src)
	return p, p.Parse(name, []byte(src))
}

// steps is the types and names of the steps of the first recipe.
func steps(bodies []*hclsyntax.Body) []string {
	var all []string
	for _, b := range bodies[0].Blocks[0].Body.Blocks {
		all = append(all, b.Type+" "+b.Labels[0])
	}
	return all
}

func TestJSONIsReadAsTheNativeForm(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"a.hcl":      "recipe \"soup\" {\n  stir \"first\" { until = \"hot\" }\n  heat \"then\" { unit = celsius }\n  stir \"last\" {}\n}\n",
		"a.hcl.json": `{"recipe": {"soup": {"steps": [{"stir": {"first": {"until": "hot"}}}, {"heat": {"then": {"unit": "celsius"}}}, {"stir": {"last": {}}}]}}}`,
	} {
		p, bodies := parse(name, src)
		require.Empty(t, p.List, name)
		require.Equal(t, []string{"stir first", "heat then", "stir last"}, steps(bodies), name)
		inside := bodies[0].Blocks[0].Body.Blocks
		require.True(t, source.IsLiteral(inside[0].Body.Attributes["until"].Expr), name)
		require.IsType(t, &hclsyntax.ScopeTraversalExpr{}, inside[1].Body.Attributes["unit"].Expr, name)
	}
}

func TestAMistakeHidesNothingOfOtherBlocks(t *testing.T) {
	t.Parallel()
	p, bodies := parse("a.hcl", "recipe \"a\" {}\nrecipe \"b\" {\n  title = 5 %\n}\nrecipe \"c\" {}\n")
	require.Len(t, bodies, 2)
	require.Equal(t, []string{"recipe \"b\" {\n  title = 5 %\n}\n"}, p.Unread())
	require.Equal(t, []string{"Percent sign"}, summaries(p))
}

func TestMistakesAreExplainedByTheGrammar(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"recipe \"a\" {\n  stir: \"b\" {}\n}\n":               "Colon after a block's word",
		"recipe \"a\" {\n  title: \"b\"\n}\n":                 "Equals sign that is missing",
		"recipe \"a\" {\n  title = \"b\n}\n":                  "Quote that isn't closed",
		"recipe \"a\" {\n  until = \"x == \"y\"\"\n}\n":       "Double quotes inside of double quotes",
		"recipe \"a\" {\n  title = “b”\n}\n":                  "Quotes of a word processor",
		"recipe \"a\" {\n  title = \"b\"\n  title = \"c\"\n}": "Attribute written twice",
	} {
		p, _ := parse("a.hcl", src)
		require.Equal(t, []string{want}, summaries(p), src)
	}
	p, _ := parse("a.hcl.json", `{"recipe": {"a": {"steps": [{"fry": {"b": {}}}]}}}`)
	require.Contains(t, p.List[0].Detail, `"stir" or "heat"`)
}

func summaries(p *source.Parser) []string {
	var all []string
	for _, d := range p.List {
		all = append(all, d.Summary)
	}
	return all
}
