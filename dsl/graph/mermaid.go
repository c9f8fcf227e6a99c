package graph

import (
	"fmt"
	"strings"
)

// Mermaid is the graph as text that Mermaid draws, for documents that have it built in.
func (g *Graph) Mermaid() string {
	m := &mermaid{}
	m.line("flowchart TD")
	m.indent++
	m.line("accTitle: %s", oneLine("Playbook "+g.Name))
	m.line("accDescr: %s", oneLine(g.describe()))
	ends := m.starts(g)
	m.run(g, ends)
	for _, edge := range m.edges {
		m.line("%s", edge)
	}
	m.classes(g)
	return m.String()
}

// mermaid writes the lines of a flowchart.
type mermaid struct {
	strings.Builder
	indent int
	// edges come after all nodes: a node belongs to the first box in which it is mentioned.
	edges []string
}

// end is a place that a line leaves, with the words on the line.
type end struct{ id, label string }

func (m *mermaid) edge(format string, args ...any) {
	m.edges = append(m.edges, fmt.Sprintf(format, args...))
}

func (m *mermaid) line(format string, args ...any) {
	m.WriteString(strings.Repeat("  ", m.indent))
	fmt.Fprintf(m, format, args...)
	m.WriteString("\n")
}

// starts draws triggers and enrolment.
func (m *mermaid) starts(g *Graph) []end {
	var ends []end
	for _, t := range g.Triggers {
		m.node(t)
		ends = append(ends, end{id: t.ID})
	}
	if g.Enrolment == nil {
		return ends
	}
	m.node(g.Enrolment)
	m.join(ends, g.Enrolment.ID)
	return []end{{id: g.Enrolment.ID}}
}

// run draws the steps, in a box when there is something that ends the run from anywhere.
func (m *mermaid) run(g *Graph, from []end) {
	if len(g.Asides) > 0 {
		m.line(`subgraph run["a run"]`)
		m.indent++
	}
	if ends := m.steps(g.Steps, from); len(ends) > 0 {
		m.line("done(((end)))")
		m.join(ends, "done")
	}
	if len(g.Asides) == 0 {
		return
	}
	m.indent--
	m.line("end")
	for _, n := range g.Asides {
		m.node(n)
		m.edge("run -.-> %s", n.ID)
	}
}

// steps draws a sequence that begins at some ends, and gives the ends that it leaves.
func (m *mermaid) steps(steps []*Node, from []end) []end {
	for _, n := range steps {
		from = m.step(n, from)
	}
	return from
}

func (m *mermaid) step(n *Node, from []end) []end {
	inBox := len(n.Ways) > 0 && (n.Form == Turn || n.Form == Round)
	if inBox {
		m.line(`subgraph %s_box[" "]`, n.ID)
		m.indent++
	}
	m.node(n)
	m.join(from, n.ID)
	ends := m.ways(n)
	if inBox {
		m.indent--
		m.line("end")
	}
	return ends
}

// ways draws where a node leads to.
func (m *mermaid) ways(n *Node) []end {
	switch {
	case n.Ends:
		return nil
	case len(n.Ways) == 0:
		return []end{{id: n.ID}}
	case n.Form == Turn || n.Form == Round:
		return m.turns(n)
	}
	var ends []end
	for _, w := range n.Ways {
		ends = append(ends, m.steps(w.Steps, []end{{id: n.ID, label: w.words()}})...)
	}
	return ends
}

// turns draws ways that are gone one after another.
func (m *mermaid) turns(n *Node) []end {
	ends := []end{{id: n.ID}}
	for _, w := range n.Ways {
		for i := range ends {
			ends[i].label = w.words()
		}
		ends = m.steps(w.Steps, ends)
	}
	if n.Form == Round {
		for _, e := range ends {
			m.edge("%s -. again .-> %s", e.id, n.ID)
		}
	}
	return ends
}

func (m *mermaid) join(from []end, to string) {
	for _, e := range from {
		if e.label == "" {
			m.edge("%s --> %s", e.id, to)
		} else {
			m.edge("%s -- %s --> %s", e.id, quote(e.label), to)
		}
	}
}

// shapes are the brackets of each kind's shape; a rectangle is for all others.
var shapes = map[Kind][2]string{
	Trigger: {"([", "])"},
	Wait:    {"(", ")"},
	Choice:  {"{{", "}}"},
	Exit:    {"([", "])"},
	Goal:    {"([", "])"},
}

func (m *mermaid) node(n *Node) {
	shape, ok := shapes[n.Kind]
	if !ok {
		shape = [2]string{"[", "]"}
	}
	words := n.words()
	for i, line := range words {
		const most = 72
		if i > 0 && len([]rune(line)) > most {
			words[i] = string([]rune(line)[:most-1]) + "…"
		}
	}
	m.line("%s%s%s%s:::%s", n.ID, shape[0], quote(strings.Join(words, "\n")), shape[1], n.Kind)
}

// classes gives the kinds that occur their colours.
func (m *mermaid) classes(g *Graph) {
	found := newLegend(g)
	for _, h := range hues {
		for _, kind := range found {
			if kind == h.kind {
				m.line("classDef %s stroke:%s,stroke-width:2px", h.kind, h.light)
			}
		}
	}
}

// entities are what Mermaid would read as something else than text, in its own notation.
var entities = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", "\\", "#92;", "\n", "<br>")

func quote(s string) string { return `"` + entities.Replace(s) + `"` }

// oneLine is a text for the title or the description, which end with the line.
func oneLine(s string) string {
	return strings.NewReplacer("#", "#35;", ";", "#59;", "{", "#123;", "}", "#125;").Replace(strings.Join(strings.Fields(s), " "))
}

func (w Way) words() string {
	words := w.Label
	for _, line := range w.Lines {
		words += "\n" + line.words()
	}
	return words
}
