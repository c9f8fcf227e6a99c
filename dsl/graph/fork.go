package graph

import "strings"

// pill is the label of a way, on the line that leads to it.
type pill struct {
	way   Way
	label string
	texts []string
	wide  float64
	tall  float64
}

const pillHeight = 24.0

func newPill(w Way) *pill {
	const most = 240.0
	p := &pill{way: w, label: nameFont.shorten(w.Label, most), tall: pillHeight}
	p.wide = nameFont.width(p.label)
	for _, line := range w.Lines {
		for _, text := range codeFont.wrap(line.Label+" "+line.Text, most, 3) {
			p.texts = append(p.texts, text)
			p.wide = max(p.wide, codeFont.width(text))
			p.tall += codeFont.leading
		}
	}
	if len(p.texts) > 0 {
		p.tall += 4
	}
	p.wide += 28
	return p
}

func (p *pill) size() size { return size{left: p.wide / 2, right: p.wide / 2, height: p.tall} }

func (*pill) ends() bool { return false }

func (p *pill) draw(to *canvas, x, y float64) {
	b := &to.cards
	group(b, "way")
	tip := []string{p.way.Label}
	for _, line := range p.way.Lines {
		tip = append(tip, line.words())
	}
	element(b, "title", nil, strings.Join(tip, "\n"))
	element(b, "rect", attributes{"class", "pill", "x", x - p.wide/2, "y", y, "width", p.wide, "height", p.tall, "rx", pillHeight / 2}, "")
	at := y + 17
	element(b, "text", attributes{"class", "case", "x", x, "y", at}, p.label)
	at += 2
	for _, text := range p.texts {
		at += codeFont.leading
		element(b, "text", attributes{"class", "code middle", "x", x, "y", at}, text)
	}
	b.WriteString("</g>\n")
}

// fork is a node with its ways side by side, which meet again.
type fork struct {
	head block
	ways row
}

func (f *fork) size() size {
	s, of := f.head.size(), f.ways.size()
	s.left, s.right = max(s.left, of.left), max(s.right, of.right)
	s.height += turning + of.height
	if !f.ends() {
		s.height += turning
	}
	return s
}

func (f *fork) ends() bool { return f.ways.ends() }

func (f *fork) draw(to *canvas, x, y float64) {
	f.head.draw(to, x, y)
	y += f.head.size().height
	for _, at := range f.ways.lines(x) {
		to.bend(x, y, y+turning/2, at, y+turning)
	}
	f.ways.draw(to, x, y+turning)
	meet(to, f.ways, x, y+turning)
}

// meet draws the lines from the ends of a row's blocks to one line below it. The row's top is at y.
func meet(to *canvas, r row, x, y float64) {
	bottom := y + r.size().height + turning
	for i, at := range r.lines(x) {
		if !r[i].ends() {
			to.bend(at, y+r[i].size().height, bottom-turning/2, x, bottom)
		}
	}
}

// start is what stands at the top: blocks side by side of which any leads on.
type start struct{ row }

func (s start) size() size {
	of := s.row.size()
	if len(s.row) > 1 {
		of.height += turning
	}
	return of
}

func (s start) draw(to *canvas, x, y float64) {
	s.row.draw(to, x, y)
	if len(s.row) > 1 {
		meet(to, s.row, x, y)
	}
}
