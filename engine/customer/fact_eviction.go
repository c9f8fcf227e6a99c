package customer

import (
	"container/heap"
	"slices"
	"time"
)

// evictionOrder is the order in which the contacts of a full account lose their facts to others'. It is valid while no
// time passes, so that of many events at one instant not each goes over all contacts.
type evictionOrder struct {
	core *Core
	now  time.Time
	// touched is whose facts changed since empty ones were dropped.
	touched []string
	heap    evictionHeap
}

// candidate is a contact as it was when it was pushed. It may be stale: evictOne checks it again.
type candidate struct {
	id    string
	known bool
	seen  time.Time
}

// evictionHeap orders strangers before the account's contacts, then whose last event is the oldest.
type evictionHeap []candidate

func (l evictionHeap) Len() int { return len(l) }

func (l evictionHeap) Less(i, j int) bool {
	a, b := l[i], l[j]
	switch {
	case a.known != b.known:
		return b.known
	case !a.seen.Equal(b.seen):
		return a.seen.Before(b.seen)
	}
	return a.id < b.id
}

func (l evictionHeap) Swap(i, j int) { l[i], l[j] = l[j], l[i] }

// Push implements heap.Interface.
func (l *evictionHeap) Push(x any) { *l = append(*l, x.(candidate)) }

// Pop implements heap.Interface.
func (l *evictionHeap) Pop() any {
	last := (*l)[len(*l)-1]
	*l = slices.Delete(*l, len(*l)-1, len(*l))
	return last
}

// evict drops empty facts or, where there are none, those of one contact.
func (t *evaluation) evict() {
	if c := t.s.evictionOrder; c == nil || c.core != t.core || !c.now.Equal(t.now) {
		t.orderEviction()
	} else {
		t.dropTouched()
	}
	if len(t.s.ContactFacts) >= MaxContactFacts {
		t.s.evictionOrder.evictOne(t.s)
		t.s.Crowded = t.now
	}
}

func (t *evaluation) orderEviction() {
	t.purgeContactFacts()
	c := &evictionOrder{core: t.core, now: t.now}
	for id := range t.s.ContactFacts {
		c.heap = append(c.heap, t.s.candidate(id))
	}
	heap.Init(&c.heap)
	t.s.evictionOrder = c
}

// dropTouched drops empty facts among those that changed: while no time passes, no others become empty.
func (t *evaluation) dropTouched() {
	for _, id := range t.s.evictionOrder.touched {
		if p := t.s.ContactFacts[id]; p != nil {
			t.purgePerson(id, p)
		}
	}
	t.s.evictionOrder.touched = nil
}

func (s *State) candidate(id string) candidate {
	_, known := s.Contacts[id]
	return candidate{id, known, s.ContactFacts[id].Seen}
}

// push adds a contact that has facts from now on.
func (c *evictionOrder) push(s *State, id string) {
	if c != nil {
		heap.Push(&c.heap, s.candidate(id))
	}
}

// touch records that the facts of a contact changed.
func (c *evictionOrder) touch(id string) {
	if c != nil && (len(c.touched) == 0 || c.touched[len(c.touched)-1] != id) {
		c.touched = append(c.touched, id)
	}
}

// evictOne drops the facts of the first candidate. One whose facts are gone is passed over; one that is stale is put
// where it belongs by now.
func (c *evictionOrder) evictOne(s *State) {
	for {
		first := c.heap[0]
		if s.ContactFacts[first.id] == nil {
			heap.Pop(&c.heap)
			continue
		}
		if now := s.candidate(first.id); now.known != first.known || !now.seen.Equal(first.seen) {
			c.heap[0] = now
			heap.Fix(&c.heap, 0)
			continue
		}
		heap.Pop(&c.heap)
		delete(s.ContactFacts, first.id)
		return
	}
}
