package graph

import (
	"fmt"
	"strings"
)

// SVG draws the graph as a picture for browsers and documents: readable on light and on dark ground, as
// the reader's system is set, without a script or anything from outside.
func (g *Graph) SVG() string {
	p := newPicture(g)
	c := &canvas{}
	p.draw(c)
	var b strings.Builder
	id := "tend-" + g.Name
	open(&b, "svg", attributes{
		"xmlns", "http://www.w3.org/2000/svg", "class", "tend-graph", "role", "img",
		"aria-labelledby", id + "-title " + id + "-desc",
		"viewBox", "0 0 " + px(p.width) + " " + px(p.height), "width", p.width, "height", p.height,
	})
	b.WriteString(">\n")
	element(&b, "title", attributes{"id", id + "-title"}, "Playbook "+g.Name)
	element(&b, "desc", attributes{"id", id + "-desc"}, g.describe())
	fmt.Fprintf(&b, "<style>\n%s</style>\n", style())
	element(&b, "rect", attributes{"class", "ground", "width", p.width, "height", p.height, "rx", 12.0}, "")
	b.WriteString(c.frames.String() + c.lines.String() + c.cards.String() + "</svg>\n")
	return b.String()
}

// picture is where the parts of a graph are.
type picture struct {
	graph         *Graph
	heading       *heading
	spine         column
	run           block
	asides        column
	legend        legend
	x             float64 // of the line in the middle
	width, height float64
}

func newPicture(g *Graph) *picture {
	p := &picture{graph: g, spine: g.spine(), run: g.run(), legend: newLegend(g)}
	for _, n := range g.Asides {
		p.asides = append(p.asides, apart{newCard(n)})
	}
	middle := append(p.spine[:len(p.spine):len(p.spine)], p.run).size()
	p.x = margin + middle.left
	wide := middle.width()
	if len(p.asides) > 0 {
		// The exits stand beside the run, which may be narrower than what is above it.
		wide = max(wide, middle.left+p.run.size().right+aside+p.asides.size().width())
	}
	p.width = 2*margin + max(wide, p.legend.width(), leastWidth)
	p.heading = newHeading(g, p.width-2*margin)
	p.height = 2*margin + p.heading.height + p.body() + p.legend.height()
	return p
}

const (
	aside      = 56.0  // from the run to its exits
	leastWidth = 460.0 // so that a heading has room
)

// body is the height of everything between heading and legend.
func (p *picture) body() float64 {
	height := max(p.run.size().height, p.asides.size().height)
	if len(p.spine) > 0 {
		height += p.spine.size().height + gap
	}
	return height + gap
}

func (p *picture) draw(c *canvas) {
	y := margin
	p.heading.draw(c, margin, y)
	y += p.heading.height
	if len(p.spine) > 0 {
		p.spine.draw(c, p.x, y)
		y += p.spine.size().height
		lead(c, p.run, p.x, y)
		y += gap
	}
	p.run.draw(c, p.x, y)
	p.drawAsides(c, y)
	p.legend.draw(c, margin, p.height-margin)
}

// drawAsides draws what holds wherever the run is, with a line from the run's border to each.
func (p *picture) drawAsides(c *canvas, y float64) {
	border := p.x + p.run.size().right
	x := border + aside + p.asides.size().left
	for _, b := range p.asides {
		of := b.size()
		b.draw(c, x, y)
		class := "aside"
		c.line(class, "M"+px(border)+" "+px(y+of.height/2)+"H"+px(x-of.left-6))
		c.head(x-of.left, y+of.height/2, true)
		y += of.height + gap
	}
}

// apart is a block that no line leaves.
type apart struct{ block }

func (apart) ends() bool { return true }
