package graph_test

import (
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/actions"
	"github.com/tendhq/tend/actions/email"
	"github.com/tendhq/tend/actions/meeting"
	"github.com/tendhq/tend/actions/smtp"
	"github.com/tendhq/tend/actions/task"
	"github.com/tendhq/tend/dsl"
	"github.com/tendhq/tend/dsl/graph"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// nowhere keeps no tasks.
type nowhere struct{}

func (nowhere) Create(context.Context, task.Task) error { return nil }

func load(t *testing.T, dir string) *dsl.Workspace {
	t.Helper()
	sender, err := smtp.New(smtp.Config{URL: "smtp://localhost"})
	require.NoError(t, err)
	var known []actions.Definition
	for _, define := range []func() (actions.Definition, error){
		func() (actions.Definition, error) { return email.New(sender) },
		func() (actions.Definition, error) { return meeting.New(sender) },
		func() (actions.Definition, error) { return task.New(nowhere{}) },
	} {
		d, err := define()
		require.NoError(t, err)
		known = append(known, d)
	}
	w, diags := dsl.Load(dir, dsl.Options{Actions: known})
	require.Empty(t, diags)
	return w
}

func draw(t *testing.T, dir, playbook string) *graph.Graph {
	t.Helper()
	g, err := graph.New(load(t, dir), playbook)
	require.NoError(t, err)
	return g
}

func TestGoldenPictures(t *testing.T) {
	t.Parallel()
	for _, of := range []struct{ dir, playbook, golden string }{
		{"../../examples/quickstart", "rescue_health_drop", "rescue"},
		{"../../examples/quickstart", "onboarding_rescue", "onboarding"},
		{"../../examples/quickstart", "welcome", "welcome"},
		{"testdata/ja", "健全度の低下", "japanese"},
		{"testdata/every", "renewal", "every"},
	} {
		t.Run(of.golden, func(t *testing.T) {
			t.Parallel()
			g := draw(t, of.dir, of.playbook)
			requireGolden(t, of.golden+".svg", g.SVG())
			requireGolden(t, of.golden+".mmd", g.Mermaid())
			requireWellFormed(t, g.SVG())
		})
	}
}

func requireGolden(t *testing.T, name, got string) {
	t.Helper()
	golden := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func requireWellFormed(t require.TestingT, svg string) {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err, svg)
	}
}

func TestGraphIsATreeOfWhatWasWritten(t *testing.T) {
	t.Parallel()
	g := draw(t, "testdata/every", "renewal")
	require.Equal(t, []graph.Line{
		{Label: "owner", Text: "cs-ops@example.com"}, {Label: "mode", Text: "draft"}, {Label: "param reason", Text: "type string, default renewal"},
	}, g.Notes)
	require.Len(t, g.Triggers, 2)
	require.Equal(t, "date", g.Triggers[0].Name)
	require.Equal(t, []graph.Line{
		{Label: "when", Text: "tier == 'high'", Code: true},
		{Label: "cooldown", Text: "300d"},
		{Label: "exclusive", Text: "outreach"},
		{Label: "control_group", Text: "10"},
	}, g.Enrolment.Lines)
	require.Equal(t, []graph.Kind{graph.Exit, graph.Goal}, []graph.Kind{g.Asides[0].Kind, g.Asides[1].Kind})

	prepare := g.Steps[0]
	require.Equal(t, graph.All, prepare.Form)
	require.Equal(t, "numbers", prepare.Ways[1].Label)
	usage := prepare.Ways[1].Steps[0]
	require.Equal(t, graph.Round, usage.Form)
	require.Contains(t, usage.Lines, graph.Line{Label: "every", Text: "1d", Wait: true})
	outcome := g.Steps[len(g.Steps)-1]
	require.Len(t, outcome.Ways, 2)
	require.True(t, outcome.Ways[0].Steps[0].Ends)
}

// Whatever can stand in a playbook is in its picture: a block of a new word needs a drawing.
func TestEveryBlockOfAPlaybookIsDrawn(t *testing.T) {
	t.Parallel()
	notes := []string{"param"} // stands beside the playbook's name
	for _, b := range dsl.ReferenceOf().Blocks {
		words := b.Steps
		if b.Word == "playbook" {
			words = append(words, b.Blocks...)
		}
		for _, word := range words {
			require.True(t, graph.Draws(word) || slices.Contains(notes, word), "%q in %q has no drawing", word, b.Word)
		}
	}
}

// A branch that has no default goes on when no case matches: that is a way, too.
func TestBranchWithoutDefaultShowsTheWayPastIt(t *testing.T) {
	t.Parallel()
	g := draw(t, "testdata/ja", "健全度の低下")
	ways := g.Steps[1].Ways
	inner := ways[len(ways)-1].Steps[1]
	require.Equal(t, graph.Way{Label: "otherwise"}, inner.Ways[1])
}

func TestUnknownPlaybookSuggestsTheNearest(t *testing.T) {
	t.Parallel()
	_, err := graph.New(load(t, "testdata/every"), "renewals")
	require.EqualError(t, err, `there is no playbook "renewals". Did you mean "renewal"?`)
}

// A reader who can't see the picture gets its title, what it says in sentences, and all of every card.
func TestPictureIsAccessible(t *testing.T) {
	t.Parallel()
	svg := draw(t, "testdata/ja", "健全度の低下").SVG()
	require.Contains(t, svg, `role="img" aria-labelledby="tend-健全度の低下-title tend-健全度の低下-desc"`)
	require.Contains(t, svg, `<title id="tend-健全度の低下-title">Playbook 健全度の低下</title>`)
	require.Contains(t, svg, "Starts with: trigger health_drop")
	require.Contains(t, svg, "に下がりました。理由を確認してください。", "a tooltip isn't shortened")
	require.Contains(t, svg, "prefers-color-scheme: dark")
	require.NotContains(t, svg, "<script")
	require.NotContains(t, strings.ReplaceAll(svg, `xmlns="http://www.w3.org/2000/svg"`, ""), "http", "nothing comes from outside")
}
