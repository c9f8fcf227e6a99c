package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/tendhq/tend/engine/store"
)

// retries is how many runs that couldn't be delivered to are tried again at one look at the outbox.
const retries = 20

// stuck is the runs that couldn't be delivered to, each with the look at which it was tried last. Others come
// before them, so that these don't fill the looks of the dispatcher.
type stuck struct {
	mu       sync.Mutex
	attempts int
	runs     map[string]int
}

// next begins a look at the outbox: it gives all runs that are stuck, true for those whose turn it is to be tried.
func (s *stuck) next() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts++
	turns := map[string]bool{}
	for i, run := range slices.SortedFunc(maps.Keys(s.runs), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.runs[a], s.runs[b]), cmp.Compare(a, b))
	}) {
		turns[run] = i < retries
	}
	return turns
}

// tried notes what became of a look. Where one of the stuck got through, the others may, too.
func (s *stuck) tried(through, failed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(through, func(run string) bool { _, was := s.runs[run]; return was }) {
		s.runs = nil
	}
	for _, run := range failed {
		if s.runs == nil {
			s.runs = map[string]int{}
		}
		s.runs[run] = s.attempts
	}
}

// forget takes off runs of which the outbox holds nothing any more.
func (s *stuck) forget(runs []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, run := range runs {
		delete(s.runs, run)
	}
}

// outgoing is the messages that are to be delivered now: the oldest, and those of a few runs that are stuck.
func (e *Engine) outgoing(ctx context.Context) ([]store.Message, error) {
	var messages []store.Message
	turns := e.stuck.next()
	err := e.store.View(ctx, func(r store.Reader) error {
		fresh, seen := 0, map[string]bool{}
		for after := int64(0); fresh < dispatchBatch; {
			page, err := r.Outbox(after, dispatchBatch)
			if err != nil {
				return err
			}
			for _, m := range page {
				turn, isStuck := turns[m.Run]
				seen[m.Run], after = true, m.ID
				if !isStuck {
					fresh++
				}
				if turn || !isStuck {
					messages = append(messages, m)
				}
			}
			if len(page) < dispatchBatch {
				e.stuck.forget(slices.DeleteFunc(slices.Collect(maps.Keys(turns)), func(run string) bool { return seen[run] }))
				return nil
			}
		}
		return nil
	})
	return messages, err
}
