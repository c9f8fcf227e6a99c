package graph

import "slices"

// legend is the kinds that occur in the picture, with their colours.
type legend []Kind

// meanings is what each kind is called in the legend, in this order.
var meanings = []struct {
	kind Kind
	text string
}{
	{Trigger, "trigger"},
	{Enrolment, "enrolment"},
	{Action, "action"},
	{Wait, "wait"},
	{Choice, "one of several ways"},
	{Group, "steps that belong together"},
	{Stop, "stop"},
	{Exit, "exit, wherever the run is"},
	{Goal, "goal"},
}

const swatch = 11.0

func newLegend(g *Graph) legend {
	found := map[Kind]bool{}
	g.each(func(n *Node) { found[n.Kind] = true })
	var l legend
	for _, m := range meanings {
		if found[m.kind] {
			l = append(l, m.kind)
		}
	}
	return l
}

func (k Kind) meaning() string {
	i := slices.IndexFunc(meanings, func(m struct {
		kind Kind
		text string
	},
	) bool {
		return m.kind == k
	})
	return meanings[i].text
}

func (l legend) height() float64 { return 28 }

func (l legend) width() float64 {
	width := 0.0
	for _, kind := range l {
		width += entryWidth(kind)
	}
	return width
}

func entryWidth(kind Kind) float64 { return swatch + 7 + textFont.width(kind.meaning()) + 20 }

// draw puts the legend's bottom at y.
func (l legend) draw(c *canvas, x, y float64) {
	for _, kind := range l {
		group(&c.cards, "node "+string(kind))
		element(&c.cards, "rect", attributes{"class", "swatch", "x", x, "y", y - swatch, "width", swatch, "height", swatch, "rx", 3.0}, "")
		element(&c.cards, "text", attributes{"class", "label", "x", x + swatch + 7, "y", y - 1}, kind.meaning())
		c.cards.WriteString("</g>\n")
		x += entryWidth(kind)
	}
}

// each visits every node.
func (g *Graph) each(visit func(*Node)) {
	var walk func([]*Node)
	walk = func(nodes []*Node) {
		for _, n := range nodes {
			visit(n)
			for _, w := range n.Ways {
				walk(w.Steps)
			}
		}
	}
	walk(g.Triggers)
	if g.Enrolment != nil {
		visit(g.Enrolment)
	}
	walk(g.Steps)
	walk(g.Asides)
}
