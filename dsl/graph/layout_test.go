package graph_test

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tendhq/tend/dsl/graph"
	"pgregory.net/rapid"
)

// anyGraph makes graphs of every form, with words that need care.
type anyGraph struct {
	*rapid.T
	nodes int
}

func (a *anyGraph) text(label string) string {
	return rapid.OneOf(
		rapid.StringN(0, 60, -1),
		rapid.SampledFrom([]string{"", `<b>&"quoted"</b>`, "健全度が下がったお客さま。", "success_plan.onboarding.completed && true", strings.Repeat("w", 300)}),
	).Draw(a.T, label)
}

func (a *anyGraph) node(kind graph.Kind, depth int) *graph.Node {
	a.nodes++
	n := &graph.Node{ID: "n" + strconv.Itoa(a.nodes), Kind: kind, Word: "wait", Name: a.text("name"), Ends: kind == graph.Stop}
	for range rapid.IntRange(0, 3).Draw(a.T, "lines") {
		n.Lines = append(n.Lines, graph.Line{Label: a.text("label"), Text: a.text("text"), Code: rapid.Bool().Draw(a.T, "code")})
	}
	if depth == 0 || kind != graph.Choice && kind != graph.Group {
		return n
	}
	n.Form = graph.Form(rapid.IntRange(0, 3).Draw(a.T, "form"))
	for range rapid.IntRange(0, 3).Draw(a.T, "ways") {
		n.Ways = append(n.Ways, graph.Way{Label: a.text("way"), Steps: a.steps(depth - 1)})
	}
	return n
}

func (a *anyGraph) steps(depth int) []*graph.Node {
	kinds := rapid.SampledFrom([]graph.Kind{graph.Action, graph.Wait, graph.Choice, graph.Group, graph.Stop})
	var steps []*graph.Node
	for range rapid.IntRange(0, 3).Draw(a.T, "steps") {
		steps = append(steps, a.node(kinds.Draw(a.T, "kind"), depth))
	}
	return steps
}

func (a *anyGraph) nodesOf(kind graph.Kind) []*graph.Node {
	var all []*graph.Node
	for range rapid.IntRange(0, 4).Draw(a.T, string(kind)) {
		all = append(all, a.node(kind, 0))
	}
	return all
}

func (a *anyGraph) draw() *graph.Graph {
	g := &graph.Graph{
		Name: a.text("playbook"), Description: a.text("description"), Notes: []graph.Line{{Label: "tags", Text: a.text("tags")}},
		Triggers: a.nodesOf(graph.Trigger), Steps: a.steps(3), Asides: a.nodesOf(graph.Exit),
	}
	if rapid.Bool().Draw(a.T, "enrolment") {
		g.Enrolment = a.node(graph.Enrolment, 0)
	}
	return g
}

// Whatever a playbook says, its picture is well-formed, has a card for each node, no card covers
// another, and none is cut off at the edge.
func TestCardsNeverOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := &anyGraph{T: t}
		svg := a.draw().SVG()
		requireWellFormed(t, svg)
		width, height, cards := boxes(t, svg)
		require.Len(t, cards, a.nodes)
		for i, b := range cards {
			require.True(t, b.left >= 0 && b.top >= 0 && b.right <= width && b.bottom <= height, "%v of %v × %v", b, width, height)
			for _, other := range cards[:i] {
				require.False(t, b.left < other.right && other.left < b.right && b.top < other.bottom && other.top < b.bottom, "%v and %v", b, other)
			}
		}
	})
}

type box struct{ left, top, right, bottom float64 }

// boxes reads the size of the picture, and where its cards are.
func boxes(t require.TestingT, svg string) (width, height float64, cards []box) {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err != nil {
			return width, height, cards
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		has := map[string]string{}
		for _, a := range start.Attr {
			has[a.Name.Local] = a.Value
		}
		number := func(name string) float64 {
			f, err := strconv.ParseFloat(has[name], 64)
			require.NoError(t, err)
			return f
		}
		switch {
		case start.Name.Local == "svg":
			width, height = number("width"), number("height")
		case has["class"] != "card":
		case start.Name.Local == "rect":
			x, y := number("x"), number("y")
			cards = append(cards, box{x, y, x + number("width"), y + number("height")})
		default:
			var x, y, w, dx, half float64
			_, err := fmt.Sscanf(has["d"], "M%f %fh%fl%f %f", &x, &y, &w, &dx, &half)
			require.NoError(t, err)
			cards = append(cards, box{x - dx, y, x + w + dx, y + 2*half})
		}
	}
}

// Every arrow of a Mermaid text leads from and to something that the text declares, and no word of a
// playbook can end a label.
func TestMermaidIsWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := &anyGraph{T: t}
		text := a.draw().Mermaid()
		declared := map[string]bool{"run": true, "done": true}
		for i := range a.nodes {
			declared["n"+strconv.Itoa(i+1)] = true
		}
		lines := strings.Split(strings.TrimSpace(text), "\n")
		require.Equal(t, "flowchart TD", lines[0])
		for _, line := range lines[3:] {
			require.Zero(t, strings.Count(line, `"`)%2, line)
			words := strings.Fields(line)
			if bare := unquoted(line); strings.Contains(bare, "->") {
				require.True(t, declared[words[0]] && declared[words[len(words)-1]], line)
			}
		}
	})
}

// unquoted is a line without what stands in quotes.
func unquoted(line string) string {
	var out strings.Builder
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 0 {
			out.WriteString(part)
		}
	}
	return out.String()
}
