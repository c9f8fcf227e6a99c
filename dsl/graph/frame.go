package graph

import "fmt"

// frame is a border around steps that belong together.
type frame struct {
	class  string
	inside column
	// round draws the line that leads from the end back to the beginning.
	round bool
}

// track is the room for the line back.
const track = 24.0

func (f *frame) size() size {
	s := f.inside.size()
	s.left, s.right, s.height = s.left+padding, s.right+padding, s.height+2*padding
	if f.round {
		s.left += track
	}
	return s
}

func (f *frame) ends() bool { return f.inside.ends() }

func (f *frame) draw(to *canvas, x, y float64) {
	s := f.size()
	element(&to.frames, "rect", attributes{"class", f.class, "x", x - s.left, "y", y, "width", s.width(), "height", s.height, "rx", 14.0}, "")
	to.arrow(x, y, y+padding)
	f.inside.draw(to, x, y+padding)
	bottom := y + s.height - padding
	if !f.ends() {
		to.line("line", "M"+px(x)+" "+px(bottom)+"V"+px(y+s.height))
	}
	if f.round {
		f.back(to, x, y+padding, bottom)
	}
}

// back draws the line from below the last step up to the first block of the frame.
func (f *frame) back(to *canvas, x, top, bottom float64) {
	first := f.inside[0].size()
	left, low, high := x-f.size().left+track/2, bottom+padding/2, top+first.height/2
	to.line("line", fmt.Sprintf("M%s %sH%sQ%s %s %s %sV%sQ%s %s %s %sH%s",
		px(x), px(low), px(left+corner), px(left), px(low), px(left), px(low-corner),
		px(high+corner), px(left), px(high), px(left+corner), px(high), px(x-first.left-6)))
	to.head(x-first.left, high, true)
}
