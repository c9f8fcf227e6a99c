package dsl_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/diag"
)

// holders are blocks in which an example of an inner block can stand, where the example of the outer block
// can't hold every one of them.
var holders = map[string]string{
	"playbook": `playbook "an_example" {
  trigger "event" { event = "login" }

  action "email" "offer" {
    to      = "{{ contacts.champions }}"
    subject = "An offer"
    body    = "Here it is."
    wait    = "3d"
  }
  action "task" "review" {
    title   = "Look at {{ account.name }}"
    answers = { cause = one_of("product", "price") }
    wait    = "2 business days"
  }
}`,
	"health_score": `health_score "an_example" {
  measure "usage" {
    weight = 20
    score  = "account.seats"
  }
  band "low" { from = 0 }
}`,
}

// Every example of the reference is right: it loads, with what it refers to declared, and an inner block
// in the block where it stands.
func TestExamplesLoad(t *testing.T) {
	t.Parallel()
	prelude, err := os.ReadFile("testdata/examples/prelude.hcl")
	require.NoError(t, err)
	of := dsl.ReferenceOf()
	for _, b := range of.Blocks {
		t.Run(b.Title(), func(t *testing.T) {
			t.Parallel()
			example := hold(t, of, b, b.Example)
			_, diags := dsl.LoadFiles(map[string][]byte{
				"example.hcl": example.Bytes(),
				"prelude.hcl": without(t, prelude, example.Body().Blocks()[0]),
			}, dsl.Options{Actions: testActions(), ReadFolder: library})
			require.False(t, diags.HasErrors(), "%v\n%s", diags, example.Bytes())
		})
	}
}

// The condition that the reference shows for a kind of trigger is one of that kind, and what it says that the
// trigger brings can be read, and nothing more.
func TestTriggersBringWhatTheReferenceSays(t *testing.T) {
	t.Parallel()
	prelude, err := os.ReadFile("testdata/examples/prelude.hcl")
	require.NoError(t, err)
	of := dsl.ReferenceOf()
	for _, b := range of.Blocks {
		if b.Word != "trigger" {
			continue
		}
		t.Run(b.Kind, func(t *testing.T) {
			t.Parallel()
			load := func(when string) diag.Diagnostics {
				trigger := parse(t, []byte(spread(b.Example)))
				trigger.Body().Blocks()[0].Body().SetAttributeRaw("when", hclwrite.TokensForIdentifier(when))
				file := hold(t, of, b, string(trigger.Bytes()))
				_, diags := dsl.LoadFiles(map[string][]byte{"example.hcl": file.Bytes(), "prelude.hcl": prelude}, dsl.Options{Actions: testActions()})
				return diags
			}
			for _, a := range b.Attributes {
				if a.Name == "when" {
					require.False(t, load(a.Example).HasErrors(), "%s: %v", a.Example, load(a.Example))
				}
			}
			if b.Kind == "becomes" || b.Kind == "inactivity" {
				return // Their `when` is about something else than what the trigger brings.
			}
			var brings []string
			for _, p := range b.Brings {
				brings = append(brings, p.Name)
			}
			require.Contains(t, load(`"trigger.no_such_name == nil"`)[0].Detail, "It has "+strings.Join(slices.Sorted(slices.Values(brings)), ", ")+".")
		})
	}
}

// library is the folder that the example of a module brings.
func library(string) (map[string][]byte, error) {
	return map[string][]byte{"main.hcl": []byte(`variable "lead_time" {}`)}, nil
}

// several are the words of blocks that make sense only together, the last of them for all the rest.
var several = []string{"band", "level", "lane", "variant"}

// hold puts an example into an example of the block in which it stands, instead of others of its word or
// of its name.
func hold(t *testing.T, of dsl.Reference, b dsl.BlockReference, example string) *hclwrite.File {
	t.Helper()
	file := parse(t, []byte(example))
	if len(b.Parents) == 0 {
		return file
	}
	parent := of.Blocks[slices.IndexFunc(of.Blocks, func(p dsl.BlockReference) bool { return slices.Contains(b.Parents, p.Word) })]
	outer := holders[parent.Word]
	if outer == "" {
		outer = parent.Example
	}
	around := parse(t, []byte(outer))
	body := around.Body().Blocks()[0].Body()
	inner := file.Body().Blocks()[0]
	var after []*hclwrite.Block
	for _, other := range body.Blocks() {
		switch {
		case name(other) == name(inner) || other.Type() == b.Word && !slices.Contains(several, b.Word):
			body.RemoveBlock(other)
		case other.Type() == b.Word:
			body.RemoveBlock(other)
			after = append(after, other)
		}
	}
	body.AppendNewline()
	for _, block := range append([]*hclwrite.Block{inner}, after...) {
		body.AppendBlock(block)
	}
	return hold(t, of, parent, string(around.Bytes()))
}

// name is the last label of a block, or its word.
func name(b *hclwrite.Block) string {
	if labels := b.Labels(); len(labels) > 0 {
		return labels[len(labels)-1]
	}
	return b.Type()
}

