package graph

import "strings"

// heading is the name of the playbook, and what is said about it as a whole.
type heading struct {
	name, description []string
	notes             string
	height            float64
}

func newHeading(g *Graph, width float64) *heading {
	h := &heading{
		name:        titleFont.wrap(g.Name, width, 2),
		description: nameFont.wrap(g.Description, min(width, 720), 3),
	}
	var notes []string
	for _, line := range g.Notes {
		notes = append(notes, line.words())
	}
	h.notes = textFont.shorten(strings.Join(notes, "  ·  "), width)
	h.height = float64(len(h.name))*titleFont.leading + float64(len(h.description))*nameFont.leading + margin
	if h.notes != "" {
		h.height += textFont.leading + 4
	}
	return h
}

func (h *heading) draw(c *canvas, x, y float64) {
	y -= 6
	for _, line := range h.name {
		y += titleFont.leading
		element(&c.cards, "text", attributes{"class", "title", "x", x, "y", y}, line)
	}
	for _, line := range h.description {
		y += nameFont.leading
		element(&c.cards, "text", attributes{"class", "description", "x", x, "y", y}, line)
	}
	if h.notes != "" {
		element(&c.cards, "text", attributes{"class", "label", "x", x, "y", y + textFont.leading + 4}, h.notes)
	}
}
