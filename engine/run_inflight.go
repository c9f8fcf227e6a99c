package engine

import (
	"context"
	"sync"
)

// inflight is the attempts of actions under way in this process, by run.
type inflight struct {
	mu   sync.Mutex
	runs map[string]map[*attempt]bool
}

// attempt is one attempt under way.
type attempt struct {
	stop context.CancelFunc
	done chan struct{}
}

// begin registers an attempt. The attempt ends when the returned function is called.
func (a *inflight) begin(ctx context.Context, run string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	one := &attempt{stop: stop, done: make(chan struct{})}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.runs == nil {
		a.runs = map[string]map[*attempt]bool{}
	}
	if a.runs[run] == nil {
		a.runs[run] = map[*attempt]bool{}
	}
	a.runs[run][one] = true
	return ctx, func() {
		stop()
		close(one.done)
		a.mu.Lock()
		defer a.mu.Unlock()
		if delete(a.runs[run], one); len(a.runs[run]) == 0 {
			delete(a.runs, run)
		}
	}
}

// end cancels the attempts of a run that are under way, and waits for them.
func (a *inflight) end(ctx context.Context, run string) error {
	a.mu.Lock()
	var all []*attempt
	for one := range a.runs[run] {
		all = append(all, one)
	}
	a.mu.Unlock()
	for _, one := range all {
		one.stop()
		select {
		case <-one.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
