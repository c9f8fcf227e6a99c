package customer

import (
	"container/heap"
	"slices"
	"time"
)

// crowd is the people of an account of whom as many are remembered as may be, in the order in which they make room
// for others. It holds while no time passes, so that of many events at one instant not each looks at everyone.
type crowd struct {
	core *Core
	now  time.Time
	// touched is of whom something changed since those were forgotten of whom nothing is left.
	touched []string
	line    line
}

// queued is a person as they were when they were put in line: who is heard of again comes no sooner.
type queued struct {
	id    string
	known bool
	seen  time.Time
}

// line is who makes room first: strangers before contacts, then those who were not heard of for the longest.
type line []queued

func (l line) Len() int { return len(l) }

func (l line) Less(i, j int) bool {
	a, b := l[i], l[j]
	switch {
	case a.known != b.known:
		return b.known
	case !a.seen.Equal(b.seen):
		return a.seen.Before(b.seen)
	}
	return a.id < b.id
}

func (l line) Swap(i, j int) { l[i], l[j] = l[j], l[i] }

// Push implements heap.Interface.
func (l *line) Push(x any) { *l = append(*l, x.(queued)) }

// Pop implements heap.Interface.
func (l *line) Pop() any {
	last := (*l)[len(*l)-1]
	*l = slices.Delete(*l, len(*l)-1, len(*l))
	return last
}

// makeRoom forgets those of whom nothing is left or, where that is nobody, one of the others.
func (t *evaluation) makeRoom() {
	if c := t.s.crowd; c == nil || c.core != t.core || !c.now.Equal(t.now) {
		t.gatherCrowd()
	} else {
		t.purgeTouched()
	}
	if len(t.s.ContactFacts) >= MaxContactFacts {
		t.s.crowd.forgetOne(t.s)
		t.s.Crowded = t.now
	}
}

func (t *evaluation) gatherCrowd() {
	t.purgeContactFacts()
	c := &crowd{core: t.core, now: t.now}
	for id := range t.s.ContactFacts {
		c.line = append(c.line, t.s.inLine(id))
	}
	heap.Init(&c.line)
	t.s.crowd = c
}

// purgeTouched is purgeContactFacts for those of whom anything can have changed: of the others nothing gets less while no
// time passes.
func (t *evaluation) purgeTouched() {
	for _, id := range t.s.crowd.touched {
		if p := t.s.ContactFacts[id]; p != nil {
			t.purgePerson(id, p)
		}
	}
	t.s.crowd.touched = nil
}

func (s *State) inLine(id string) queued {
	_, known := s.Contacts[id]
	return queued{id, known, s.ContactFacts[id].Seen}
}

// join puts a new person in line.
func (c *crowd) join(s *State, id string) {
	if c != nil {
		heap.Push(&c.line, s.inLine(id))
	}
}

// touch notes that something changed of a person.
func (c *crowd) touch(id string) {
	if c != nil && (len(c.touched) == 0 || c.touched[len(c.touched)-1] != id) {
		c.touched = append(c.touched, id)
	}
}

// forgetOne forgets the first in line. Who isn't there any more is passed over, and who was heard of since stands
// where that puts them.
func (c *crowd) forgetOne(s *State) {
	for {
		first := c.line[0]
		if s.ContactFacts[first.id] == nil {
			heap.Pop(&c.line)
			continue
		}
		if now := s.inLine(first.id); now.known != first.known || !now.seen.Equal(first.seen) {
			c.line[0] = now
			heap.Fix(&c.line, 0)
			continue
		}
		heap.Pop(&c.line)
		delete(s.ContactFacts, first.id)
		return
	}
}
