package graph

import (
	"strings"
)

// The measures of a card, in pixels.
const (
	cardWidth = 320.0
	inset     = 16.0 // from its edge to its text
	iconWidth = 20.0
)

// card draws a node.
type card struct {
	node   *Node
	name   []string
	facts  []fact
	labels float64 // the width of the column of labels
	height float64
}

// fact is a line of a node, broken into lines of text.
type fact struct {
	Line
	font  font
	texts []string
}

func newCard(n *Node) *card {
	c := &card{node: n, name: nameFont.wrap(n.Name, cardWidth-2*inset, 2)}
	for _, line := range n.Lines {
		if line.Label != "" {
			c.labels = max(c.labels, textFont.width(line.Label)+12)
		}
	}
	c.height = inset - 4 + wordFont.leading + float64(len(c.name))*nameFont.leading
	for _, line := range n.Lines {
		f := c.fact(line)
		c.facts = append(c.facts, f)
		c.height += float64(len(f.texts)) * f.font.leading
	}
	c.height += inset - 4
	if len(c.facts) > 0 {
		c.height += 4
	}
	return c
}

func (c *card) fact(line Line) fact {
	f := fact{Line: line, font: textFont}
	room, most := cardWidth-2*inset, 3
	if line.Code {
		f.font, most = codeFont, 4
	}
	if line.Label != "" {
		room -= c.labels
	}
	f.texts = f.font.wrap(line.Text, room, most)
	return f
}

func (c *card) size() size { return size{left: cardWidth / 2, right: cardWidth / 2, height: c.height} }

func (c *card) ends() bool { return c.node.Ends }

func (c *card) draw(to *canvas, x, y float64) {
	left := x - cardWidth/2
	b := &to.cards
	group(b, "node "+string(c.node.Kind))
	element(b, "title", nil, c.tooltip())
	c.outline(b, left, y)
	element(b, "path", attributes{"class", "icon", "transform", "translate(" + px(left+inset) + " " + px(y+inset-5) + ")", "d", icon(c.node)}, "")
	at := y + inset - 4 + wordFont.leading - 4
	element(b, "text", attributes{"class", "word", "x", left + inset + iconWidth, "y", at}, strings.ToUpper(strings.ReplaceAll(c.node.Word, "_", " ")))
	at += 3
	for _, line := range c.name {
		at += nameFont.leading
		element(b, "text", attributes{"class", "name", "x", left + inset, "y", at}, line)
	}
	at += 4
	for _, f := range c.facts {
		at = f.draw(b, left+inset, c.labels, at)
	}
	b.WriteString("</g>\n")
}

// outline draws the shape of the node's kind: what waits is round, what chooses has points.
func (c *card) outline(b *strings.Builder, left, y float64) {
	radius := 8.0
	switch c.node.Kind {
	case Wait:
		radius = 22
	case Choice:
		const point = 12.0
		d := "M" + px(left) + " " + px(y) + "h" + px(cardWidth) + "l" + px(point) + " " + px(c.height/2) +
			"l" + px(-point) + " " + px(c.height/2) + "h" + px(-cardWidth) + "l" + px(-point) + " " + px(-c.height/2) + "z"
		element(b, "path", attributes{"class", "card", "d", d}, "")
		return
	case Trigger, Exit, Goal:
		radius = 16
	}
	element(b, "rect", attributes{"class", "card", "x", left, "y", y, "width", cardWidth, "height", c.height, "rx", radius}, "")
}

// draw writes a fact below a height and gives the height of its end.
func (f fact) draw(b *strings.Builder, left, labels, at float64) float64 {
	class := "text"
	if f.Code {
		class = "code"
	}
	if f.Wait {
		class += " time"
	}
	if f.Label != "" {
		element(b, "text", attributes{"class", "label", "x", left, "y", at + f.font.leading}, f.Label)
		left += labels
	}
	for _, line := range f.texts {
		at += f.font.leading
		element(b, "text", attributes{"class", class, "x", left, "y", at}, line)
	}
	return at
}

// tooltip is everything that the node says, unshortened.
func (c *card) tooltip() string { return strings.Join(c.node.words(), "\n") }
