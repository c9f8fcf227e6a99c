package graph

// blocks arranges steps one under another.
func blocks(steps []*Node) column {
	var c column
	for _, n := range steps {
		c = append(c, arrange(n))
	}
	return c
}

// arrange is a step with the ways that it leads to.
func arrange(n *Node) block {
	head := newCard(n)
	switch {
	case len(n.Ways) == 0:
		return head
	case n.Form == Turn || n.Form == Round:
		inside := column{head}
		for _, w := range n.Ways {
			inside = append(inside, arrangeWay(w)...)
		}
		return &frame{class: "box", inside: inside, round: n.Form == Round}
	}
	f := &fork{head: head}
	for _, w := range n.Ways {
		f.ways = append(f.ways, arrangeWay(w))
	}
	return f
}

func arrangeWay(w Way) column {
	steps := blocks(w.Steps)
	if w.Label == "" {
		return steps
	}
	return append(column{newPill(w)}, steps...)
}

// run is everything between the start of a run and its end.
func (g *Graph) run() block {
	steps := blocks(g.Steps)
	if !steps.ends() {
		steps = append(steps, finish{})
	}
	if len(g.Asides) == 0 {
		return steps
	}
	return &frame{class: "run", inside: steps}
}

// spine is what stands one under another in the middle of the picture, above the run.
func (g *Graph) spine() column {
	var c column
	if len(g.Triggers) > 0 {
		c = append(c, start{cards(g.Triggers)})
	}
	if g.Enrolment != nil {
		c = append(c, newCard(g.Enrolment))
	}
	return c
}

func cards(nodes []*Node) row {
	var r row
	for _, n := range nodes {
		r = append(r, newCard(n))
	}
	return r
}

// finish is the end of a run that did everything.
type finish struct{}

const finishRadius = 7.0

func (finish) size() size {
	return size{left: finishRadius, right: finishRadius, height: 2 * finishRadius}
}

func (finish) ends() bool { return true }

func (finish) draw(to *canvas, x, y float64) {
	group(&to.cards, "finish")
	element(&to.cards, "title", nil, "The run is complete.")
	element(&to.cards, "circle", attributes{"cx", x, "cy", y + finishRadius, "r", finishRadius}, "")
	element(&to.cards, "circle", attributes{"class", "dot", "cx", x, "cy", y + finishRadius, "r", 3.5}, "")
	to.cards.WriteString("</g>\n")
}
