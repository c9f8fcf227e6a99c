package engine

import (
	"context"
	"sync"
)

// acts is the attempts of actions that are under way in this process, by run.
type acts struct {
	mu   sync.Mutex
	runs map[string]map[*act]bool
}

// act is one attempt under way.
type act struct {
	stop context.CancelFunc
	over chan struct{}
}

// begin notes that an attempt begins, which ends when the function is called.
func (a *acts) begin(ctx context.Context, run string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	one := &act{stop: stop, over: make(chan struct{})}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.runs == nil {
		a.runs = map[string]map[*act]bool{}
	}
	if a.runs[run] == nil {
		a.runs[run] = map[*act]bool{}
	}
	a.runs[run][one] = true
	return ctx, func() {
		stop()
		close(one.over)
		a.mu.Lock()
		defer a.mu.Unlock()
		if delete(a.runs[run], one); len(a.runs[run]) == 0 {
			delete(a.runs, run)
		}
	}
}

// end stops the attempts of a run that are under way, and waits for them.
func (a *acts) end(ctx context.Context, run string) error {
	a.mu.Lock()
	var all []*act
	for one := range a.runs[run] {
		all = append(all, one)
	}
	a.mu.Unlock()
	for _, one := range all {
		one.stop()
		select {
		case <-one.over:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
