package graph

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// canvas collects the elements of an SVG in three layers: frames lie under lines, lines under cards.
type canvas struct{ frames, lines, cards strings.Builder }

// attributes are pairs of a name and a value: a string, or a number of pixels.
type attributes []any

// element writes an element with text inside; without any it is an empty one.
func element(to *strings.Builder, name string, has attributes, text string) {
	open(to, name, has)
	if text == "" {
		to.WriteString("/>\n")
		return
	}
	fmt.Fprintf(to, ">%s</%s>\n", escape(text), name)
}

// group opens a group, to be closed with its end tag.
func group(to *strings.Builder, class string) {
	open(to, "g", attributes{"class", class})
	to.WriteString(">\n")
}

func open(to *strings.Builder, name string, has attributes) {
	fmt.Fprintf(to, "<%s", name)
	for i := 0; i+1 < len(has); i += 2 {
		value := has[i+1]
		if f, ok := value.(float64); ok {
			value = px(f)
		}
		fmt.Fprintf(to, ` %s="%s"`, has[i], escape(fmt.Sprint(value)))
	}
}

// escape makes text safe inside XML; what XML can't hold becomes a replacement character.
func escape(s string) string {
	var b strings.Builder
	// A strings.Builder takes everything.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// px writes a length to a tenth of a pixel.
func px(f float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *canvas) line(class, d string) {
	element(&c.lines, "path", attributes{"class", class, "d", d}, "")
}

// head draws the head of an arrow whose tip is at a place, pointing down or to the right.
func (c *canvas) head(x, y float64, right bool) {
	d := fmt.Sprintf("M%s %sl-4.5 -8h9z", px(x), px(y))
	if right {
		d = fmt.Sprintf("M%s %sl-8 -4.5v9z", px(x), px(y))
	}
	c.line("head", d)
}

// arrow draws a straight line down.
func (c *canvas) arrow(x, y, toY float64) {
	c.line("line", fmt.Sprintf("M%s %sV%s", px(x), px(y), px(toY-6)))
	c.head(x, toY, false)
}

// bend draws a line down that turns at a height to another x, and goes on down.
func (c *canvas) bend(x, y, turn, toX, toY float64) {
	if x == toX {
		c.line("line", fmt.Sprintf("M%s %sV%s", px(x), px(y), px(toY)))
		return
	}
	side := 1.0
	if toX < x {
		side = -1
	}
	r := min(corner, turn-y, toY-turn, side*(toX-x)/2)
	c.line("line", fmt.Sprintf("M%s %sV%sQ%s %s %s %sH%sQ%s %s %s %sV%s",
		px(x), px(y), px(turn-r), px(x), px(turn), px(x+side*r), px(turn),
		px(toX-side*r), px(toX), px(turn), px(toX), px(turn+r), px(toY)))
}
