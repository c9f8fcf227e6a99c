package graph

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tendhq/tend/dsl"
)

// drawing says how a block of a playbook is drawn.
type drawing struct {
	kind Kind
	form Form
	// ways is the words of the blocks inside that lead to steps. A block that leads on and has none of them
	// has its steps inside itself.
	ways []string
}

// drawings is every block that has a node in the picture.
var drawings = map[string]drawing{
	"trigger":      {kind: Trigger},
	"enroll":       {kind: Enrolment},
	"exit":         {kind: Exit},
	"goal":         {kind: Goal},
	"action":       {kind: Action},
	"run_playbook": {kind: Action},
	"wait":         {kind: Wait},
	"approval":     {kind: Wait},
	"branch":       {kind: Choice, form: One, ways: []string{"case", "default"}},
	"split":        {kind: Choice, form: One, ways: []string{"variant"}},
	"parallel":     {kind: Group, form: All, ways: []string{"lane"}},
	"each":         {kind: Group, form: Turn},
	"repeat":       {kind: Group, form: Round},
	"timeline":     {kind: Group, form: Turn, ways: []string{"at"}},
	"stop":         {kind: Stop},
}

// Draws reports whether a block of this word has a node in the picture.
func Draws(word string) bool { return drawings[word].kind != "" }

// drawer numbers the nodes of one graph.
type drawer struct{ nodes int }

// node draws a block and all that is inside.
func (d *drawer) node(b *dsl.Outline) *Node {
	d.nodes++
	how := drawings[b.Word]
	n := &Node{
		ID: "n" + strconv.Itoa(d.nodes), Kind: how.kind, Word: b.Word, Name: name(b),
		Form: how.form, Lines: lines(b.Attributes), Ends: how.kind == Stop && !has(b, "when"),
	}
	if b.Word == "action" {
		n.Word = b.Labels[0]
	}
	var inside []*Node
	for _, child := range b.Blocks {
		switch {
		case slices.Contains(how.ways, child.Word):
			n.Ways = append(n.Ways, d.way(child))
		case Draws(child.Word):
			inside = append(inside, d.node(child))
		default:
			n.Lines = append(n.Lines, folded(child))
		}
	}
	if len(inside) > 0 {
		n.Ways = append(n.Ways, Way{Steps: inside})
	}
	if b.Word == "branch" && !slices.ContainsFunc(b.Blocks, func(o *dsl.Outline) bool { return o.Word == "default" }) {
		n.Ways = append(n.Ways, Way{Label: "otherwise"})
	}
	return n
}

func has(b *dsl.Outline, attribute string) bool {
	return slices.ContainsFunc(b.Attributes, func(w dsl.Written) bool { return w.Name == attribute })
}

// name is what the block is called: its last label.
func name(b *dsl.Outline) string {
	if len(b.Labels) == 0 {
		return ""
	}
	return b.Labels[len(b.Labels)-1]
}

// way draws a block that leads to steps, named by its label or, without one, by its word.
func (d *drawer) way(b *dsl.Outline) Way {
	w := Way{Label: name(b), Lines: lines(b.Attributes)}
	if w.Label == "" {
		w.Label = b.Word
	}
	for _, child := range b.Blocks {
		if Draws(child.Word) {
			w.Steps = append(w.Steps, d.node(child))
		} else {
			w.Lines = append(w.Lines, folded(child))
		}
	}
	return w
}

// lines is the attributes of a block; its description comes first, and needs no label.
func lines(attributes []dsl.Written) []Line {
	var all []Line
	for _, a := range attributes {
		if a.Name == "description" {
			all = slices.Insert(all, 0, Line{Text: line(a).Text})
		} else {
			all = append(all, line(a))
		}
	}
	return all
}

// passing is the attributes by which a run waits.
var passing = []string{"wait", "for", "until", "at", "timeout", "every"}

// line is an attribute as one line of text: an expression with its white space made single, a text for
// people without what follows its first line.
func line(a dsl.Written) Line {
	l := Line{Label: a.Name, Text: a.Text, Code: a.Expression || isExpression(a.Text)}
	if first, rest, _ := strings.Cut(strings.TrimSpace(a.Text), "\n"); !l.Code && rest != "" {
		l.Text = first + " …"
	}
	l.Text = strings.Join(strings.Fields(l.Text), " ")
	l.Wait = slices.Contains(passing, a.Name)
	return l
}

// isExpression reports whether a text is one expression in brackets, and nothing for people to read.
func isExpression(s string) bool {
	return strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}") && strings.Count(s, "{{") == 1
}

// folded is a block on one line.
func folded(b *dsl.Outline) Line {
	l := Line{Label: strings.Join(append([]string{b.Word}, b.Labels...), " ")}
	var parts []string
	for _, fact := range lines(b.Attributes) {
		parts = append(parts, strings.TrimSpace(fact.Label+" "+fact.Text))
	}
	for _, child := range b.Blocks {
		parts = append(parts, folded(child).words())
	}
	l.Text = strings.Join(parts, ", ")
	return l
}