// without is a file without the blocks that a block would be a second of: those of the same name, and of
// those words that have only one place for all of them.
func without(t *testing.T, src []byte, block *hclwrite.Block) []byte {
	t.Helper()
	file := parse(t, src)
	for _, b := range file.Body().Blocks() {
		alone := slices.Contains([]string{"workspace", "tier", "health_score"}, b.Type())
		if b.Type() == block.Type() && (alone || slices.Equal(b.Labels(), block.Labels())) {
			file.Body().RemoveBlock(b)
		}
	}
	return file.Bytes()
}

func parse(t *testing.T, src []byte) *hclwrite.File {
	t.Helper()
	file, diags := hclwrite.ParseConfig(append(slices.Clone(src), '\n'), "example.hcl", hcl.InitialPos)
	require.Empty(t, diags)
	return file
}

// Every example of the JSON form is a whole file.
func TestExamplesOfJSONLoad(t *testing.T) {
	t.Parallel()
	for _, r := range dsl.ReferenceOf().JSON {
		_, diags := dsl.LoadFiles(map[string][]byte{"a.hcl.json": []byte(r.Example)}, dsl.Options{})
		for _, d := range diags {
			require.Equal(t, diag.SeverityWarning, d.Severity, "%s: %v", r.Name, d)
			require.NotEqual(t, diag.CodeOrder, d.Code)
		}
	}
}

// The functions that the reference lists are those that can be called.
func TestFunctionsAtLoadAreThose(t *testing.T) {
	t.Parallel()
	for _, f := range dsl.ReferenceOf().AtLoad {
		_, diags := dsl.LoadFiles(map[string][]byte{"main.hcl": []byte("locals {\n  x = " + f.Example + "\n}\n")}, dsl.Options{
			ReadFile: func(string) ([]byte, error) { return nil, nil },
			Getenv:   func(string) (string, bool) { return "", true },
		})
		require.Empty(t, diags, f.Name)
	}
}

// Each name's example compiles where the name can be read: in the playbook of the holder, which is about
// contacts and has a parameter.
func TestExamplesOfNamesCompile(t *testing.T) {
	t.Parallel()
	prelude, err := os.ReadFile("testdata/examples/prelude.hcl")
	require.NoError(t, err)
	for _, n := range dsl.ReferenceOf().Names {
		t.Run(n.Name, func(t *testing.T) {
			t.Parallel()
			require.True(t, strings.HasPrefix(n.Form, n.Name) && strings.Contains(n.Example, n.Name), "the form and the example are of the name")
			_, diags := dsl.LoadFiles(map[string][]byte{
				"prelude.hcl": prelude,
				"main.hcl":    []byte(strings.ReplaceAll(namesRead, "EXAMPLE", n.Example)),
				"event.hcl":   []byte(strings.ReplaceAll(eventRead, "EXAMPLE", n.Example)),
				"item.hcl":    []byte(strings.ReplaceAll(itemRead, "EXAMPLE", n.Example)),
			}, dsl.Options{Actions: testActions()})
			// Exactly the places that lack the name complain.
			var lacking []string
			for _, d := range diags {
				if d.Severity == diag.SeverityError {
					lacking = append(lacking, d.Range.File)
				}
			}
			want := map[string][]string{
				"event": {"item.hcl", "main.hcl"},
				"item":  {"event.hcl", "main.hcl"},
				"steps": {"event.hcl"}, "run": {"event.hcl"}, "param": {"event.hcl"},
			}[n.Name]
			require.Equal(t, want, lacking, "%v", diags)
		})
	}
}

const (
	namesRead = `playbook "reads_names" {
  param "reason" {
    type    = string
    default = "price"
  }
  trigger "event" { event = "login" }
  action "task" "review" {
    title = "Look"
    wait  = "1d"
  }
  action "task" "last" {
    title = "Look"
    when  = "EXAMPLE"
  }
}`
	eventRead = `playbook "reads_an_event" {
  trigger "event" {
    event = "login"
    when  = "EXAMPLE"
  }
  wait "a_day" { for = "1d" }
}`
	itemRead = `playbook "reads_an_item" {
  param "reason" {
    type    = string
    default = "price"
  }
  trigger "event" { event = "login" }
  action "task" "review" {
    title = "Look"
    wait  = "1d"
  }
  each "number" {
    in = "[1, 2]"
    action "task" "last" {
      title = "Look"
      when  = "EXAMPLE"
    }
  }
}`
)

// Every property of a built-in event has its sentence.
func TestPropertiesOfEventsAreDocumented(t *testing.T) {
	t.Parallel()
	for _, event := range dsl.ReferenceOf().Events {
		require.Regexp(t, `^\p{Lu}.*\.$`, event.Doc, event.Name)
		for _, property := range event.Properties {
			require.Regexp(t, `^\p{Lu}.*\.$`, property.Doc, "%s of %s", property.Name, event.Name)
		}
	}
}
