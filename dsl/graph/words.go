package graph

import "strings"

// words is what a node says, a line each, for tooltips and for readers who can't see the picture.
func (n *Node) words() []string {
	all := []string{strings.TrimSpace(n.Word + " " + n.Name)}
	for _, line := range n.Lines {
		all = append(all, line.words())
	}
	return all
}

func (l Line) words() string {
	if l.Label == "" {
		return l.Text
	}
	return l.Label + ": " + l.Text
}

// describe tells the picture in sentences.
func (g *Graph) describe() string {
	var b strings.Builder
	for _, part := range []struct {
		what  string
		nodes []*Node
	}{
		{"Starts with", g.Triggers}, {"Does", g.Steps}, {"Ends early or is measured by", g.Asides},
	} {
		if len(part.nodes) == 0 {
			continue
		}
		names := make([]string, len(part.nodes))
		for i, n := range part.nodes {
			names[i] = n.words()[0]
		}
		b.WriteString(part.what + ": " + strings.Join(names, ", ") + ". ")
	}
	return strings.TrimSpace(strings.TrimSpace(g.Description) + " " + strings.TrimSpace(b.String()))
}
