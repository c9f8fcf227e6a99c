package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/tendhq/tend/engine/store"
)

// retriesPerPoll is how many runs whose delivery failed are tried again with one poll of the outbox.
const retriesPerPoll = 20

// undelivered is the runs whose delivery failed, each with the poll that tried it last. Other runs come before them,
// so that they don't fill the dispatcher's batches.
type undelivered struct {
	mu    sync.Mutex
	polls int
	runs  map[string]int
}

// nextRetries begins a poll. It returns all runs whose delivery failed, with true for those to retry now.
func (s *undelivered) nextRetries() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polls++
	retries := map[string]bool{}
	for i, run := range slices.SortedFunc(maps.Keys(s.runs), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.runs[a], s.runs[b]), cmp.Compare(a, b))
	}) {
		retries[run] = i < retriesPerPoll
	}
	return retries
}

// record takes the outcome of a poll. Once one of the failed runs is delivered to, all of them may be tried again.
func (s *undelivered) record(delivered, failed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(delivered, func(run string) bool { _, was := s.runs[run]; return was }) {
		s.runs = nil
	}
	for _, run := range failed {
		if s.runs == nil {
			s.runs = map[string]int{}
		}
		s.runs[run] = s.polls
	}
}

// forget removes runs of which the outbox holds nothing any more.
func (s *undelivered) forget(runs []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, run := range runs {
		delete(s.runs, run)
	}
}

// outgoing returns the messages to deliver now: the oldest, and those of a few runs whose delivery failed before.
func (e *Engine) outgoing(ctx context.Context) ([]store.Message, error) {
	var messages []store.Message
	retries := e.undelivered.nextRetries()
	err := e.store.View(ctx, func(r store.Reader) error {
		fresh, seen := 0, map[string]bool{}
		for after := int64(0); fresh < dispatchBatch; {
			page, err := r.Outbox(after, dispatchBatch)
			if err != nil {
				return err
			}
			for _, m := range page {
				retry, failedBefore := retries[m.Run]
				seen[m.Run], after = true, m.ID
				if !failedBefore {
					fresh++
				}
				if retry || !failedBefore {
					messages = append(messages, m)
				}
			}
			if len(page) < dispatchBatch {
				e.undelivered.forget(slices.DeleteFunc(slices.Collect(maps.Keys(retries)), func(run string) bool { return seen[run] }))
				return nil
			}
		}
		return nil
	})
	return messages, err
}
