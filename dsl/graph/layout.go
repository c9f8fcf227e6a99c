package graph

// size is the room that something takes: to the left and to the right of the line that runs through
// it from top to bottom, and down.
type size struct{ left, right, height float64 }

func (s size) width() float64 { return s.left + s.right }

// block is a part of the picture. It hangs on a line that enters at the top and, unless it ends there,
// leaves at the bottom.
type block interface {
	size() size
	// draw puts it with its line at x and its top at y.
	draw(c *canvas, x, y float64)
	// ends says that no line leaves it.
	ends() bool
}

// The spaces between things, in pixels.
const (
	margin  = 32.0
	gap     = 30.0 // between a block and the next, for an arrow
	between = 28.0 // between what stands side by side
	turning = 26.0 // for lines that part or meet
	corner  = 10.0 // radius of a line's bend
	padding = 22.0 // inside a frame
)

// column is blocks one under another.
type column []block

func (c column) size() size {
	var s size
	for i, b := range c {
		of := b.size()
		s.left, s.right = max(s.left, of.left), max(s.right, of.right)
		s.height += of.height
		if i > 0 {
			s.height += gap
		}
	}
	return s
}

func (c column) draw(to *canvas, x, y float64) {
	for i, b := range c {
		if i > 0 {
			if !c[i-1].ends() {
				lead(to, b, x, y)
			}
			y += gap
		}
		b.draw(to, x, y)
		y += b.size().height
	}
}

// lead draws the line that leads to a block below a place. A border is crossed, not pointed at.
func lead(to *canvas, b block, x, y float64) {
	if _, crossed := b.(*frame); crossed {
		to.line("line", "M"+px(x)+" "+px(y)+"V"+px(y+gap))
		return
	}
	to.arrow(x, y, y+gap)
}

func (c column) ends() bool { return len(c) > 0 && c[len(c)-1].ends() }

// row is blocks side by side, with their tops at one height, around a line in the middle.
type row []block

func (r row) size() size {
	s := size{}
	for i, b := range r {
		of := b.size()
		s.height = max(s.height, of.height)
		s.right += of.width()
		if i > 0 {
			s.right += between
		}
	}
	if len(r) > 0 {
		whole, first, last := s.right, r[0].size().left, r[len(r)-1].size().right
		s.left = (first + whole - last) / 2
		s.right = whole - s.left
	}
	return s
}

// lines is where the line of each block runs when the line of the row is at x.
func (r row) lines(x float64) []float64 {
	all := make([]float64, len(r))
	at := x - r.size().left
	for i, b := range r {
		all[i] = at + b.size().left
		at += b.size().width() + between
	}
	return all
}

func (r row) draw(to *canvas, x, y float64) {
	for i, at := range r.lines(x) {
		r[i].draw(to, at, y)
	}
}

func (r row) ends() bool {
	for _, b := range r {
		if !b.ends() {
			return false
		}
	}
	return len(r) > 0
}
