package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tendhq/tend/dsl/reference"
	"github.com/tendhq/tend/engine/importer"
)

// described returns a page of the reference.
func described(t *testing.T, kind string) reference.Page {
	t.Helper()
	pages := importer.Reference()
	i := slices.IndexFunc(pages, func(p reference.Page) bool { return p.Kind == kind })
	require.GreaterOrEqual(t, i, 0, kind)
	return pages[i]
}

// Every page is sentences, and everything that can be written has an example.
func TestTheReferenceIsWhole(t *testing.T) {
	t.Parallel()
	for _, p := range importer.Reference() {
		require.True(t, strings.HasSuffix(p.Doc, "."), p.Title())
		for _, s := range p.Sections {
			for _, e := range s.Entries {
				require.True(t, strings.HasSuffix(e.Doc, "."), "%s %s", p.Title(), e.Name)
				if s.Heading == "Attributes" {
					require.NotEmpty(t, e.Takes, "%s %s", p.Title(), e.Name)
					require.NotEmpty(t, e.Example, "%s %s", p.Title(), e.Name)
				}
			}
		}
	}
}

// What the pages show as examples is right.
func TestTheExamplesOfTheReferenceAreRight(t *testing.T) {
	t.Parallel()
	for _, p := range importer.Reference() {
		if p.Example != "" {
			requireMapping(t, p.Example)
		}
	}
	heads := map[string]string{
		"accounts": "accounts", "contacts": "contacts", "events": `events "click"`,
	}
	for kind, head := range heads {
		entries := described(t, kind).Sections[0].Entries
		for _, one := range entries {
			block := head + " {\n"
			for _, e := range entries {
				if e.Required || e.Name == one.Name || kind == "events" && e.Name == "properties" {
					block += fmt.Sprintf("  %s = %s\n", e.Name, e.Example)
				}
			}
			requireMapping(t, block+"}\n")
		}
	}
}

// requireMapping requires that a text, with what it needs besides, is a mapping.
func requireMapping(t *testing.T, text string) {
	t.Helper()
	if !strings.Contains(text, "mapping \"") {
		text = "mapping \"m\" {}\n" + text
	}
	if !strings.Contains(text, "file ") {
		text += twoAccounts
	}
	_, diags := importer.Parse([]byte(text), "mapping.hcl", workspace())
	require.False(t, diags.HasErrors(), text)
}

func TestTheExamplesOfOptionsAreRight(t *testing.T) {
	t.Parallel()
	targets := map[string]string{"format": "renewal", "zone": "renewal", "anchor": "renewal", "by": "renewal", "true": "trial", "false": "trial", "map": "plan", "otherwise": "plan"}
	besides := map[string]string{
		"by": `, anchor = { spring = "2026-03-01" }`, "true": `, false = ["N"]`, "false": `, true = ["Y"]`, "otherwise": `, map = {}`,
	}
	for _, e := range described(t, "value").Sections[0].Entries {
		target := targets[e.Name]
		if target == "" {
			target = "seats"
		}
		option := e.Name + " = " + e.Example + besides[e.Name]
		if e.Name != "column" && e.Name != "value" {
			option += `, column = "c"`
		}
		requireMapping(t, account(target+" = { "+option+" }"))
	}
}

// The examples of the parts of formats are read by them.
func TestTheExamplesOfFormatsAreRight(t *testing.T) {
	t.Parallel()
	p := described(t, "format")
	for _, e := range p.Sections[0].Entries {
		format, text := "YYYY M D", "2026 1 9"
		switch {
		case strings.HasPrefix(e.Name, "Y"), strings.HasPrefix(e.Name, "M"), strings.HasPrefix(e.Name, "D"):
			i := strings.Index("YMD", e.Name[:1])
			formats, texts := strings.Fields(format), strings.Fields(text)
			formats[i], texts[i] = e.Name, e.Example
			format, text = strings.Join(formats, " "), strings.Join(texts, " ")
		case e.Name == "S":
			format, text = format+" h:m:s.SSS", text+" 8:5:7."+e.Example
		case e.Name == "AM":
			format, text = format+" h AM", text+" 8 "+e.Example
		case e.Name == "Z":
			format, text = format+" Z", text+" "+e.Example
		default:
			clock, at := map[byte]string{'h': "", 'm': "h:", 's': "h:m:"}, map[byte]string{'h': "", 'm': "8:", 's': "8:5:"}
			format, text = format+" "+clock[e.Name[0]]+e.Name, text+" "+at[e.Name[0]]+e.Example
		}
		pattern, err := importer.NewPattern(format)
		require.NoError(t, err, format)
		_, err = pattern.Parse(text, noon.Location())
		require.NoError(t, err, "%s by %s", text, format)
	}
	for _, e := range p.Sections[1].Entries {
		pattern, err := importer.NewPattern(e.Name)
		require.NoError(t, err)
		at, err := pattern.Parse(e.Example, noon.Location())
		require.NoError(t, err)
		require.Equal(t, 2026, at.Year())
	}
}
