package dsl

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/diag"
)

// everySchema is all schemas by what a reader calls them, found from the top.
func everySchema() map[string]*schema {
	found := map[string]*schema{}
	var walk func(all []*schema)
	walk = func(all []*schema) {
		for _, s := range all {
			name := strings.TrimSpace(s.word + " " + s.kind)
			if found[name] == nil {
				found[name] = s
				walk(s.inside())
			}
		}
	}
	walk(schemas())
	return found
}

func TestEverySchemaIsReachableFromTheTop(t *testing.T) {
	t.Parallel()
	found := everySchema()
	require.Len(t, found, len(schemas())+len(innerSchemas()))
	for name, s := range found {
		for _, word := range s.inner() {
			require.True(t, slices.ContainsFunc(s.inside(), func(i *schema) bool { return i.word == word }), "%s in %s has no schema", word, name)
		}
	}
}

func TestSchemasAreDocumented(t *testing.T) {
	t.Parallel()
	for name, s := range everySchema() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireSentences(t, s.doc)
			for i, a := range s.attrs {
				require.Equal(t, i, slices.IndexFunc(s.attrs, func(b attr) bool { return a.name == b.name }), "%s is there twice", a.name)
				requireSentences(t, a.doc)
				require.NotEmpty(t, a.kind, a.name)
				requireExpression(t, a.example)
				for _, word := range a.unsupportedWords {
					require.Contains(t, a.words, word, "the words of %s", a.name)
				}
				require.Equal(t, len(a.words) > 0, strings.Contains(string(a.kind), "one of a few words"), "the words of %s", a.name)
				if a.def != "" {
					requireExpression(t, a.def)
					require.False(t, a.required, "%s has a default", a.name)
				}
				if a.def != "" && len(a.words) > 0 {
					require.Equal(t, diag.Quoted(a.words)[0], a.def, "the first word is the default")
				}
			}
		})
	}
}

// requireSentences checks the form of a text of the reference.
func requireSentences(t *testing.T, doc string) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(doc)
	require.True(t, unicode.IsUpper(first) && strings.HasSuffix(doc, "."), "not a sentence: %q", doc)
	require.NotContains(t, doc, "TODO")
}

func requireExpression(t *testing.T, src string) {
	t.Helper()
	_, diags := hclsyntax.ParseExpression([]byte(src), "", hcl.InitialPos)
	require.False(t, diags.HasErrors(), "%q: %s", src, diags)
}

// The example of a block is what an author would write: one block of the schema's form, and so are the
// blocks inside.
func TestExamplesHaveTheFormOfTheirSchemas(t *testing.T) {
	t.Parallel()
	for name, s := range everySchema() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, diags := hclsyntax.ParseConfig([]byte(s.example), "example.hcl", hcl.InitialPos)
			require.Empty(t, diags)
			require.Equal(t, s.example+"\n", string(hclwrite.Format([]byte(s.example+"\n"))), "tend fmt would change it")
			l := newLoader(map[string][]byte{"example.hcl": []byte(s.example)}, Options{})
			requireForm(t, l, file.Body.(*hclsyntax.Body).Blocks, []*schema{s})
			require.Len(t, file.Body.(*hclsyntax.Body).Blocks, 1)
			require.Empty(t, l.List)
		})
	}
}

func requireForm(t *testing.T, l *loader, blocks []*hclsyntax.Block, allowed []*schema) {
	t.Helper()
	for _, b := range blocks {
		i := slices.IndexFunc(allowed, func(s *schema) bool {
			return s.word == b.Type && (s.kind == "" || s.kind == b.Labels[0])
		})
		require.GreaterOrEqual(t, i, 0, "%s %q", b.Type, b.Labels)
		require.NotNil(t, l.open(b, allowed[i]))
		requireForm(t, l, b.Body.Blocks, allowed[i].inside())
	}
}
